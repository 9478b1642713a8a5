/** A ledger on paper with real keys, whose decisions the real decider makes, and the countersigner that takes its entries. */
import { LiveJudge, readRing, readSealKey } from "../../src/auditor/index.ts";
import { Countersigner, type CountersignerCode, type Saying } from "../../src/countersigner/index.ts";
import { digestOf, identityToText, type Json, ringToText, toBase64 } from "../../src/crypto/index.ts";
import { Decider, EVERYBODY, lockedDigests } from "../../src/execution/index.ts";
import type { Result } from "../../src/fault/index.ts";
import { asJson, type DecisionEntry, type Entry, type FollowedEntry, leafHash, leafText } from "../../src/ledger/index.ts";
import { BASE, compileTexts, lockOf } from "../execution/compile-texts.ts";
import { ForgedLedger } from "./forged-ledger.ts";
import { CODE, EPOCH, type PartName, People, SESSION, START } from "./ledger-world.ts";

const TEXT = "charter: desk\nactions:\n  read: { tool: files/read, allow: args.lines <= 10, escalate: args.lines > 5 }\n";
const LOCK = lockOf({ "files/read": ["lines"] });

export interface DeskOptions {
  /** What the decider says instead of what follows. */
  readonly lie?: (decision: DecisionEntry) => DecisionEntry;
  /** The charter as the countersigner reads it. */
  readonly text?: string;
}

export class SecondDesk {
  readonly ledger: ForgedLedger = new ForgedLedger(new People({ judges: "two" }));
  readonly #decider = new Decider(EVERYBODY);
  readonly #lie: (decision: DecisionEntry) => DecisionEntry;

  constructor({ lie = (decision) => decision, text = TEXT }: DeskOptions = {}) {
    this.#lie = lie;
    const { document } = compileTexts([TEXT], LOCK);
    const machine = asJson(document);
    this.say("author", { kind: "pin", tools: lockedDigests(LOCK) }, undefined, asJson(LOCK));
    const sources = [{ file: "desk.yaml", text }];
    this.say("author", { kind: "charter", name: "desk", version: 1, machine: digestOf(machine) }, undefined, {
      machine,
      sources,
      base: BASE,
    });
    this.say("executor:files", { kind: "attestation", part: "executor", server: "files", epoch: EPOCH, grade: "embedded", code: CODE });
    const grant = { kind: "grant", agent: "agent", user: "ann", role: "clerk", expires: START + 86_400_000, fresh: true } as const;
    const index = this.say("host", grant, undefined, { task: "", messages: [] });
    this.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, grant: index }, SESSION);
  }

  /** Proposes a call; the decider's word follows at once. */
  propose(lines: number): number {
    const { at } = this.ledger;
    return this.say("gateway", { kind: "proposal", from: "agent", deadline: at + 10_000, patience: at + 60_000 }, SESSION, {
      tool: "files/read",
      args: { lines },
    });
  }

  /** Writes an entry, changed after it was signed as told, and the decisions that follow from it. */
  say(by: PartName, entry: Entry, session?: string, content?: Json, changes: { readonly [member: string]: unknown } = {}): number {
    const index = this.ledger.say(by, entry, session, content, changes);
    const leaf = this.ledger.entries[index]?.leaf;
    if (leaf === undefined) throw new Error("it was said");
    const result = this.#decider.fold({ index, leaf, hash: leafHash(Buffer.from(leafText(leaf), "utf8")), opened: content });
    if (!result.ok) return index;
    for (const emitted of result.value) this.say("decider", this.#lie(emitted.entry), emitted.session, {});
    return index;
  }

  /** The entries as a countersigner gets them. */
  get entries(): readonly FollowedEntry[] {
    return this.ledger.entries.map(({ leaf, blob }, index) => ({ index, leaf, ...(blob === undefined ? {} : { blob: toBase64(blob) }) }));
  }

  /** A countersigner at its start. */
  countersigner(): Countersigner {
    const members = readRing(ringToText(this.ledger.people.ring));
    const key = readSealKey(identityToText(this.ledger.people.get("countersigner:files")));
    if (typeof members === "string" || typeof key === "string") throw new Error("ring and key are good");
    return new Countersigner("files", new LiveJudge(members, key));
  }

  /** What a countersigner says as it takes every entry, or why it stops. */
  async sayings(countersigner: Countersigner = this.countersigner()): Promise<Result<readonly Saying[], CountersignerCode>> {
    const said: Saying[] = [];
    for (const entry of this.entries.slice(countersigner.size)) {
      const taken = await countersigner.take(entry);
      if (!taken.ok) return taken;
      said.push(...taken.value);
    }
    return { ok: true, value: said };
  }
}
