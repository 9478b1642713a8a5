/**
 * Erased and not erased are one: random days in a governed office, whose contexts are erased in their course. Both judges, by two
 * implementations, derive the same carry; and each of them, with the contents gone, derives every decision that was taken with them there.
 * `INTERLOCK_ERASURES` says how many days are lived (40 take a minute), `INTERLOCK_SEED` where to begin.
 */
import { describe, expect, test } from "vitest";
import { CarryWriter, type Carry as TheirCarry } from "../src/auditor/index.ts";
import { type Carry, Decider, EVERYBODY, type Folded, Watch } from "../src/execution/index.ts";
import { compileTexts, lockOf } from "./execution/compile-texts.ts";
import { PaperLedger } from "./execution/paper-ledger.ts";
import { SecondJudge } from "./execution/second-judge.ts";
import { CharterWriter } from "./generators/charter-writer.ts";
import { createDice, type Dice } from "./generators/dice.ts";
import { GovernedOffice } from "./generators/governed-office.ts";
import { MADE_UP_TOOLS } from "./generators/office-tools.ts";

const DAYS = Number(process.env["INTERLOCK_ERASURES"] ?? 5);
const SEED = Number(process.env["INTERLOCK_SEED"] ?? Math.floor(Date.now() / 1_000));
const HOURS_MS = 36_000_000;
const USERS = ["ann", "bob", "cid", "dee", "eli", "fay"];

interface Erased {
  readonly entries: readonly Folded[];
  readonly carries: readonly Carry[];
}

function charters(dice: Dice): readonly string[] {
  for (;;) {
    const texts = [JSON.stringify(new CharterWriter(dice, "own").write("deny"))];
    try {
      compileTexts(texts, MADE_UP_TOOLS.lock);
      return texts;
    } catch {
      // Two random actions may want different things of one variable, which no charter may.
    }
  }
}

/** What each judge carries of a context, before the next entry. */
function carriesOf(user: string, { entries, carries }: Erased): { readonly ours: Carry | string; readonly theirs: TheirCarry | string } {
  const owner = { agent: "agent", user };
  const watch = new Watch(owner);
  const decider = new Decider(EVERYBODY, { carries, watch });
  for (const folded of entries) {
    const result = decider.fold(folded);
    if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
  }
  const writer = new CarryWriter(owner);
  expect(new SecondJudge(undefined, carries as unknown as readonly TheirCarry[], writer).take(entries)).toEqual([]);
  return { ours: watch.carry(entries.length), theirs: writer.carry(entries.length) };
}

/** The ledger without the contents of a context's entries before one. */
function without(entries: readonly Folded[], user: string, until: number): readonly Folded[] {
  const grants = new Map(entries.flatMap(({ index, leaf: { entry } }) => (entry.kind === "grant" ? [[index, entry.user] as const] : [])));
  const sessions = new Set(
    entries.flatMap(({ leaf: { entry, session } }) =>
      entry.kind === "session" && grants.get(entry.grant ?? -1) === user ? [session] : [],
    ),
  );
  return entries.map((folded) => {
    const { entry, session } = folded.leaf;
    const isIts = session !== undefined ? sessions.has(session) : entry.kind === "grant" && entry.user === user;
    return isIts && folded.index < until ? { ...folded, opened: undefined } : folded;
  });
}

/** Days in an office where contexts are erased; `told` counts what came of it. */
class ForgetfulOffice {
  readonly #dice: Dice;
  readonly #seed: number;
  readonly #office: GovernedOffice;
  readonly #gone: { readonly user: string; readonly until: number }[] = [];
  readonly #carries: Carry[] = [];

  constructor(seed: number) {
    this.#seed = seed;
    this.#dice = createDice(seed);
    this.#office = new GovernedOffice(this.#dice, MADE_UP_TOOLS, [charters(this.#dice), charters(this.#dice)]);
  }

  live(): void {
    this.#office.live(40);
  }

  /** As the ledger holds it now. */
  #ledger(): Erased {
    const written: readonly Folded[] = this.#office.ledger.entries;
    return { entries: this.#gone.reduce((left, { user, until }) => without(left, user, until), written), carries: this.#carries };
  }

