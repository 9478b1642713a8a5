/** What people read of a call that waits, and what they never read. */
import { describe, expect, test } from "vitest";
import { composeMessage, type Notice, noticeLine } from "./notice.ts";

const PAGE = "https://console.example";
const NOTICE: Notice = {
  turn: "escalated",
  ticket: "t12",
  tool: "pay/refund",
  agent: "desk",
  user: "ann",
  digest: "d",
  at: 1_800_000_000_000,
  until: 1_800_000_600_000,
  by: [],
};
const tickets = (count: number): readonly Notice[] => Array.from({ length: count }, (_, at) => ({ ...NOTICE, ticket: `t${at}` }));

describe("a notice", () => {
  test("says tool, agent, user and deadline, and leads to the console", () => {
    expect(noticeLine(NOTICE)).toBe("t12 waits for an approval: pay/refund, asked by desk for ann, until 2027-01-15T08:10:00.000Z");
    expect(composeMessage([NOTICE], 0, PAGE)).toEqual({
      title: "Interlock: a call waits for people",
      lines: [noticeLine(NOTICE), "https://console.example/#/inbox/t12"],
    });
    expect(composeMessage([NOTICE], 0, undefined).lines).toHaveLength(1);
  });

  test("never calls silence a no", () => {
    const words = (turn: Notice["turn"], by: readonly string[] = []): string => noticeLine({ ...NOTICE, turn, by });
    expect(words("expired")).toBe("t12 has expired: nobody answered in time: pay/refund, asked by desk for ann");
    expect(words("expired")).not.toMatch(/reject|den/);
    expect(words("rejected", ["bea"])).toBe("t12 was rejected by bea: pay/refund, asked by desk for ann");
    expect(noticeLine({ ...NOTICE, turn: "denied", code: "parked/changed", user: "" })).toBe(
      "t12 was denied, without anybody's no (parked/changed): pay/refund, asked by desk for nobody",
    );
  });

  test("shows what others wrote as text: no control, direction, line or address of theirs, and no more than fits", () => {
    const tool = `pay\u202e\n\u001b[2J https://evil.example ${"x".repeat(500)}`;
    const line = noticeLine({ ...NOTICE, tool });
    expect(line).toContain("pay\\u{202e}\\u{a}\\u{1b}[2J https[:]//evil.example xxx");
    expect(line).toContain("x…, asked by");
    expect(line.length).toBeLessThan(320);
  });

  test("folds equal calls into one line, and counts what does not fit", () => {
    expect(composeMessage(tickets(7), 0, PAGE).lines).toEqual([
      "t0, t1, t2, t3, t4 and 2 more waits for an approval: pay/refund, asked by desk for ann, until 2027-01-15T08:10:00.000Z",
      "https://console.example/#/inbox",
    ]);
    const different = tickets(14).map((notice, at) => ({ ...notice, digest: String(at) }));
    const { title, lines } = composeMessage(different, 3, undefined);
    expect(title).toBe("Interlock: calls wait for people");
    expect([lines.length, lines.at(-1)]).toEqual([11, "and 7 more"]);
  });

  test("says in its title where nothing waits", () => {
    expect(composeMessage([{ ...NOTICE, turn: "approved", by: ["bea"] }], 0, undefined).title).toBe("Interlock: how calls ended");
  });
});
