/**
 * A running ledger with real links over a unix socket, and parts that behave: a decider that allows, an executor that
 * returns, a gateway and people. Disk and clock of the ledger may be simulated; nothing of the ledger is.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Json, toHex } from "../../src/crypto/index.ts";
import {
  type Clock,
  type DecisionEntry,
  type Disk,
  type FollowedEntry,
  Frontier,
  type Index,
  LedgerClient,
  leafHash,
  leafText,
  type RunningLedger,
  SimulatedDisk,
  startLedger,
  type Warrant,
} from "../../src/ledger/index.ts";
import { connect } from "../../src/link/index.ts";
import { until } from "./eventually.ts";
import { CODE, DEFINITION, EPOCH, MACHINE, type PartName, People, SESSION } from "./ledger-world.ts";

/** The system's clock, as the process's entry file hands it in. */
export const realClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A decider that says `verdict` to every proposal, as fast as it can. */
export class PlainDecider {
  readonly frontier: Frontier = new Frontier();
  readonly seen: FollowedEntry[] = [];
  readonly #client: LedgerClient;
  readonly #people: People;
  #epoch = EPOCH;
  #machine = "";
  verdict: DecisionEntry["verdict"] = "allow";
  /** How long people have for what is parked, and what else is asked of them. */
  waitMs = 500;
  parked: Partial<NonNullable<DecisionEntry["parked"]>> = {};
  codes: DecisionEntry["codes"] = [];
  sends: DecisionEntry["sends"];

  constructor(client: LedgerClient, people: People) {
    this.#client = client;
    this.#people = people;
    client.follow(0, { what: "all" }, (entry) => this.#fold(entry));
  }

  #fold({ index, leaf, blob }: FollowedEntry): void {
    this.seen.push({ index, leaf, ...(blob === undefined ? {} : { blob }) });
    this.frontier.append(leafHash(Buffer.from(leafText(leaf), "utf8")));
    const { entry } = leaf;
    if (entry.kind === "attestation" && entry.part === "executor") this.#epoch = entry.epoch;
    if (entry.kind === "charter") this.#machine = entry.machine;
    if (entry.kind === "proposal")
      void this.#client.append({ session: leaf.session ?? "", entry: this.decisionOn(index, leaf.seal ?? "", leaf.at) });
    const admissible = entry.kind === "session" ? ["files/read"] : undefined;
    this.#client.observed(
      this.frontier.size,
      admissible === undefined || leaf.session === undefined ? [] : [{ session: leaf.session, admissible, contained: false, inDoubt: [] }],
    );
  }

  decisionOn(proposal: Index, seal: string, at: number): DecisionEntry {
    const warrant = {
      server: "files",
      executor: this.#people.get("executor:files").id,
      epoch: this.#epoch,
      call: seal,
      definition: DEFINITION,
      expires: at + 30_000,
      nonce: String(proposal).padStart(32, "0"),
    };
    return {
      kind: "decision",
      proposal,
      prefix: { size: this.frontier.size, root: toHex(this.frontier.root()) },
      verdict: this.verdict,
      codes: this.codes,
      clauses: [],
      actions: ["read"],
      tool: "files/read",
      machine: this.#machine,
      ...(this.sends === undefined ? {} : { sends: this.sends }),
      ...(this.verdict === "allow" ? { warrant } : {}),
      ...(this.verdict === "escalate" || this.verdict === "quarantine"
        ? { parked: { roles: [{ role: "owner", approvals: 1 }], until: at + this.waitMs, ...this.parked } }
        : {}),
    };
  }
}

/** An executor that returns from every warrant at once. */
export class PlainExecutor {
  readonly warrants: Warrant[] = [];
  readonly entries: FollowedEntry[] = [];
  answers = true;

