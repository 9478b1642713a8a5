/**
 * A world for tests around the ledger: a ring with every duty, a clock that is told the time, and parts that say what their
 * real counterparts would say. The ledger in it is the real one; only its disk and its clock may be simulated.
 */
import {
  canonicalBytes,
  createIdentity,
  createSealer,
  type Duty,
  digestOf,
  type Identity,
  type Json,
  JUDGES,
  makeRing,
  publicIdentity,
  type Ring,
  readersOf,
  toBase64,
  toHex,
} from "../../src/crypto/index.ts";
import {
  type Append,
  type DecisionEntry,
  type Disk,
  type Entry,
  type Index,
  type Leaf,
  type Ledger,
  leafHash,
  leafText,
  type OutcomeEntry,
  openLedger,
  type Place,
  SimulatedDisk,
  statement,
} from "../../src/ledger/index.ts";
import { ManualClock, settled } from "./manual-clock.ts";

export const START = 1_800_000_000_000;
export const SESSION = "session-1";
export const MACHINE: string = "a".repeat(64);
export const DEFINITION: string = "d".repeat(64);
export const EPOCH: string = "e".repeat(32);
export const CODE: string = "c".repeat(64);

const PARTS = [
  "ledger",
  "decider",
  "gateway",
  "executor:files",
  "executor:mail",
  "host",
  "author",
  "approver:owner",
  "console",
  "auditor",
] as const satisfies readonly Duty[];
/** Enrolled in a ring of two judges only. */
const SECOND_JUDGE = "countersigner:files";
export type PartName = (typeof PARTS)[number] | typeof SECOND_JUDGE | "second-owner" | "second-author" | "stranger";

/** Who is who. The stranger is not in the ring. */
export class People {
  readonly #identities = new Map<PartName, Identity>();
  readonly ring: Ring;
  readonly #sealer = createSealer();

  constructor({ judges = "one" }: { readonly judges?: "one" | "two" } = {}) {
    for (const name of [...PARTS, SECOND_JUDGE, "second-owner", "second-author", "stranger"] as const)
      this.#identities.set(name, createIdentity(name.replace(":", "-")));
    const enrolled = makeRing([
      ...[...PARTS, ...(judges === "two" ? ([SECOND_JUDGE] as const) : [])].map((duty) => ({
        identity: publicIdentity(this.get(duty)),
        duties: [duty],
      })),
      { identity: publicIdentity(this.get("second-owner")), duties: ["approver:owner"] },
      { identity: publicIdentity(this.get("second-author")), duties: ["author"] },
    ]);
    if (!enrolled.ok) throw new Error(enrolled.fault.message);
    this.ring = enrolled.value;
  }

  get(name: PartName): Identity {
    const identity = this.#identities.get(name);
    if (identity === undefined) throw new Error(`nobody is called ${name}`);
    return identity;
  }

  /** A signed statement, with `content` sealed to judges, executors, approver and auditor. */
  sign(by: PartName, entry: Entry, session?: string, content?: Json): Append {
    const readers = readersOf(this.ring, [...JUDGES, "executor:", "auditor", "approver:"]);
    const sealed = content === undefined ? undefined : this.#sealer.seal(canonicalBytes(content), readers);
    const seal = sealed?.commitment;
    return {
      by: this.get(by).id,
      entry,
      signature: this.get(by).sign(statement(entry, session, seal)),
      ...(session === undefined ? {} : { session }),
      ...(sealed === undefined ? {} : { seal: sealed.commitment, blob: toBase64(sealed.blob) }),
    };
  }
}

/** The code of a refusal; empty where there is none. */
export function codeOf(result: { readonly ok: true } | { readonly ok: false; readonly fault: { readonly code: string } }): string {
  return result.ok ? "" : result.fault.code;
}

/** A ledger on a simulated disk, without links: entries are placed by calling it. */
export class LedgerWorld {
  readonly people: People;
  readonly clock: ManualClock;
  readonly disk: Disk;
  readonly ledger: Ledger;
  /** Places that were answered as durable, in order. */
  readonly answered: Place[] = [];

  private constructor(people: People, clock: ManualClock, disk: Disk, ledger: Ledger) {
    this.people = people;
    this.clock = clock;
    this.disk = disk;
    this.ledger = ledger;
  }

  static async open(
    disk: Disk = new SimulatedDisk(() => 0.5),
    people: People = new People(),
    clock = new ManualClock(START),
  ): Promise<LedgerWorld> {
    const opened = await openLedger({ disk, identity: people.get("ledger"), ring: people.ring, clock });
    if (!opened.ok) throw new Error(`${opened.fault.code} ${opened.fault.message} ${opened.fault.at ?? ""}`);
    return new LedgerWorld(people, clock, disk, opened.value);
  }

  /** Appends what a part says; gives the place or the code of the refusal. */
  say(by: PartName, entry: Entry, session?: string, content?: Json): Place | string {
    return this.append(this.people.sign(by, entry, session, content));
  }

  append(signed: Append): Place | string {
    const placed = this.ledger.append(signed, (place) => this.answered.push(place));
    return placed.ok ? placed.value : placed.fault.code;
  }

