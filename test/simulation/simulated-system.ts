/**
 * The whole system in one process: ledger and hub, decider, countersigner, executor, gateway and its agent's client, each the real one,
 * over a simulated disk, simulated links, a simulated tool and the tests' timers. Parts die and are started again as a launcher would.
 */
import { PassThrough } from "node:stream";
import { runCountersigner } from "../../src/countersigner/index.ts";
import { type Identity, type Json, parseJson } from "../../src/crypto/index.ts";
import { runDecider } from "../../src/execution/index.ts";
import { Executor, type ExecutorOptions, type Head, ScopeUses, type UsedAnswer } from "../../src/executor/index.ts";
import { fail, ok, type Result } from "../../src/fault/index.ts";
import { openHouse, serveStdio } from "../../src/gateway/index.ts";
import { type Clock, LedgerClient, openHub, type RunningLedger, type SimulatedDisk, type Warrant } from "../../src/ledger/index.ts";
import type { Link } from "../../src/link/index.ts";
import type { PartName } from "../worlds/ledger-world.ts";
import { CODE, LOCK, type Office, PINS, SERVER } from "./office.ts";
import { CountedJudge, countedStart } from "./settled.ts";
import { SimulatedWire } from "./simulated-wire.ts";

export type PartOf = "ledger" | "decider" | "countersigner" | "executor" | "gateway";
const PARTS: readonly PartOf[] = ["ledger", "decider", "countersigner", "executor", "gateway"];

/** How long a client waits before it opens a session once more. */
const AGAIN_MS = 500;

const KEYS: { readonly [part in PartOf]: PartName } = {
  ledger: "ledger",
  decider: "decider",
  countersigner: "countersigner:files",
  executor: "executor:files",
  gateway: "gateway",
};

export interface SystemWorld {
  readonly office: Office;
  readonly disk: SimulatedDisk;
  readonly start: NonNullable<ExecutorOptions["start"]>;
  readonly latencyMs: () => number;
  /** How long until a dead part runs again. */
  readonly restartMs: () => number;
  /** Something that must never happen. */
  readonly onViolation: (what: string) => void;
  /** The ledger says that an entry with this signature is durable at this index. */
  readonly onDurable: (index: number, signature: string) => void;
}

/** One start of a part: what is left of it when it is dead does nothing. */
interface Life {
  isAlive: boolean;
  wire: SimulatedWire | undefined;
  stop: () => void;
}

/** What an agent's client has heard. */
export interface Heard {
  readonly id: number;
  readonly result?: { readonly [member: string]: Json };
  readonly error?: Json;
}

export class SimulatedSystem {
  disk: SimulatedDisk;
  /** How far each part's clock is off, in milliseconds. */
  readonly skewMs: { [part in PartOf]?: number } = {};
  readonly words: Set<string> = new Set();
  /** Whom the agent acts for from the gateway's next start on. */
  grant: number | undefined;
  readonly #world: SystemWorld;
  readonly #lives = new Map<PartOf, Life>();
  #ledger: RunningLedger | undefined;
  #starts = 0;
  #head: Head | undefined;
  #uses: readonly UsedAnswer[] = [];
  #input: PassThrough | undefined;
  #onHeard: (heard: Heard) => void = () => undefined;
  #wantsAll = true;
  #lastWarrant: Warrant | undefined;
  #executor: Executor | undefined;
  #hasReplayed = false;

  constructor(world: SystemWorld) {
    this.#world = world;
    this.disk = world.disk;
  }

  /** Whether a call could be decided now, as the ledger says. */
  get isReady(): boolean {
    return this.#ledger !== undefined && this.#ledger.hub.reasons.length === 0;
  }

  get reasons(): readonly string[] {
    return this.#ledger?.hub.reasons.map(({ code }) => code) ?? ["the ledger does not run"];
  }

  isAlive(part: PartOf): boolean {
    return this.#lives.get(part)?.isAlive === true;
  }