  /** Tries to erase some contexts; both judges say the same of each. */
  erase(): readonly string[] {
    return USERS.filter(() => this.#dice.oneIn(2)).map((user) => {
      const { ours, theirs } = carriesOf(user, this.#ledger());
      expect({ seed: this.#seed, user, carry: theirs }).toEqual({ seed: this.#seed, user, carry: ours });
      if (typeof ours === "string") return ours;
      const until = this.#office.ledger.entries.length;
      this.#office.ledger.write({ kind: "erasure", agent: "agent", user, until });
      this.#gone.push({ user, until });
      this.#carries.push(ours);
      return ours.steps.some(({ changes }) => changes.length > 0) ? "erased" : "nothing moved";
    });
  }

  /** Both judges start anew, without the contents. */
  judgeAgain(): void {
    const { entries, carries } = this.#ledger();
    const decider = new Decider(EVERYBODY, { carries });
    const faults = entries.flatMap((folded) => {
      const result = decider.fold(folded);
      return result.ok ? [] : [result.fault];
    });
    const second = new SecondJudge(undefined, carries as unknown as readonly TheirCarry[]);
    const none = { seed: this.#seed, faults: [], unrecorded: [], found: [] };
    expect({ seed: this.#seed, faults, unrecorded: decider.unrecorded, found: second.take(entries) }).toEqual(none);
  }
}

describe("with contents erased", () => {
  test(`both judges derive the same as with them, over ${DAYS} days (INTERLOCK_SEED=${SEED})`, { timeout: HOURS_MS }, () => {
    const told: string[] = [];
    for (let seed = SEED; seed < SEED + DAYS; seed++) {
      const office = new ForgetfulOffice(seed);
      for (let part = 0; part < 4; part++) {
        office.live();
        told.push(...office.erase());
      }
      office.live();
      office.judgeAgain();
    }
    expect(told.filter((word) => word === "erased").length).toBeGreaterThan(DAYS / 4);
  });
});

describe("a grant whose words are erased", () => {
  const SENDING = `charter: desk
actions:
  send: { tool: office/send, allow: true, escalate: '!user.said("send")' }
`;

  /** What both judges say of a call that wants the user to have said it, in a session that is opened under the same grant. */
  function laterCall(between: (ledger: PaperLedger) => void): string {
    const ledger = new PaperLedger(lockOf({ "office/send": [] }));
    ledger.charter(SENDING);
    ledger.startExecutors();
    const grant = ledger.open("s1", { user: "ann", words: { task: "send it", messages: ["yes, send it"] } });
    ledger.end("s1");
    between(ledger);
    ledger.openUnder("s2", grant);
    const verdict = ledger.verdict("office/send", {}, "s2");
    const erased = ledger.entries.flatMap(({ index, leaf: { entry } }) =>
      entry.kind === "erasure" ? [{ until: index, user: entry.user }] : [],
    );
    const left = erased.reduce((entries: readonly Folded[], { user, until }) => without(entries, user, until), ledger.entries);
    for (const entries of [ledger.entries, left]) {
      const decider = new Decider(EVERYBODY);
      for (const folded of entries) expect(decider.fold(folded)).toMatchObject({ ok: true });
      expect(decider.unrecorded).toEqual([]);
      expect(new SecondJudge().take(entries)).toEqual([]);
    }
    return verdict;
  }

  test("opens a session for the same user, who has said nothing", () => {
    expect(laterCall(() => undefined)).toBe("allow");
    const erase = (ledger: PaperLedger): void =>
      void ledger.write({ kind: "erasure", agent: "agent", user: "ann", until: ledger.entries.length });
    expect(laterCall(erase)).toBe("escalate");
    const sayAgain = (ledger: PaperLedger): void => {
      erase(ledger);
      ledger.open("s3", { user: "ann", words: { task: "send that" } });
    };
    expect(laterCall(sayAgain)).toBe("allow");
    const ofAnother = (ledger: PaperLedger): void =>
      void ledger.write({ kind: "erasure", agent: "agent", user: "bob", until: ledger.entries.length });
    expect(laterCall(ofAnother)).toBe("allow");
  });
});