  /** Says what must be taken, and gives its index. */
  must(by: PartName, entry: Entry, session?: string, content?: Json): Index {
    const place = this.say(by, entry, session, content);
    if (typeof place === "string") throw new Error(`${by} was refused a ${entry.kind}: ${place}`);
    return place.index;
  }

  /** Charter, pins, a start of each executor, and one session. */
  begin(): void {
    const tools = { "files/read": DEFINITION, "files/write": DEFINITION };
    this.ledger.appendOwn({ kind: "attestation", part: "ledger", epoch: EPOCH, grade: "embedded", code: CODE });
    const machine = { format: "a machine document stands here" };
    this.must("author", { kind: "charter", name: "files", version: 1, machine: digestOf(machine) }, undefined, { machine, sources: [] });
    this.must("author", { kind: "pin", tools }, undefined, { format: "interlock-lock/1", servers: {} });
    this.must("decider", { kind: "attestation", part: "decider", epoch: EPOCH, grade: "embedded", code: CODE });
    this.attest("files", EPOCH);
    const grant = this.must(
      "host",
      { kind: "grant", agent: "agent", user: "ann", role: "clerk", expires: START + 86_400_000, fresh: true },
      undefined,
      { task: "tidy up", messages: [] },
    );
    this.open(SESSION, grant);
  }

  attest(server: "files" | "mail", epoch: string): Index {
    return this.must(`executor:${server}`, { kind: "attestation", part: "executor", server, epoch, grade: "embedded", code: CODE });
  }

  open(session: string, grant?: Index): Index {
    return this.must(
      "gateway",
      { kind: "session", agent: "agent", protocol: "2025-11-25", capabilities: {}, ...(grant === undefined ? {} : { grant }) },
      session,
    );
  }

  propose(session: string = SESSION, args: Json = { path: "a.txt" }): Index {
    const now = this.clock.now();
    return this.must("gateway", { kind: "proposal", from: "agent", deadline: now + 10_000, patience: now + 60_000 }, session, {
      tool: "files/read",
      args,
    });
  }

  leaf(index: Index): Leaf {
    const leaf = this.ledger.recent(index)?.leaf;
    if (leaf === undefined) throw new Error(`entry ${index} is not in memory`);
    return leaf;
  }

  /** Leaf hash in hex, as a person's answer names it. */
  hashOf(index: Index): string {
    return toHex(leafHash(Buffer.from(leafText(this.leaf(index)), "utf8")));
  }

  /** What the decider says of a proposal, from everything that has a place now. */
  decision(proposal: Index, verdict: DecisionEntry["verdict"], more: Partial<DecisionEntry> = {}): DecisionEntry {
    const { tree, at } = this.ledger.sequencer;
    const warrant = {
      server: "files",
      executor: this.people.get("executor:files").id,
      epoch: this.ledger.sequencer.calls.epochOf("files") ?? EPOCH,
      call: this.leaf(proposal).seal ?? "",
      definition: DEFINITION,
      expires: at + 30_000,
      nonce: toHex(tree.root()).slice(0, 32),
    };
    const isFirstWord = more.same === undefined;
    const parks = isFirstWord && (verdict === "escalate" || verdict === "quarantine");
    return {
      kind: "decision",
      proposal,
      prefix: { size: tree.size, root: toHex(tree.root()) },
      verdict,
      codes: verdict === "allow" ? [] : ["clause/fired"],
      clauses: [],
      actions: ["read"],
      tool: "files/read",
      machine: MACHINE,
      ...(isFirstWord && verdict === "allow" ? { warrant } : {}),
      ...(parks ? { parked: { roles: [{ role: "owner", approvals: 1 }], until: at + 900_000 } } : {}),
      ...more,
    };
  }

  decide(proposal: Index, verdict: DecisionEntry["verdict"], more: Partial<DecisionEntry> = {}, session: string = SESSION): Index {
    return this.must("decider", this.decision(proposal, verdict, more), session, { why: verdict });
  }

  outcome(proposal: Index, decision: Index, more: Partial<OutcomeEntry> = {}): OutcomeEntry {
    return { kind: "outcome", proposal, decision, result: "returned", epoch: EPOCH, durationMs: 3, ...more };
  }

  execute(proposal: Index, decision: Index, more: Partial<OutcomeEntry> = {}, session: string = SESSION): Index {
    return this.must("executor:files", this.outcome(proposal, decision, more), session, { result: { content: [] } });
  }

  answer(by: PartName, kind: "approval" | "rejection" | "release" | "discard", proposal: Index, decision: Index): Place | string {
    const entry: Entry = { kind, proposal, decision, shown: this.hashOf(decision), role: "owner", expires: this.clock.now() + 60_000 };
    return this.say(by, entry, SESSION, { reason: "because" });
  }

  /** Lets commits finish that need no time. */
  async settle(): Promise<void> {
    await settled();
  }

  async close(): Promise<void> {
    await this.ledger.close();
  }

  /** Closes the ledger and opens it again on the same disk, or on another. */
  async reopen(disk: Disk = this.disk): Promise<LedgerWorld> {
    await this.close();
    return await LedgerWorld.open(disk, this.people, this.clock);
  }
}
