/**
 * A whole governed system for tests: ledger, decider and executors as the processes they are, a charter compiled from
 * text, real tool servers, and the gateway's house in the test's own process, so that a test can be the client and the
 * approver.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { audit, type Report, readRing, readSealKey } from "../../src/auditor/index.ts";
import { compileCharters } from "../../src/charter/index.ts";
import {
  canonicalBytes,
  createSealer,
  digestOf,
  fromBase64,
  type Identity,
  identityToText,
  type Json,
  openSealed,
  parseJson,
  type Ring,
  ringToText,
  toBase64,
  toHex,
} from "../../src/crypto/index.ts";
import { type Lock, lockedDigests, lockedTools } from "../../src/execution/index.ts";
import { connectServer } from "../../src/executor/index.ts";
import type { Result } from "../../src/fault/index.ts";
import { type GatewayConfig, type House, openHouse } from "../../src/gateway/index.ts";
import {
  type DecisionEntry,
  type Entry,
  type FollowedEntry,
  LedgerClient,
  leafHash,
  leafText,
  type OutcomeEntry,
} from "../../src/ledger/index.ts";
import { connect } from "../../src/link/index.ts";
import { eventually, type Saw, until } from "../worlds/eventually.ts";
import { enrol } from "./enrol.ts";

export interface ServerSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: { readonly [name: string]: string };
  /** How its parked calls are rehearsed; `FOLDER` stands for the system's work folder. */
  readonly rehearse?: { readonly files: readonly string[] };
}

export interface SystemSpec {
  readonly servers: { readonly [name: string]: ServerSpec };
  /** The charter's text; `FOLDER` stands for the system's work folder. */
  readonly charter: string;
  /** `two`: with a countersigner beside each executor. */
  readonly judges?: "one" | "two";
  readonly parkedMs?: number;
  readonly callMs?: number;
  readonly sandbox?: boolean;
  /** Changes what is pinned, as if it had been pinned at another time. */
  readonly repin?: (lock: Lock) => Lock;
}

/** How long a ledger may take to start; one that has thousands of entries reads them first. */
const REACHED_MS = 60_000;

