/** How a containment ends, also long after the call that began it: by whose word, over what, and never by running anything. */
import { describe, expect, test } from "vitest";
import { lockOf } from "./compile-texts.ts";
import { ANYBODY, PaperLedger, type PeopleAt } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const DAY_MS = 24 * 3_600_000;
const LOCK = lockOf({ "files/read": [], "files/write": ["text"] });
const ONE = "quarantine: [files/write]\n";
const TWO = "actions: { write: { tool: files/write, quarantine: [{ name: w, when: 'true', approvals: 2 }] } }\n";
const END = { containment: "end" } as const;

interface Held {
  readonly ledger: PaperLedger;
  readonly proposal: number;
  /** The entry of the decision that held it. */
  readonly of: number;
}

function held(people: PeopleAt = ANYBODY, clause = ONE): Held {
  const ledger = new PaperLedger(LOCK, people);
  ledger.charter(`charter: office\nallow: [files/read]\n${clause}`);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  const { proposal, decision } = ledger.propose("files/write", { text: "x" });
  expect(decision.entry.verdict).toBe("quarantine");
  return { ledger, proposal, of: ledger.decisionOf(proposal).index };
}

function expire({ ledger, proposal }: Held): void {
  ledger.now += DAY_MS;
  expect(ledger.write({ kind: "timer", proposal }, { session: "s1" }).emitted[0]?.entry.codes).toEqual(["hold/expired"]);
  ledger.open("s2", { user: "ann" });
}

/** Reads a file, and gives what it is decided by; the second judge agrees with everything, and nothing was ever written. */
function look({ ledger }: Held, session = "s1", people?: PeopleAt): readonly string[] {
  const { entry } = ledger.propose("files/read", {}, { session }).decision;
  expect(judgeAgain(ledger.entries, people)).toEqual([]);
  expect(ledger.replay()).toEqual([]);
  return [entry.verdict, ...entry.codes];
}

const CONTAINED = ["deny", "session/contained"];
const FREE = ["allow"];

describe("the end of a containment, when the held call is over", () => {
  test("is a person's word over the decision that held it: after nobody had looked in time", () => {
    const hold = held();
    expire(hold);
    expect(look(hold, "s2")).toEqual(CONTAINED);
    expect(hold.ledger.answer(hold.proposal, "discard", { ...END, of: hold.of }).emitted).toEqual([]);
    expect(look(hold, "s2").slice(0, 1)).toEqual(FREE);
  });

  test.each(["discard", "release"] as const)("after a %s that kept it", (kind) => {
    const hold = held();
    hold.ledger.answer(hold.proposal, kind, { containment: "keep" });
    expect(look(hold)).toEqual(CONTAINED);
    expect(hold.ledger.answer(hold.proposal, "discard", { ...END, of: hold.of }).emitted).toEqual([]);
    expect(look(hold).slice(0, 1)).toEqual(FREE);
  });

  test("is not said by a late release, a rejection, a discard that keeps it, or of the decision that ended the call", () => {
    const hold = held();
    expire(hold);
    const { ledger, proposal, of } = hold;
    ledger.answer(proposal, "release", { ...END, of });
    ledger.answer(proposal, "rejection", { ...END, of });
    ledger.answer(proposal, "discard", { containment: "keep", of });
    ledger.answer(proposal, "discard", END);
    ledger.answer(proposal, "discard", { ...END, of, shown: "0".repeat(64) });
    expect(look(hold, "s2")).toEqual(CONTAINED);
  });

  test("takes the role that the hold asks for, at the time", () => {
    const roles = new Map([
      ["clerk", "clerk"],
      ["former", "nobody"],
      ["bea", "owner"],
    ]);
    const people: PeopleAt = {
      at: (key) => ({ person: key, renderer: key, answersAs: (role) => roles.get(key) === role }),
      allAt: () => undefined,
    };
    const hold = held(people);
    expire(hold);
    const { ledger, proposal, of } = hold;
    ledger.answer(proposal, "discard", { ...END, of, by: "clerk", role: "clerk" });
    ledger.answer(proposal, "discard", { ...END, of, by: "former" });
    expect(look(hold, "s2", people)).toEqual(CONTAINED);
    ledger.answer(proposal, "discard", { ...END, of, by: "bea" });
    expect(look(hold, "s2", people).slice(0, 1)).toEqual(FREE);
  });

  test("takes two people where two are asked, none of them the user", () => {
    const hold = held(ANYBODY, TWO);
    expire(hold);
    const { ledger, proposal, of } = hold;
    for (const by of ["bea", "bea", "ann"]) ledger.answer(proposal, "discard", { ...END, of, by });
    expect(look(hold, "s2")).toEqual(CONTAINED);
    ledger.answer(proposal, "discard", { ...END, of, by: "carl" });
    expect(look(hold, "s2").slice(0, 1)).toEqual(FREE);
  });

  test("ends what it was about: said twice it does not end a later containment", () => {
    const hold = held();
    expire(hold);
    const { ledger, proposal, of } = hold;
    ledger.answer(proposal, "discard", { ...END, of });
    expect(ledger.verdict("files/write", { text: "y" }, "s2")).toBe("quarantine");
    ledger.answer(proposal, "discard", { ...END, of, by: "bea" });
    expect(look(hold, "s2")).toEqual(CONTAINED);
  });

  test("is of that agent and user only", () => {
    const hold = held();
    const { ledger } = hold;
    ledger.open("s3", { user: "bob" });
    const other = ledger.propose("files/write", { text: "z" }, { session: "s3" });
    ledger.answer(other.proposal, "discard", { containment: "keep" });
    ledger.answer(hold.proposal, "discard", END);
    expect(look(hold).slice(0, 1)).toEqual(FREE);
    expect(look(hold, "s3")).toEqual(CONTAINED);
  });
});