  /** Starts what does not run. */
  startAll(): void {
    for (const part of this.#parts) if (!this.isAlive(part)) void this.#start(part);
  }

  /** A part dies, now: everything that it had under way is lost. With the machine's power the whole system dies. */
  crash(part: PartOf): void {
    const life = this.#lives.get(part);
    if (life?.isAlive !== true) return;
    life.isAlive = false;
    life.stop();
    life.wire?.cut();
    if (part === "ledger") this.#loseLedger();
    this.#later(part);
  }

  cutPower(): void {
    for (const part of this.#parts.toReversed()) this.crash(part);
  }

  /** Ends everything in order, so that the ledger publishes what it has. */
  async end(): Promise<void> {
    this.#wantsAll = false;
    for (const part of this.#parts.toReversed()) if (part !== "ledger") this.crash(part);
    await this.#ledger?.close();
  }

  /** Cuts the link between a part and the ledger; the part ends, as its process would, but for the gateway, which links again. */
  cutLink(part: PartOf): void {
    this.#lives.get(part)?.wire?.cut();
  }

  hold(part: PartOf, from: "part" | "ledger", isHeld: boolean): void {
    this.#lives.get(part)?.wire?.hold(from, isHeld);
  }

  /** Offers the executor the last warrant once more: where the ledger has gone on, it can only come from another one. */
  replayWarrant(): void {
    this.#hasReplayed = true;
    if (this.#lastWarrant !== undefined && this.isAlive("executor")) void this.#executor?.takeWarrant(this.#lastWarrant);
  }

  /** Sends the ledger something that is no message, in a part's name. */
  garble(part: PartOf): void {
    this.#lives.get(part)?.wire?.near.send({ do: "nothing that is known" });
  }

  /** A link to the ledger under somebody's key, or undefined where no ledger runs. */
  client(name: PartName): LedgerClient | undefined {
    const wire = this.#wireFor(name);
    return wire === undefined ? undefined : new LedgerClient(wire.near, this.#world.office.people.get(name));
  }

  /** What the agent's client hears. */
  onHeard(heard: (heard: Heard) => void): void {
    this.#onHeard = heard;
  }

  /** The agent's client says something; lost where no gateway runs. */
  say(message: Json): void {
    this.#input?.write(`${JSON.stringify(message)}\n`);
  }

  clockOf(part: PartOf): () => number {
    return () => Date.now() + (this.skewMs[part] ?? 0);
  }

  #loseLedger(): void {
    // What the dead process still does, it does to a disk that nobody looks at.
    const found = this.disk.powerCut();
    this.disk.plan = () => "late";
    this.disk = found;
    this.#ledger = undefined;
  }

  get #parts(): readonly PartOf[] {
    return PARTS.filter((part) => part !== "countersigner" || this.#world.office.judges === "two");
  }

  #later(part: PartOf): void {
    setTimeout(() => {
      if (this.#wantsAll && !this.isAlive(part)) void this.#start(part);
    }, this.#world.restartMs());
  }

  async #start(part: PartOf): Promise<void> {
    const life: Life = { isAlive: true, wire: undefined, stop: () => undefined };
    this.#lives.set(part, life);
    if (part === "ledger") return await this.#startLedger(life);
    const wire = this.#wireFor(KEYS[part]);
    if (wire === undefined) {
      life.isAlive = false;
      return this.#later(part);
    }
    life.wire = wire;
    if (part !== "gateway") wire.near.onClose(() => this.crash(part));
    await this.#startPart(part, life, wire);
  }

  async #startPart(part: Exclude<PartOf, "ledger">, life: Life, wire: SimulatedWire): Promise<void> {
    const { people } = this.#world.office;
    const identity = people.get(KEYS[part]);
    const die = (fault: { readonly code: string; readonly message: string }): void => {
      if (life.isAlive && fault.code !== "ledger/link-lost") this.words.add(`${part}: ${fault.code} ${fault.message}`);
      this.crash(part);
    };
    switch (part) {
      case "decider": {
        const client = new LedgerClient(wire.near, identity);
        const epoch = String(this.#starts).padStart(32, "d");
        const attestation = { kind: "attestation", part: "decider", epoch, grade: "embedded", code: CODE } as const;
        const folded = await runDecider({ client, identity, ring: people.ring, attestation, onFault: die });
        if (!folded.ok) die(folded.fault);
        return;
      }
      case "countersigner":
        return await this.#startCountersigner(wire, identity, die);
      case "executor":
        return await this.#startExecutor(life, wire, identity);
      case "gateway":
        return await this.#startGateway(life, wire, identity);
    }
  }

  async #startLedger(life: Life): Promise<void> {
    this.#starts += 1;
    const { disk } = this;
    const { people } = this.#world.office;
    const now = this.clockOf("ledger");
    const clock: Clock = {
      now,
      after: (delayMs, call) => {
        const timer = setTimeout(() => {
          if (life.isAlive) call();
        }, delayMs);
        return () => clearTimeout(timer);
      },
    };
    const epoch = String(this.#starts).padStart(32, "0");
    const identity = people.get("ledger");
    const opened = await openHub({ disk, identity, ring: people.ring, clock, servers: [SERVER], grade: "embedded", epoch, code: CODE });
    if (!life.isAlive) return;
    if (!opened.ok) {
      life.isAlive = false;
      if (!opened.fault.code.startsWith("ledger/disk-")) this.#world.onViolation(`the ledger does not start: ${opened.fault.message}`);
      return this.#later("ledger");
    }
    this.#ledger = opened.value;
    life.stop = () => opened.value.hub.close();
  }

  async #startCountersigner(
    wire: SimulatedWire,
    identity: Identity,
    onFault: (fault: { readonly code: string; readonly message: string }) => void,
  ): Promise<void> {
    const { office } = this.#world;
    const { people, members } = office;
    const client = new LedgerClient(countedStart(wire.near), identity);
    const epoch = String(this.#starts).padStart(32, "c");
    const folded = await runCountersigner({
      client,
      ring: people.ring,
      members,
      judge: new CountedJudge(members, office.sealKey("countersigner:files")),
      server: SERVER,
      attestation: { kind: "attestation", part: "countersigner", server: SERVER, epoch, grade: "embedded", code: CODE },
      onFault,
    });
    if (!folded.ok) onFault(folded.fault);
  }

  async #startExecutor(life: Life, wire: SimulatedWire, identity: Identity): Promise<void> {
    this.#starts += 1;
    const client = new LedgerClient(wire.near, identity);
    const epoch = String(this.#starts).padStart(32, "e");
    const executor = new Executor(
      {
        server: SERVER,
        identity,
        ring: this.#world.office.people.ring,
        epoch,
        pins: PINS,
        folder: "/",
        callMs: 1_000,
        launch: { command: "", args: [], env: {} },
        start: this.#world.start,
        reached: () => undefined,
        sessionsMax: 8,
        clock: this.clockOf("executor"),
        onWords: (line) => void this.words.add(`executor: ${line}`),
        uses: new ScopeUses(this.#uses, (used) => {
          if (life.isAlive) this.#uses = structuredClone(used);
          return ok(undefined);
        }),
        head: this.#head,
        onHead: (head) => {
          if (life.isAlive) this.#head = head;
        },
        onConviction: (fault) => {
          if (!this.#hasReplayed) this.#world.onViolation(`the executor convicts the ledger: ${fault.code}`);
          this.crash("executor");
        },
      },
      client,
    );
    this.#executor = executor;
    life.stop = () => executor.close();
    client.onWarrant((warrant) => {
      this.#lastWarrant = warrant;
      if (life.isAlive) void executor.takeWarrant(warrant);
    });
    const attested = await client.append({
      entry: { kind: "attestation", part: "executor", server: SERVER, epoch, grade: "embedded", code: CODE },
    });
    if (!attested.ok || !life.isAlive) return this.crash("executor");
    const seen = this.#head === undefined ? {} : { seen: this.#head.size };
    client.follow(0, { what: "warrants", server: SERVER, ...seen }, ({ leaf, blob }) => {
      if (!life.isAlive) return;
      if (leaf.entry.kind === "session") executor.takeSession(leaf.session ?? "", leaf.entry, leaf.at);
      else executor.takeEntry(leaf, blob);
    });
  }

  async #startGateway(life: Life, first: SimulatedWire, identity: Identity): Promise<void> {
    const { ring } = this.#world.office.people;
    let wire: SimulatedWire | undefined = first;
    const link = async (): Promise<Result<Link>> => {
      const next = wire ?? (life.isAlive ? this.#wireFor("gateway") : undefined);
      wire = undefined;
      life.wire = next;
      return next === undefined ? fail("link/cannot-connect", "no ledger runs") : ok(next.near);
    };
    const config = { socket: "", identity, ring, grade: "embedded", agent: "agent", page: undefined, lock: LOCK } as const;
    const { grant } = this;
    const chartered = Object.keys(PINS.tools).map((tool) => `${SERVER}/${tool}`);
    const opened = await openHouse({ ...config, grant, chartered, parkedMs: 3_000, http: undefined }, this.clockOf("gateway"), { link });
    if (!opened.ok || !life.isAlive) return this.crash("gateway");
    const [input, output] = [new PassThrough(), new PassThrough()];
    life.stop = () => {
      this.#input = undefined;
      opened.value.ledger.close();
    };
    output.on("data", (chunk: Buffer) => {
      for (const line of life.isAlive ? chunk.toString("utf8").split("\n") : []) if (line !== "") this.#hear(line, life);
    });
    void serveStdio(opened.value, input, output);
    this.#input = input;
    this.#greet();
  }

  /** The client opens its session, as often as it takes: a ledger that can't write opens none. */
  #greet(): void {
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "agent", version: "1" } };
    this.say({ jsonrpc: "2.0", id: 0, method: "initialize", params });
    this.say({ jsonrpc: "2.0", method: "notifications/initialized" });
  }

  #hear(line: string, life: Life): void {
    const { id, result, error } = JSON.parse(line) as Partial<Heard>;
    if (id === 0 && error !== undefined) setTimeout(() => life.isAlive && this.#greet(), AGAIN_MS);
    if (id !== undefined && id !== 0)
      this.#onHeard({ id, ...(result === undefined ? {} : { result }), ...(error === undefined ? {} : { error }) });
  }

  #wireFor(name: PartName): SimulatedWire | undefined {
    const { office, latencyMs, onDurable } = this.#world;
    const hub = this.#ledger?.hub;
    if (hub === undefined) return undefined;
    const asked = new Map<number, string>();
    const wire = new SimulatedWire({
      part: office.peer(name),
      ledger: office.peer("ledger"),
      latencyMs,
      onMessage: (from, text) => {
        if (from === "part" ? !text.includes('"do":"append"') : !text.includes('"say":"appended"')) return;
        const message = parseJson(text, { bytesMax: 2 ** 24 });
        const { id, signature, index } = (message.ok ? message.value : {}) as { id: number; signature?: string; index?: number };
        if (signature !== undefined) asked.set(id, signature);
        if (index !== undefined) onDurable(index, asked.get(id) ?? "");
      },
    });
    hub.attach(wire.far);
    return wire;
  }
}
