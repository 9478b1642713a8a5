/**
 * A ledger on paper whose decisions the real decider makes, written to a folder as an audit finds it: one agent, one session, one charter,
 * whose decisions `change` may forge.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { audit, type Report, readRing, readSealKey } from "../../src/auditor/index.ts";
import { Chronicle } from "../../src/console-server/index.ts";
import { digestOf, type Json, toBase64 } from "../../src/crypto/index.ts";
import { Decider, type Lock, lockedDigests, Vouching } from "../../src/execution/index.ts";
import { type ApproverEntry, type DecisionEntry, type Entry, leafHash, leafText } from "../../src/ledger/index.ts";
import { BASE, compileTexts } from "../execution/compile-texts.ts";
import { ForgedLedger } from "./forged-ledger.ts";
import { CODE, EPOCH, type PartName, SESSION, START } from "./ledger-world.ts";

/** As compiled charters name their text. */
const FILE = "charter-0.yaml";

interface Governed {
  readonly text: string;
  readonly lock: Lock;
  /** The charter's texts, as the ledger keeps them; absent: as they are. */
  readonly sources?: Json;
  readonly change?: (decision: DecisionEntry) => DecisionEntry;
}

/** The files of a written ledger, as they are given to an auditor. */
export interface Written {
  readonly ledger: string;
  readonly ring: string;
  readonly key: string;
}

export class DecidedLedger {
  readonly #ledger = new ForgedLedger();
  readonly #vouching = new Vouching(this.#ledger.people.ring);
  readonly #decider = new Decider(this.#vouching.answerers);
  readonly #lock: Lock;
  readonly #change: (decision: DecisionEntry) => DecisionEntry;

  constructor({ text, lock, sources = [{ file: FILE, text }], change = (decision) => decision }: Governed) {
    this.#change = change;
    this.#lock = lock;
    this.#say("author", { kind: "pin", tools: lockedDigests(lock) }, undefined, lock as unknown as Json);
    this.#enact(1, text, { sources });
    this.#say("executor:files", { kind: "attestation", part: "executor", server: "files", epoch: EPOCH, grade: "embedded", code: CODE });
    const grant = { kind: "grant", agent: "agent", user: "ann", role: "clerk", expires: START + 86_400_000, fresh: true } as const;
    const index = this.#say("host", grant, undefined, { task: "", messages: [] });
    this.#say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, grant: index }, SESSION);
  }

  /** Puts the next charter in force; `certificate`: the digest of what proves its bounds. */
  charter(version: number, text: string, certificate?: string): void {
    this.#enact(version, text, { sources: [{ file: FILE, text }], ...(certificate === undefined ? {} : { certificate }) });
  }

  #enact(version: number, text: string, { sources, certificate }: { readonly sources: Json; readonly certificate?: string }): void {
    const machine = compileTexts([text], this.#lock).document as unknown as Json;
    const proved = certificate === undefined ? {} : { certificate };
    const charter = { kind: "charter", name: "desk", version, machine: digestOf(machine), ...proved } as const;
    this.#say("author", charter, undefined, { machine, sources, base: BASE });
  }

  /** The proposal's index. */
  propose(tool: string, args: Json): number {
    const { at } = this.#ledger;
    const entry = { kind: "proposal", from: "agent", deadline: at + 10_000, patience: at + 60_000 } as const;
    return this.#say("gateway", entry, SESSION, { tool, args });
  }

  /** The owner of the ring, with these roles from now on. */
  name(version: number, roles: readonly string[]): void {
    const { id, name } = this.#ledger.people.get("approver:owner");
    this.#say("author", { kind: "approver", approver: id, version, person: name, roles } satisfies ApproverEntry);
  }

  /** Its executor's word on an allowed call. */
  return(proposal: number, result: Json): void {
    const decision = this.#ledger.entries.findIndex(({ leaf: { entry } }) => entry.kind === "decision" && entry.proposal === proposal);
    const outcome = { kind: "outcome", proposal, decision, result: "returned", epoch: EPOCH, durationMs: 1 } as const;
    this.#say("executor:files", outcome, SESSION, { result });
  }

  /** The same, as a console has read it. */
  chronicle(): Chronicle {
    const { people, entries } = this.#ledger;
    const chronicle = new Chronicle(people.get("approver:owner"), people.ring);
    for (const [index, { leaf, blob }] of entries.entries())
      chronicle.take({ index, leaf, ...(blob === undefined ? {} : { blob: toBase64(blob) }) });
    return chronicle;
  }

  write(): Written {
    const { folder } = this.#ledger.write();
    return { ledger: join(folder, "ledger"), ring: join(folder, "ring.json"), key: join(folder, "auditor.key") };
  }

  async report(): Promise<Report> {
    const { ledger, ring: ringFile, key: keyFile } = this.write();
    const ring = readRing(readFileSync(ringFile, "utf8"));
    const key = readSealKey(readFileSync(keyFile, "utf8"));
    if (typeof ring === "string" || typeof key === "string") throw new Error("ring and key are good");
    return await audit({ folder: ledger, ring, key });
  }

  remove(): void {
    this.#ledger.remove();
  }

  #say(by: PartName, entry: Entry, session?: string, content?: Json): number {
    const index = this.#ledger.say(by, entry, session, content);
    const leaf = this.#ledger.entries[index]?.leaf;
    if (leaf === undefined) throw new Error("it was said");
    this.#vouching.take(leaf);
    const result = this.#decider.fold({ index, leaf, hash: leafHash(Buffer.from(leafText(leaf), "utf8")), opened: content });
    // A decider that finds another decision than its own stops; its twin, who forged it, would not.
    if (!result.ok) return index;
    for (const { entry: decision, session: of, explanation } of result.value)
      this.#say("decider", this.#change(decision), of, explanation as unknown as Json);
    return index;
  }
}