describe("the end of a containment, while the call still waits", () => {
  test("takes as many people as the hold asks for: a single one drops the call, and no more", () => {
    const hold = held(ANYBODY, TWO);
    const { ledger, proposal, of } = hold;
    expect(ledger.answer(proposal, "discard", { ...END, by: "bea" }).emitted[0]?.entry.codes).toEqual(["hold/discarded"]);
    expect(look(hold)).toEqual(CONTAINED);
    ledger.answer(proposal, "discard", { ...END, by: "carl", of });
    expect(look(hold).slice(0, 1)).toEqual(FREE);
  });

  test("comes with a release when it has every yes that it needs, and not before", () => {
    const hold = held(ANYBODY, TWO);
    const { ledger, proposal } = hold;
    ledger.answer(proposal, "release", { ...END, by: "bea" });
    expect(look(hold)).toEqual(CONTAINED);
    expect(ledger.answer(proposal, "approval", { by: "carl" }).emitted[0]?.entry.verdict).toBe("allow");
    expect(look(hold).slice(0, 1)).toEqual(FREE);
  });

  test("is not said by whoever approved a release that never came", () => {
    const hold = held(ANYBODY, TWO);
    const { ledger, proposal } = hold;
    ledger.answer(proposal, "approval", { by: "carl" });
    ledger.answer(proposal, "discard", { ...END, by: "bea" });
    expect(look(hold)).toEqual(CONTAINED);
  });
});

test("a ledger that lets a contained session go on after an end that does not count is WRONG", () => {
  const hold = held();
  expire(hold);
  const { ledger, proposal, of } = hold;
  ledger.answer(proposal, "discard", { ...END, of });
  ledger.propose("files/read", {}, { session: "s2" });
  const forged = ledger.entries.map((folded) => {
    const { entry } = folded.leaf;
    const isEnd = entry.kind === "discard";
    return isEnd ? { ...folded, leaf: { ...folded.leaf, entry: { ...entry, role: "clerk" } } } : folded;
  });
  expect(judgeAgain(forged)).toEqual([expect.objectContaining({ is: "WRONG", message: expect.stringContaining("session/contained") })]);
});