/** What a value must be, or the test has failed. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { code, message, cause } = result.fault;
  throw new Error(`${code}: ${message}${cause === undefined ? "" : ` (${cause.code}: ${cause.message})`}`);
}

export class System {
  readonly folder: string;
  readonly work: string;
  readonly lock: Lock;
  readonly ring: Ring;
  readonly config: GatewayConfig;
  readonly words: string[] = [];
  readonly #keys: ReadonlyMap<string, Identity>;
  readonly #spec: SystemSpec;
  readonly #parts = new Map<string, ChildProcess>();
  readonly #houses: House[] = [];
  readonly #clients = new Map<string, LedgerClient>();

  private constructor(
    spec: SystemSpec,
    folder: string,
    lock: Lock,
    keys: ReadonlyMap<string, Identity>,
    ring: Ring,
    config: GatewayConfig,
  ) {
    this.#spec = spec;
    this.folder = folder;
    this.work = join(folder, "work");
    this.lock = lock;
    this.#keys = keys;
    this.ring = ring;
    this.config = config;
  }

  static async start(spec: SystemSpec): Promise<System> {
    const folder = mkdtempSync(join(tmpdir(), "interlock-system-"));
    for (const name of ["work", "ledger", "keys", "scratch", "run"]) mkdirSync(join(folder, name), { mode: 0o700 });
    const lock = await pin(spec, folder);
    const source = { file: "charter.yaml", text: spec.charter.replaceAll("FOLDER", join(folder, "work")) };
    const compiled = compileCharters([source], {
      tools: lockedTools(lock),
      base: folder,
      sha256: (text) => createHash("sha256").update(text).digest("hex"),
    });
    const { machine } = compiled;
    if (machine === undefined) throw new Error(compiled.diagnostics.map(({ message }) => message).join("\n"));
    const { keys, ring } = enrol(Object.keys(spec.servers), spec.judges ?? "one", folder);
    const gateway = keys.get("gateway");
    if (gateway === undefined) throw new Error("no key");
    const config: GatewayConfig = {
      socket: join(folder, "run", "socket"),
      identity: gateway,
      ring,
      grade: "embedded",
      agent: "test-agent",
      grant: undefined,
      lock,
      chartered: chartered(machine),
      parkedMs: spec.parkedMs ?? 1_000,
      page: undefined,
      http: undefined,
    };
    const system = new System(spec, folder, lock, keys, ring, config);
    await system.startLedger();
    const author = await system.client("author");
    await system.record(author, { kind: "pin", tools: lockedDigests(lock) }, lock as unknown as Json);
    const charter: Entry = { kind: "charter", name: "test", version: 1, machine: digestOf(machine as unknown as Json) };
    await system.record(author, charter, { machine: machine as unknown as Json, sources: [{ ...source }], base: folder });
    system.startDecider();
    for (const server of Object.keys(spec.servers)) {
      if (spec.judges === "two") system.startCountersigner(server);
      system.startExecutor(server);
    }
    await system.ready();
    return system;
  }

  get ledgerFolder(): string {
    return join(this.folder, "ledger");
  }

  /** Opens a gateway's house in this process. */
  async house(more: Partial<GatewayConfig> = {}): Promise<House> {
    const house = must(await openHouse({ ...this.config, ...more }, () => Date.now()));
    this.#houses.push(house);
    return house;
  }

  /** The command line of a gateway's own process in front of this system: an MCP server on standard input and output. */
  gatewayCommand(more: { readonly [member: string]: unknown } = {}): readonly [command: string, ...args: string[]] {
    const { agent, lock, chartered: names, parkedMs } = this.config;
    const file = this.#configFile("gateway", { agent, lock, chartered: names, parkedMs, ...more });
    return [process.execPath, ...partArguments("gateway", file)];
  }

  /** A link to the ledger under one of the keys. */
  async client(key: string): Promise<LedgerClient> {
    const known = this.#clients.get(key);
    if (known !== undefined && (await known.status()).ok) return known;
    const identity = this.key(key);
    const reach = async (saw: Saw): Promise<LedgerClient | undefined> => {
      const link = await connect({ path: this.config.socket, identity, ring: this.ring });
      if (!link.ok) return void saw(link.fault);
      return new LedgerClient(link.value, identity);
    };
    const client = await eventually(reach, `a link as ${key}`, { ms: REACHED_MS, tell: () => this.words.join("\n") });
    this.#clients.set(key, client);
    return client;
  }

  key(name: string): Identity {
    const key = this.#keys.get(name);
    if (key === undefined) throw new Error(`no key ${name}`);
    return key;
  }

  async record(client: LedgerClient, entry: Entry, content: Json): Promise<void> {
    const { blob, commitment } = createSealer().seal(
      canonicalBytes(content),
      this.ring.identities.map(({ identity }) => identity),
    );
    must(await client.append({ entry, seal: commitment, blob: toBase64(blob) }));
  }

  /** Every durable entry. */
  async entries(): Promise<readonly FollowedEntry[]> {
    return must(await (await this.client("auditor")).read(0, 100_000));
  }

  /** Waits until some entry satisfies the test. */
  async entry<E extends Entry>(is: (entry: Entry) => entry is E, count = 1): Promise<FollowedEntry & { leaf: { entry: E } }> {
    const client = await this.client("auditor");
    const found = await eventually(async (saw) => {
      const entries = must(await client.read(0, 100_000));
      saw(entries.map(({ leaf }) => leaf.entry.kind).join(" "));
      return entries.filter(({ leaf }) => is(leaf.entry))[count - 1];
    }, `${count} such entries`);
    return found as FollowedEntry & { leaf: { entry: E } };
  }

  /** Answers the parked call as the owner. */
  async answer(kind: "approval" | "rejection" | "release" | "discard", proposal?: number): Promise<void> {
    const owner = await this.client("owner");
    const parked = await this.entry(
      (entry): entry is DecisionEntry =>
        entry.kind === "decision" && entry.parked !== undefined && (proposal === undefined || entry.proposal === proposal),
    );
    const { entry } = parked.leaf;
    const shown = toHex(leafHash(Buffer.from(leafText(parked.leaf))));
    const { session } = parked.leaf;
    must(
      await owner.append({
        ...(session === undefined ? {} : { session }),
        entry: {
          kind,
          proposal: entry.proposal,
          decision: parked.index,
          shown,
          role: "owner",
          expires: Date.now() + 60_000,
          ...(kind === "release" ? { containment: "end" } : {}),
        },
      }),
    );
  }

  /** Answers the parked call as the owner, and waits for what comes of it. */
  async settle(kind: "approval" | "rejection" | "release" | "discard", proposal: number): Promise<void> {
    await this.answer(kind, proposal);
    const isEnd = (entry: Entry): entry is OutcomeEntry | DecisionEntry =>
      (entry.kind === "outcome" || (entry.kind === "decision" && entry.verdict === "deny")) && entry.proposal === proposal;
    await this.entry(isEnd);
  }

  async startLedger(): Promise<void> {
    this.#start("ledger", "ledger", { folder: join(this.folder, "ledger"), servers: Object.keys(this.#spec.servers) });
    await (await this.client("author")).status();
  }

  startDecider(): void {
    this.#start("decider", "execution", {});
  }

  startCountersigner(server: string): void {
    const signsParked = this.#spec.servers[server]?.rehearse !== undefined;
    this.#start(`countersigner-${server}`, "countersigner", { server, signsParked });
  }

  startExecutor(server: string): void {
    const spec = this.#spec.servers[server];
    if (spec === undefined) throw new Error(server);
    const scratch = join(this.folder, "scratch", server);
    this.#start(`executor-${server}`, "executor", {
      server,
      command: spec.command,
      args: spec.args,
      env: spec.env ?? {},
      folder: this.work,
      writable: [this.work],
      hidden: [join(this.folder, "keys")],
      scratch,
      sandbox: this.#spec.sandbox ?? false,
      pins: this.lock.servers[server],
      ...(spec.rehearse === undefined
        ? {}
        : { rehearse: { files: spec.rehearse.files.map((file) => file.replaceAll("FOLDER", this.work)) } }),
      ...(this.#spec.callMs === undefined ? {} : { callMs: this.#spec.callMs }),
    });
  }

  /** The process ids of the parts, by name. */
  pids(): readonly (readonly [name: string, pid: number])[] {
    return [...this.#parts].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid] as const]));
  }

  /** Signals a part that runs. */
  signal(name: string, signal: NodeJS.Signals): void {
    if (this.#parts.get(name)?.kill(signal) !== true) throw new Error(`\`${name}\` does not run`);
  }

  /** Kills a part as a crash would, and waits until it is gone. */
  async kill(name: string): Promise<void> {
    const part = this.#parts.get(name);
    if (part === undefined) throw new Error(name);
    const gone = new Promise((resolve) => part.once("exit", resolve));
    part.kill("SIGKILL");
    await gone;
  }

  /** Waits until the ledger says that everything is ready. */
  async ready(): Promise<void> {
    const client = await this.client("auditor");
    const isReady = async (saw: Saw): Promise<boolean> => saw(must(await client.status()).reasons).length === 0;
    await until(isReady, "ready", { tell: () => this.words.join("\n") });
  }

  /** What an entry has sealed, as the holder of a key reads it; undefined where it is sealed for others. */
  opened(entry: FollowedEntry | undefined, key = "auditor"): Json | undefined {
    const blob = entry?.blob === undefined ? undefined : fromBase64(entry.blob);
    const opened = blob === undefined ? undefined : openSealed(this.key(key), blob, entry?.leaf.seal ?? "");
    const parsed = opened?.ok === true ? parseJson(opened.value) : undefined;
    return parsed?.ok === true ? parsed.value : undefined;
  }

  /** Audits the ledger with the ring and the auditor's key. */
  async audit(): Promise<Report> {
    const members = readRing(ringToText(this.ring));
    const key = readSealKey(identityToText(this.key("auditor")));
    if (typeof members === "string" || typeof key === "string") throw new Error("ring and key are good");
    return await audit({ folder: join(this.folder, "ledger"), ring: members, key });
  }

  async stop(): Promise<void> {
    for (const { ledger } of this.#houses) ledger.close();
    for (const client of this.#clients.values()) client.close();
    for (const part of [...this.#parts.values()].reverse()) {
      if (part.exitCode !== null || part.signalCode !== null) continue;
      const gone = new Promise((resolve) => part.once("exit", resolve));
      part.stdin?.end();
      const killer = setTimeout(() => part.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(killer);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(name: string, layer: string, more: { readonly [member: string]: unknown }): void {
    const child = spawn(process.execPath, partArguments(layer, this.#configFile(name, more)), { stdio: ["pipe", "ignore", "pipe"] });
    createInterface({ input: child.stderr }).on("line", (line) => this.words.push(`${name}: ${line}`));
    this.#parts.set(name, child);
  }

  #configFile(name: string, more: { readonly [member: string]: unknown }): string {
    const file = join(this.folder, "run", `${name}.json`);
    const keys = join(this.folder, "keys");
    const common = { part: name.split("-")[0], state: this.folder, socket: this.config.socket, grade: "embedded" };
    writeFileSync(file, JSON.stringify({ ...common, key: join(keys, `${name}.key`), ring: join(keys, "ring.json"), ...more }));
    return file;
  }
}

function partArguments(layer: string, configFile: string): string[] {
  return ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../../src", layer, "process.ts"), configFile];
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The path of an npm package's own server. */
export function npmServer(name: "everything" | "filesystem" | "memory"): string {
  return join(import.meta.dirname, `../../node_modules/@modelcontextprotocol/server-${name}/dist/index.js`);
}

async function pin(spec: SystemSpec, folder: string): Promise<Lock> {
  const servers: { [name: string]: Lock["servers"][string] } = {};
  for (const [name, { command, args, env = {} }] of Object.entries(spec.servers)) {
    const walls = { writable: [], readOnly: [], hidden: [], scratch: join(folder, "scratch", name) };
    const seen = must(
      await connectServer({ command, args, env, folder: join(folder, "work"), walls, sandbox: false }, process.env, () => undefined),
    );
    servers[name] = seen.pins;
  }
  const lock: Lock = { format: "interlock-lock/1", servers };
  return spec.repin === undefined ? lock : spec.repin(lock);
}

/** Tools that some terminal admits: what a launcher tells a gateway. */
function chartered(machine: { readonly tools: readonly { readonly name: string }[] }): readonly string[] {
  return machine.tools.map(({ name }) => name);
}
