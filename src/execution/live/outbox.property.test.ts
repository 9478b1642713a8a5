/** The outbox: whatever the ledger refuses for a while, every decision arrives once, and nothing that is new goes before what waits. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fault, ok, type Result } from "../../fault/index.ts";
import type { Emitted } from "../folded.ts";
import { Outbox } from "./outbox.ts";

function decisionOf(proposal: number): Emitted {
  const entry = {
    kind: "decision",
    proposal,
    prefix: { size: 0, root: "" },
    verdict: "deny",
    codes: [],
    clauses: [],
    actions: [],
    machine: "",
  } as const;
  return { session: "s1", entry, explanation: { text: "", verdict: "deny", codes: [], clauses: [], admissible: [] } };
}

/** A ledger that answers when it is told to, and refuses what the plan says. */
class MoodyLedger {
  readonly taken: number[] = [];
  /** Proposals in the order of their offers. */
  readonly offered: number[] = [];
  readonly refusedFor: Fault[] = [];
  readonly #refusals: string[];
  readonly #answers: (() => void)[] = [];
  readonly #later: (() => void)[] = [];
  readonly outbox: Outbox;

  /** `refusals`: the code with which each offer is refused, in order; an empty text takes it. Further offers are taken. */
  constructor(refusals: readonly string[]) {
    this.#refusals = [...refusals];
    this.outbox = new Outbox({
      append: ({ entry }) => this.#append(entry.proposal),
      later: (work) => void this.#later.push(work),
      onRefused: (fault) => void this.refusedFor.push(fault),
    });
  }

  #append(proposal: number): Promise<Result<unknown>> {
    this.offered.push(proposal);
    const code = this.#refusals.shift() ?? "";
    return new Promise((resolve) => {
      this.#answers.push(() => {
        if (code === "") this.taken.push(proposal);
        resolve(code === "" ? ok(undefined) : { ok: false, fault: { code, message: "not now" } });
      });
    });
  }

  /** Lets time pass until nothing more happens. */
  async settle(): Promise<void> {
    while (this.#answers.length > 0 || this.#later.length > 0) {
      for (const answer of this.#answers.splice(0)) answer();
      await Promise.resolve();
      await Promise.resolve();
      for (const work of this.#later.splice(0)) work();
    }
  }
}

const passing = fc.constantFrom("", "ledger/disk-full", "ledger/overloaded", "ledger/disk-slow");

describe("the outbox", () => {
  test("loses nothing and doubles nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(passing, { maxLength: 40 }), fc.integer({ min: 0, max: 20 }), async (refusals, count) => {
        const ledger = new MoodyLedger(refusals);
        const proposals = Array.from({ length: count }, (_, proposal) => proposal);
        for (const proposal of proposals) {
          ledger.outbox.push(decisionOf(proposal));
          if (proposal % 3 === 0) await ledger.settle();
        }
        await ledger.settle();
        expect(ledger.taken.toSorted((a, b) => a - b)).toEqual(proposals);
        expect(ledger.refusedFor).toEqual([]);
      }),
    );
  });

  test("offers again what was refused, in its order, before anything that is new", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), async (refused, late) => {
        const ledger = new MoodyLedger(Array.from({ length: refused }, () => "ledger/disk-full"));
        const first = Array.from({ length: refused }, (_, proposal) => proposal);
        const more = Array.from({ length: late }, (_, place) => refused + place);
        for (const proposal of first) ledger.outbox.push(decisionOf(proposal));
        const settled = ledger.settle();
        await Promise.resolve();
        await Promise.resolve();
        // The disk has failed by now, and the decider goes on deciding.
        for (const proposal of more) ledger.outbox.push(decisionOf(proposal));
        await settled;
        await ledger.settle();
        expect(ledger.offered).toEqual([...first, ...first, ...more]);
        expect(ledger.taken).toEqual([...first, ...more]);
      }),
    );
  });

  test("says a refusal that no waiting cures, once", async () => {
    const ledger = new MoodyLedger(["ledger/prefix-differs"]);
    ledger.outbox.push(decisionOf(1));
    await ledger.settle();
    expect(ledger.refusedFor.map(({ code }) => code)).toEqual(["ledger/prefix-differs"]);
    expect(ledger.offered).toEqual([1]);
  });
});
