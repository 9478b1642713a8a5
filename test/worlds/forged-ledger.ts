/**
 * A ledger as an attacker who holds every key would write it: nothing is checked, everything is signed, hashed, framed and
 * published. It writes the documented formats by itself, so it also says that the documents suffice.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { digestOf, formatCheckpoint, identityToText, type Json, ringToText, signNote, toHex } from "../../src/crypto/index.ts";
import {
  type DecisionEntry,
  type Entry,
  type Leaf,
  leafHash,
  leafText,
  type OutcomeEntry,
  originOf,
  Tree,
} from "../../src/ledger/index.ts";
import { CODE, DEFINITION, EPOCH, type PartName, People, SESSION, START } from "./ledger-world.ts";

interface Written {
  leaf: Leaf;
  blob: Buffer | undefined;
}

export class ForgedLedger {
  readonly people: People;
  readonly entries: Written[] = [];
  readonly tree: Tree = new Tree();
  readonly folder: string = mkdtempSync(join(tmpdir(), "interlock-forged-"));
  at: number = START;
  machine = "";
  readonly #numbers = new Map<string, number>();
  readonly #epochs = new Map<string, string>();

  constructor(people: People = new People()) {
    this.people = people;
  }

  get size(): number {
    return this.entries.length;
  }

  /** Adds whatever it is told to, changed as it is told to after signing. */
  say(by: PartName, entry: Entry, session?: string, content?: Json, changes: { readonly [member: string]: unknown } = {}): number {
    const { blob, ...signed } = this.people.sign(by, entry, session, content);
    const number = session === undefined ? undefined : (this.#numbers.get(session) ?? 0) + 1;
    if (session !== undefined && number !== undefined) this.#numbers.set(session, number);
    const honest = { format: "interlock-entry/1", at: this.at, ...signed, ...(number === undefined ? {} : { number }) };
    const leaf = { ...honest, ...changes } as unknown as Leaf;
    this.entries.push({ leaf, blob: blob === undefined ? undefined : Buffer.from(blob, "base64") });
    this.tree.append(leafHash(Buffer.from(leafText(leaf), "utf8")));
    if (entry.kind === "attestation" && entry.part === "executor") this.#epochs.set(entry.server ?? "", entry.epoch);
    return this.size - 1;
  }

  /** The honest beginning: charter, pins, an executor, a grant and a session. */
  begin(): this {
    const machine = { states: 1 };
    this.say("ledger", { kind: "attestation", part: "ledger", epoch: EPOCH, grade: "embedded", code: CODE });
    this.machine = digestOf(machine);
    this.say("author", { kind: "charter", name: "files", version: 1, machine: this.machine }, undefined, { machine, sources: [] });
    this.say("author", { kind: "pin", tools: { "files/read": DEFINITION } }, undefined, {});
    this.attest(EPOCH);
    const grant = this.say(
      "host",
      { kind: "grant", agent: "agent", user: "ann", role: "clerk", expires: START + 86_400_000, fresh: true },
      undefined,
      { task: "", messages: [] },
    );
    this.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, grant }, SESSION);
    return this;
  }

  attest(epoch: string): number {
    return this.say("executor:files", { kind: "attestation", part: "executor", server: "files", epoch, grade: "embedded", code: CODE });
  }

  propose(more: { readonly deadline?: number } = {}, tool = "files/read"): number {
    const entry = { kind: "proposal", from: "agent", deadline: this.at + 10_000, patience: this.at + 60_000, ...more } as const;
    return this.say("gateway", entry, SESSION, { tool, args: {} });
  }

  decision(proposal: number, verdict: DecisionEntry["verdict"], more: Partial<DecisionEntry> = {}): DecisionEntry {
    const warrant = {
      server: "files",
      executor: this.people.get("executor:files").id,
      epoch: this.#epochs.get("files") ?? EPOCH,
      call: this.entries[proposal]?.leaf.seal ?? "",
      definition: DEFINITION,
      expires: this.at + 30_000,
      nonce: toHex(this.tree.root()).slice(0, 32),
    };
    const isFirstWord = more.same === undefined;
    const parks = isFirstWord && (verdict === "escalate" || verdict === "quarantine");
    return {
      kind: "decision",
      proposal,
      prefix: { size: this.size, root: toHex(this.tree.root()) },
      verdict,
      codes: [],
      clauses: [],
      actions: [],
      tool: "files/read",
      machine: this.machine,
      ...(isFirstWord && verdict === "allow" ? { ...this.#cited(proposal), warrant } : {}),
      ...(parks ? { parked: { roles: [{ role: "owner", approvals: 1 }], until: this.at + 900_000 } } : {}),
      ...more,
    };
  }

  /** The yes-answers to the last decision that parked the proposal. */
  #cited(proposal: number): Pick<DecisionEntry, "answers"> {
    const entries = this.entries.map(({ leaf }, index) => ({ index, entry: leaf.entry }));
    const parked = entries.findLast(({ entry }) => entry.kind === "decision" && entry.proposal === proposal)?.index;
    const answers = entries.flatMap(({ index, entry }) =>
      (entry.kind === "approval" || entry.kind === "release") && entry.decision === parked ? [index] : [],
    );
    return answers.length === 0 ? {} : { answers };
  }

  decide(proposal: number, verdict: DecisionEntry["verdict"], more: Partial<DecisionEntry> = {}): number {
    return this.say("decider", this.decision(proposal, verdict, more), SESSION, { why: verdict });
  }

  execute(proposal: number, decision: number, more: Partial<OutcomeEntry> = {}, by: PartName = "executor:files"): number {
    return this.say(by, { kind: "outcome", proposal, decision, result: "returned", epoch: EPOCH, durationMs: 1, ...more }, SESSION, {
      result: {},
    });
  }

  answer(
    kind: "approval" | "rejection" | "release" | "discard",
    proposal: number,
    decision: number,
    more: { readonly [member: string]: unknown } = {},
  ): number {
    const shown = toHex(this.tree.node(0, decision));
    return this.say(
      "approver:owner",
      { kind, proposal, decision, shown, role: "owner", expires: this.at + 60_000, ...more } as Entry,
      SESSION,
      { reason: "" },
    );
  }

  /** Writes the folder, ring and auditor's key, with a checkpoint over `covered` entries. */
  write({ covered = this.size, signer = "ledger" }: { readonly covered?: number; readonly signer?: PartName } = {}): this {
    const leaves = this.entries.map(({ leaf }) => Buffer.from(leafText(leaf), "utf8"));
    const records = this.entries.map(({ blob = Buffer.alloc(0) }, place) => {
      const leaf = leaves[place] ?? Buffer.alloc(0);
      const sizes = Buffer.concat([uint32(leaf.length), uint32(blob.length)]);
      return Buffer.concat([sizes, uint32(crc32(blob, crc32(leaf, crc32(sizes)))), leaf, blob]);
    });
    const segment = [withChecksum(Buffer.concat([Buffer.from("ILSEGM/1"), uint64(0)]))];
    for (let first = 0; first < records.length; first += 3) {
      const commit = Buffer.concat(records.slice(first, first + 3));
      segment.push(
        withChecksum(
          Buffer.concat([Buffer.from("ILCOMMIT"), uint64(first), uint32(Math.min(3, records.length - first)), uint32(commit.length)]),
        ),
        commit,
      );
    }
    this.#put("ledger/journal/0000000000000000.journal", Buffer.concat(segment));
    if (covered > 0) {
      const origin = originOf(this.people.get("ledger"));
      const hashes = leaves.slice(0, covered).map((leaf) => leafHash(leaf));
      this.#put(`ledger/tile/0/000.p/${covered}`, Buffer.concat(hashes));
      this.#put(
        `ledger/tile/entries/000.p/${covered}`,
        Buffer.concat(leaves.slice(0, covered).flatMap((leaf) => [Buffer.of(leaf.length >> 8, leaf.length & 255), leaf])),
      );
      const text = formatCheckpoint({ origin, size: covered, root: this.tree.root(covered) });
      this.#put("ledger/checkpoint", Buffer.from(signNote(text, [{ name: origin, identity: this.people.get(signer) }])));
    }
    this.#put("ring.json", Buffer.from(ringToText(this.people.ring)));
    this.#put("auditor.key", Buffer.from(identityToText(this.people.get("auditor"))));
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #put(path: string, bytes: Buffer): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

function withChecksum(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, uint32(crc32(bytes))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
