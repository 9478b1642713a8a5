/** Decisions that are derived again by an audit: those of the real decider are right, others are not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { audit, readRing, readSealKey } from "../../src/auditor/index.ts";
import { digestOf, type Json } from "../../src/crypto/index.ts";
import { Decider, lockedDigests, Vouching } from "../../src/execution/index.ts";
import { type ApproverEntry, type DecisionEntry, type Entry, leafHash, leafText } from "../../src/ledger/index.ts";
import { BASE, compileTexts, lockOf } from "../execution/compile-texts.ts";
import { ForgedLedger } from "../worlds/forged-ledger.ts";
import { CODE, EPOCH, type PartName, SESSION, START } from "../worlds/ledger-world.ts";

const TEXT = "charter: desk\nactions:\n  read: { tool: files/read, allow: args.lines <= 10, escalate: args.lines > 5 }\n";
const LOCK = lockOf({ "files/read": ["lines"] });
const made: ForgedLedger[] = [];

afterEach(() => {
  for (const each of made.splice(0)) each.remove();
});

/** A ledger whose decisions the real decider makes; `change` may write others. */
class Desk {
  readonly ledger = new ForgedLedger();
  readonly #vouching = new Vouching(this.ledger.people.ring);
  readonly #decider = new Decider(this.#vouching.answerers);
  readonly #change: (decision: DecisionEntry) => DecisionEntry;

  constructor(sources: Json, change: (decision: DecisionEntry) => DecisionEntry = (decision) => decision, text: string = TEXT) {
    made.push(this.ledger);
    this.#change = change;
    const { document } = compileTexts([text], LOCK);
    const machine = document as unknown as Json;
    this.#say("author", { kind: "pin", tools: lockedDigests(LOCK) }, undefined, LOCK as unknown as Json);
    this.#say("author", { kind: "charter", name: "desk", version: 1, machine: digestOf(machine) }, undefined, {
      machine,
      sources,
      base: BASE,
    });
    this.#say("executor:files", { kind: "attestation", part: "executor", server: "files", epoch: EPOCH, grade: "embedded", code: CODE });
    const grant = { kind: "grant", agent: "agent", user: "ann", role: "clerk", expires: START + 86_400_000, fresh: true } as const;
    const index = this.#say("host", grant, undefined, { task: "", messages: [] });
    this.#say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, grant: index }, SESSION);
  }

  propose(lines: number): number {
    const { at } = this.ledger;
    const entry = { kind: "proposal", from: "agent", deadline: at + 10_000, patience: at + 60_000 } as const;
    return this.#say("gateway", entry, SESSION, { tool: "files/read", args: { lines } });
  }

  /** The owner of the ring, with these roles from now on. */
  name(version: number, roles: readonly string[]): void {
    const { id, name } = this.ledger.people.get("approver:owner");
    this.#say("author", { kind: "approver", approver: id, version, person: name, roles } satisfies ApproverEntry);
  }

  async audited(): Promise<string> {
    const { folder } = this.ledger.write();
    const ring = readRing(readFileSync(join(folder, "ring.json"), "utf8"));
    const key = readSealKey(readFileSync(join(folder, "auditor.key"), "utf8"));
    if (typeof ring === "string" || typeof key === "string") throw new Error("ring and key are good");
    const { verdict, derived, findings } = await audit({ folder: join(folder, "ledger"), ring, key });
    return [verdict, derived, ...findings.map(({ code, entry }) => `${code}@${entry}`)].join(" ");
  }

  #say(by: PartName, entry: Entry, session?: string, content?: Json): number {
    const index = this.ledger.say(by, entry, session, content);
    const leaf = this.ledger.entries[index]?.leaf;
    if (leaf === undefined) throw new Error("it was said");
    this.#vouching.take(leaf);
    const result = this.#decider.fold({ index, leaf, hash: leafHash(Buffer.from(leafText(leaf), "utf8")), opened: content });
    // A decider that finds another decision than its own stops; its twin, who forged it, would not.
    if (!result.ok) return index;
    for (const emitted of result.value) this.#say("decider", this.#change(emitted.entry), emitted.session, {});
    return index;
  }
}

const SOURCES = [{ file: "desk.yaml", text: TEXT }];
const ROOMY = `${TEXT}roles: { owner: { of_one_person: { waiting: 1 } } }\n`;

describe("an audit derives every decision again", () => {
  test("and finds those of the decider right", async () => {
    const desk = new Desk(SOURCES);
    for (const lines of [1, 7, 11]) desk.propose(lines);
    expect(await desk.audited()).toBe("OK 3");
  });

  test("and finds the one that does not follow: auditor/decision-wrong", async () => {
    const desk = new Desk(SOURCES, (decision) => (decision.verdict === "deny" ? { ...decision, codes: ["clause/deny"] } : decision));
    desk.propose(1);
    const proposal = desk.propose(11);
    expect(await desk.audited()).toBe(`WRONG 1 auditor/decision-wrong@${proposal + 1}`);
  });

  test("and finds whom the ring and authors name as full as the decider does: asks/people-full", async () => {
    const codes: string[] = [];
    const told = (decision: DecisionEntry): DecisionEntry => {
      codes.push(decision.codes[0] ?? "");
      return decision;
    };
    const desk = new Desk([{ file: "desk.yaml", text: ROOMY }], told, ROOMY);
    for (const lines of [6, 7]) desk.propose(lines);
    desk.name(1, []);
    desk.propose(8);
    desk.name(2, ["owner", "desk"]);
    desk.propose(9);
    expect([codes, await desk.audited()]).toEqual([["clause/escalate", ...Array.from({ length: 3 }, () => "asks/people-full")], "OK 4"]);
  });

  test("and says where it can't: auditor/decision-unchecked", async () => {
    const desk = new Desk([]);
    const proposal = desk.propose(1);
    expect(await desk.audited()).toBe(`UNDECIDED 0 auditor/decision-unchecked@${proposal + 1}`);
  });
});
