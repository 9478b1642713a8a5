/**
 * A bank with both judges, for tests in which one part is the attacker: it has the part's key and its place at the ledger, and whatever it
 * says is signed. The counting server says what was executed. Written in the embedded grade, so these tests claim what keys and
 * protocol can and can't do; what one process of a user can do to another is not their subject.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../src/auditor/index.ts";
import {
  canonicalBytes,
  createSealer,
  digestOf,
  type Json,
  type PublicIdentity,
  type Ring,
  toBase64,
  toHex,
} from "../../src/crypto/index.ts";
import {
  asJson,
  type DecisionEntry,
  type Entry,
  type FollowedEntry,
  Frontier,
  type LedgerClient,
  leafHash,
  leafText,
} from "../../src/ledger/index.ts";
import { TestClient } from "../governed/client.ts";
import { must, System } from "../governed/system.ts";
import { type Saw, until } from "../worlds/eventually.ts";

export const COUNTING_SERVER: string = join(import.meta.dirname, "../servers/counting-server.ts");
export const CHARTER = `
charter: bank
sources: { books: { results: [bank/look] } }
allow: [bank/look]
actions:
  tell: { tool: bank/tell, allow: 'true', deny: seen("books") }
  pay:
    tool: bank/pay
    allow: args.amount <= 100
    escalate: [args.amount > 50, { name: large, when: args.amount > 90, severity: high }]
limits:
  - { action: pay, at_most: 3 }
`;

export class Bank {
  readonly system: System;
  readonly #executed: string;
  #agent: TestClient | undefined;

  private constructor(system: System, executed: string) {
    this.system = system;
    this.#executed = executed;
  }

  static async open(): Promise<Bank> {
    const folder = mkdtempSync(join(tmpdir(), "interlock-bank-"));
    const executed = join(folder, "executed");
    const server = { command: process.execPath, args: ["--disable-warning=ExperimentalWarning", COUNTING_SERVER, executed] };
    return new Bank(await System.start({ servers: { bank: server }, charter: CHARTER, judges: "two" }), executed);
  }

  get ring(): Ring {
    return this.system.ring;
  }

  async entries(): Promise<readonly FollowedEntry[]> {
    return await this.system.entries();
  }

  /** What reached the tool: name and amount of each call. */
  get executed(): readonly string[] {
    return existsSync(this.#executed) ? readFileSync(this.#executed, "utf8").trimEnd().split("\n") : [];
  }

  /** The agent's connection. */
  async agent(): Promise<TestClient> {
    this.#agent ??= await TestClient.open(await this.system.house());
    return this.#agent;
  }

  /** An agent's call; the verdict's code, or nothing where the tool has answered. */
  async call(tool: "pay" | "look" | "tell", amount: number): Promise<string> {
    const { isError, structuredContent } = await (await this.agent()).call(tool, { amount });
    return isError === true ? String(structuredContent?.code) : "";
  }

  /** The tool's answers and Interlock's codes are the ledger's too: its entries of one kind. */
  async entriesOf<Kind extends Entry["kind"]>(kind: Kind): Promise<readonly (Entry & { readonly kind: Kind })[]> {
    const isOfKind = (entry: Entry): entry is Entry & { readonly kind: Kind } => entry.kind === kind;
    return (await this.system.entries()).map(({ leaf }) => leaf.entry).filter(isOfKind);
  }

  async reasons(): Promise<readonly string[]> {
    return must(await (await this.system.client("auditor")).status()).reasons.map(({ code }) => code);
  }

  /** Waits until something holds. */
  async until(holds: (saw: Saw) => Promise<boolean> | boolean): Promise<void> {
    await until(holds, `${holds}`, { tell: () => this.system.words.join("\n") });
  }

  /** What an entry has sealed, as the auditor reads it. */
  async opened(entry: FollowedEntry | undefined): Promise<Json | undefined> {
    return this.system.opened(entry);
  }

  async audit(): Promise<Report> {
    return await this.system.audit();
  }

  async close(): Promise<void> {
    await this.#agent?.close();
    await this.system.stop();
    rmSync(join(this.#executed, ".."), { recursive: true, force: true });
  }
}

/** Where an attacker acts: the system's entries and its ring. */
export interface Scene {
  readonly ring: Ring;
  entries(): Promise<readonly FollowedEntry[]>;
  until(holds: (saw: Saw) => Promise<boolean> | boolean): Promise<void>;
}

/** The attacker's tools: entries in anybody's name whose key it has, and decisions as the ledger's order of things wants them. */
export class Attacker {
  readonly client: LedgerClient;
  readonly #bank: Scene;

  constructor(bank: Scene, client: LedgerClient) {
    this.#bank = bank;
    this.client = client;
  }

  static async with(bank: Bank, key: string): Promise<Attacker> {
    return new Attacker(bank, await bank.system.client(key));
  }

  /** Appends an entry under this part's key; `ok`, or the code of the refusal. */
  async say(entry: Entry, session?: string, content?: Json, readers?: readonly PublicIdentity[]): Promise<string> {
    const appended = await this.client.append({ entry, ...(session === undefined ? {} : { session }), ...this.#sealed(content, readers) });
    return appended.ok ? "ok" : appended.fault.code;
  }

  /** A decision to allow a recorded proposal, with everything a warrant needs. */
  async allow(proposal: FollowedEntry, like: Partial<DecisionEntry> = {}): Promise<DecisionEntry> {
    // A follower hears of a proposal before it is durable.
    let entries = await this.#bank.entries();
    await this.#bank.until(async () => {
      entries = await this.#bank.entries();
      return entries.length > proposal.index;
    });
    const frontier = new Frontier();
    for (const { leaf } of entries) frontier.append(leafHash(Buffer.from(leafText(leaf), "utf8")));
    const charter = entries.findLast(({ leaf }) => leaf.entry.kind === "charter")?.leaf.entry;
    const start = entries.findLast(({ leaf }) => leaf.entry.kind === "attestation" && leaf.entry.part === "executor")?.leaf;
    const pins = entries.findLast(({ leaf }) => leaf.entry.kind === "pin")?.leaf.entry;
    const warrant = {
      server: "bank",
      executor: start?.by ?? "",
      epoch: start?.entry.kind === "attestation" ? start.entry.epoch : "",
      call: proposal.leaf.seal ?? "",
      definition: pins?.kind === "pin" ? (pins.tools["bank/pay"] ?? "") : "",
      expires: proposal.leaf.at + 30_000,
      nonce: toHex(frontier.root()).slice(0, 32),
    };
    return {
      kind: "decision",
      proposal: proposal.index,
      prefix: { size: frontier.size, root: toHex(frontier.root()) },
      verdict: "allow",
      codes: [],
      clauses: [],
      actions: ["pay"],
      tool: "bank/pay",
      machine: charter?.kind === "charter" ? charter.machine : "",
      warrant,
      ...like,
    };
  }

  async countersign(decision: DecisionEntry, session: string): Promise<string> {
    const { proposal } = decision;
    return await this.say({ kind: "countersignature", server: "bank", proposal, decision: digestOf(asJson(decision)) }, session);
  }

  /** Which kinds of entries it can forge: of those that are not its own to write, the ones that the ledger takes. */
  async forgeries(proposal: FollowedEntry, own: readonly Entry["kind"][]): Promise<readonly string[]> {
    const decision = await this.allow(proposal);
    const { session } = proposal.leaf;
    const about = { proposal: proposal.index, decision: proposal.index + 1 };
    const answer = { ...about, shown: "0".repeat(64), role: "owner", expires: Date.now() + 60_000 } as const;
    const epoch = "a".repeat(32);
    const forged: readonly (readonly [Entry, string | undefined])[] = [
      [decision, session],
      [{ kind: "countersignature", server: "bank", proposal: proposal.index, decision: digestOf(asJson(decision)) }, session],
      [{ kind: "refusal", server: "bank", ...about, code: "judges/differ" }, session],
      [{ kind: "outcome", ...about, result: "returned", epoch, durationMs: 1 }, session],
      [{ kind: "approval", ...answer }, session],
      [{ kind: "release", ...answer, containment: "end" }, session],
      [{ kind: "timer", proposal: proposal.index }, session],
      [{ kind: "grant", agent: "test-agent", user: "root", role: "admin", expires: Date.now() + 60_000, fresh: true }, undefined],
      [{ kind: "pin", tools: {} }, undefined],
      [{ kind: "charter", name: "test", version: 2, machine: "0".repeat(64) }, undefined],
      [{ kind: "drift", server: "other", tools: {} }, undefined],
      [{ kind: "attestation", part: "executor", server: "other", epoch, grade: "separated", code: "0".repeat(64) }, undefined],
      [{ kind: "attestation", part: "countersigner", server: "other", epoch, grade: "separated", code: "0".repeat(64) }, undefined],
    ];
    const taken: string[] = [];
    for (const [entry, where] of forged) {
      if (own.includes(entry.kind)) continue;
      if ((await this.say(entry, where, {})) === "ok") taken.push(entry.kind);
    }
    return taken;
  }

  #sealed(content: Json | undefined, given?: readonly PublicIdentity[]): { readonly seal: string; readonly blob: string } | undefined {
    if (content === undefined) return undefined;
    const readers = given ?? this.#bank.ring.identities.map(({ identity }) => identity);
    const { blob, commitment } = createSealer().seal(canonicalBytes(content), readers);
    return { seal: commitment, blob: toBase64(blob) };
  }
}