  constructor(client: LedgerClient, from: Index, seen?: number) {
    client.onWarrant((warrant) => {
      this.warrants.push(warrant);
      const { decision, proposal } = warrant;
      const epoch = decision.leaf.entry.kind === "decision" ? (decision.leaf.entry.warrant?.epoch ?? "") : "";
      if (!this.answers) return;
      const entry = {
        kind: "outcome",
        proposal: proposal.index,
        decision: decision.index,
        result: "returned",
        epoch,
        durationMs: 1,
      } as const;
      void client.append({ session: proposal.leaf.session ?? "", entry });
    });
    client.follow(from, { what: "warrants", server: "files", ...(seen === undefined ? {} : { seen }) }, (entry) =>
      this.entries.push(entry),
    );
  }
}

export class HubWorld {
  readonly people: People;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly #folder: string = mkdtempSync(join(tmpdir(), "interlock-hub-"));
  readonly #clients: LedgerClient[] = [];
  #running: RunningLedger | undefined;
  #starts = 0;

  constructor({
    people = new People(),
    disk = new SimulatedDisk(() => 0.5),
    clock = realClock,
  }: { people?: People; disk?: Disk; clock?: Clock } = {}) {
    this.people = people;
    this.disk = disk;
    this.clock = clock;
  }

  get running(): RunningLedger {
    if (this.#running === undefined) throw new Error("the ledger is not running");
    return this.#running;
  }

  get socket(): string {
    return join(this.#folder, "socket");
  }

  /** Starts the ledger; its epoch counts its starts. */
  async start(): Promise<this> {
    this.#starts += 1;
    const started = await startLedger({
      disk: this.disk,
      identity: this.people.get("ledger"),
      ring: this.people.ring,
      clock: this.clock,
      socket: this.socket,
      servers: ["files"],
      grade: "embedded",
      epoch: String(this.#starts).padStart(32, "0"),
      code: CODE,
    });
    if (!started.ok) throw new Error(`${started.fault.code} ${started.fault.message}`);
    this.#running = started.value;
    return this;
  }

  async attach(name: PartName): Promise<LedgerClient> {
    const link = await connect({ path: this.socket, identity: this.people.get(name), ring: this.people.ring });
    if (!link.ok) throw new Error(link.fault.code);
    const client = new LedgerClient(link.value, this.people.get(name));
    this.#clients.push(client);
    return client;
  }

  /** Charter, decider, executor, gateway and one session: ready. */
  async begin(): Promise<{
    decider: PlainDecider;
    executor: PlainExecutor;
    gateway: LedgerClient;
    shown: FollowedEntry[];
    executorClient: LedgerClient;
  }> {
    const author = await this.attach("author");
    await must(author.append({ entry: { kind: "charter", name: "files", version: 1, machine: MACHINE } }));
    const executorClient = await this.attach("executor:files");
    const attested = await must(
      executorClient.append({
        entry: { kind: "attestation", part: "executor", server: "files", epoch: EPOCH, grade: "embedded", code: CODE },
      }),
    );
    const decider = new PlainDecider(await this.attach("decider"), this.people);
    const executor = new PlainExecutor(executorClient, attested.index);
    const gateway = await this.attach("gateway");
    const opened = await must(
      gateway.append({ session: SESSION, entry: { kind: "session", agent: "agent", protocol: "2025-11-25", capabilities: {} } }),
    );
    const shown: FollowedEntry[] = [];
    gateway.follow(opened.index, { what: "session", session: SESSION }, (entry) => shown.push(entry));
    await until(() => decider.frontier.size > opened.index);
    return { decider, executor, gateway, shown, executorClient };
  }

  async propose(gateway: LedgerClient, session: string = SESSION, args: Json = {}): Promise<Index> {
    const now = this.clock.now();
    const {
      by: _,
      signature: __,
      ...draft
    } = this.people.sign("gateway", { kind: "proposal", from: "agent", deadline: now + 10_000, patience: now + 60_000 }, session, {
      tool: "files/read",
      args,
    });
    return (await must(gateway.append(draft))).index;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.#running?.close();
    this.#running = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export async function must<T>(
  result: Promise<
    { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: { readonly code: string; readonly message: string } }
  >,
): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(`${settled.fault.code} ${settled.fault.message}`);
  return settled.value;
}
