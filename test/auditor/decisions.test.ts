/** Decisions that are derived again by an audit: those of the real decider are right, others are not. */
import { afterEach, describe, expect, test } from "vitest";
import type { DecisionEntry } from "../../src/ledger/index.ts";
import { lockOf } from "../execution/compile-texts.ts";
import { DecidedLedger } from "../worlds/decided-ledger.ts";

const TEXT = "charter: desk\nactions:\n  read: { tool: files/read, allow: args.lines <= 10, escalate: args.lines > 5 }\n";
const ROOMY = `${TEXT}roles: { owner: { of_one_person: { waiting: 1 } } }\n`;
const lock = lockOf({ "files/read": ["lines"] });
const made: DecidedLedger[] = [];

afterEach(() => {
  for (const each of made.splice(0)) each.remove();
});

function setDesk(governed: Partial<ConstructorParameters<typeof DecidedLedger>[0]> = {}): DecidedLedger {
  const desk = new DecidedLedger({ text: TEXT, lock, ...governed });
  made.push(desk);
  return desk;
}

const read = (desk: DecidedLedger, lines: number): number => desk.propose("files/read", { lines });

async function audited(desk: DecidedLedger): Promise<string> {
  const { verdict, derived, findings } = await desk.report();
  return [verdict, derived, ...findings.map(({ code, entry }) => `${code}@${entry}`)].join(" ");
}

describe("an audit derives every decision again", () => {
  test("and finds those of the decider right", async () => {
    const desk = setDesk();
    for (const lines of [1, 7, 11]) read(desk, lines);
    expect(await audited(desk)).toBe("OK 3");
  });

  test("and finds the one that does not follow: auditor/decision-wrong", async () => {
    const desk = setDesk({ change: (decision) => (decision.verdict === "deny" ? { ...decision, codes: ["clause/deny"] } : decision) });
    read(desk, 1);
    const proposal = read(desk, 11);
    expect(await audited(desk)).toBe(`WRONG 1 auditor/decision-wrong@${proposal + 1}`);
  });

  test("and finds whom the ring and authors name as full as the decider does: asks/people-full", async () => {
    const codes: string[] = [];
    const told = (decision: DecisionEntry): DecisionEntry => {
      codes.push(decision.codes[0] ?? "");
      return decision;
    };
    const desk = setDesk({ text: ROOMY, change: told });
    for (const lines of [6, 7]) read(desk, lines);
    desk.name(1, []);
    read(desk, 8);
    desk.name(2, ["owner", "desk"]);
    read(desk, 9);
    expect([codes, await audited(desk)]).toEqual([["clause/escalate", ...Array.from({ length: 3 }, () => "asks/people-full")], "OK 4"]);
  });

  test("and says where it can't: auditor/decision-unchecked", async () => {
    const desk = setDesk({ sources: [] });
    const proposal = read(desk, 1);
    expect(await audited(desk)).toBe(`UNDECIDED 0 auditor/decision-unchecked@${proposal + 1}`);
  });
});
