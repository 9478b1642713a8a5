/** Expired is not rejected: each end of a call that people were asked about, in one table, with its word at every place that tells it. */
import { describe, expect, test } from "vitest";
import { lockOf } from "../../../test/execution/compile-texts.ts";
import { PaperLedger } from "../../../test/execution/paper-ledger.ts";
import { fateOf, summaryOf } from "../../console-server/index.ts";
import { createIdentity } from "../../crypto/index.ts";
import type { AnswerEntry } from "../../ledger/index.ts";
import { viewEntry } from "../ledger/ledger-view.ts";
import { TURNS } from "./notice.ts";
import { turnOf } from "./waiting-board.ts";

const LOCK = lockOf({ "bank/pay": [], "bank/close": [] });
const CHARTER = `
charter: desk
actions:
  pay: { tool: bank/pay, escalate: true }
  close: { tool: bank/close, quarantine: true }
`;

interface End {
  readonly how: string;
  readonly tool: "bank/pay" | "bank/close";
  /** What ends it: a person's word, the clock, or a charter that came between. */
  readonly by: AnswerEntry["kind"] | "timer" | "charter";
  readonly code: string;
  readonly agentIsTold: string;
  readonly watchSays: string;
  readonly attention: string;
}

const ENDS: readonly End[] = [
  {
    how: "a person rejects it",
    tool: "bank/pay",
    by: "rejection",
    code: "approval/rejected",
    agentIsTold: "A person has rejected the call",
    watchSays: "was rejected",
    attention: "no",
  },
  {
    how: "nobody answers in time",
    tool: "bank/pay",
    by: "timer",
    code: "approval/expired",
    agentIsTold: "Nobody answered in time, and silence is deny",
    watchSays: "has expired: nobody answered in time",
    attention: "expired",
  },
  {
    how: "a reviewer discards it",
    tool: "bank/close",
    by: "discard",
    code: "hold/discarded",
    agentIsTold: "A reviewer has discarded the held call",
    watchSays: "was discarded",
    attention: "no",
  },
  {
    how: "nobody reviews it in time",
    tool: "bank/close",
    by: "timer",
    code: "hold/expired",
    agentIsTold: "Nobody reviewed the held call in time",
    watchSays: "has expired: nobody answered in time",
    attention: "expired",
  },
  {
    how: "the charter changes before the answer",
    tool: "bank/pay",
    by: "charter",
    code: "parked/changed",
    agentIsTold: "What the approval rested on has changed",
    watchSays: "was denied, without anybody's no",
    attention: "superseded",
  },
];

function end({ tool, by }: End): { readonly ledger: PaperLedger; readonly proposal: number; readonly told: string } {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(CHARTER);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  const { proposal } = ledger.propose(tool);
  if (by === "charter") ledger.charter(CHARTER.replace("pay:", "payment:"));
  const { emitted } =
    by === "timer"
      ? ledger.write({ kind: "timer", proposal }, { session: "s1" })
      : ledger.answer(proposal, by === "charter" ? "approval" : by);
  return { ledger, proposal, told: emitted[0]?.explanation.text ?? "" };
}

describe("a call of which", () => {
  test.each(ENDS)("$how is $code, and nothing else, wherever that is told", (one) => {
    const { ledger, proposal, told } = end(one);
    const { entry: said, index } = ledger.decisionOf(proposal);
    expect([said.verdict, said.codes[0]]).toEqual(["deny", one.code]);
    const leaf = ledger.entries[index]?.leaf;
    if (leaf === undefined) throw new Error("it is recorded");
    const lines = [viewEntry(createIdentity("somebody"), { index, leaf }).summary, summaryOf(said, undefined)];
    for (const line of lines) {
      expect(line).toContain(one.code);
      for (const other of ENDS.filter(({ code }) => code !== one.code)) expect(line).not.toContain(other.code);
    }
    expect(fateOf({ decisions: [{ said }] })).toBe(one.attention);
    expect(TURNS[turnOf({ decisions: [{ entry: index, at: 0, said }], given: [] }, "escalated")]).toBe(one.watchSays);
    expect(told).toContain(one.agentIsTold);
  });
});
