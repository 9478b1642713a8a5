/**
 * Starts Interlock's parts for one state folder and keeps them running: the ledger first, then, when the charter and the pins
 * are recorded, the decider, a countersigner and an executor for each tool server, and the gateway. Holds no key longer than it
 * takes to record the charter.
 */
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { RehearseConfig, Walls } from "../../executor/index.ts";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import type { Cells } from "../cells/cell.ts";
import type { Compiled } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { attach } from "../ledger/attach.ts";
import { showHeads } from "../ledger/show-heads.ts";
import { witnessedFile, witnessesFile } from "../ledger/witnessing.ts";
import { type ServerCommand, sightOf } from "../pins/server-list.ts";
import { presentGrant, type SignedGrant } from "../signing/grant.ts";
import { putInForce } from "../signing/put-in-force.ts";
import { takeStateFolder } from "../state-folder/run-lock.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { readTextFile } from "../terminal/text-file.ts";
import { readConsoleSettings } from "./console-settings.ts";
import { PartProcess, type PartSpec } from "./part-process.ts";

export interface LaunchOptions {
  readonly state: StateFolder;
  readonly compiled: Compiled;
  /** File of the innermost charter. */
  readonly charter: string;
  readonly servers: readonly ServerCommand[];
  /** Where the parts run: asked for once the state folder is taken. */
  readonly cells: () => Result<Cells, CliCode> | Promise<Result<Cells, CliCode>>;
  /** Configuration of the gateway besides what every part gets; absent: no gateway is started. */
  readonly gateway?: { readonly [name: string]: unknown };
  /** Whether the gateway serves the launcher's own standard input and output, and ends the run with it. */
  readonly front: boolean;
  /** Loopback ports of the console and of a witness; absent: none is started. */
  readonly console?: number;
  readonly witness?: number;
  /** Who the gateway's sessions act for. */
  readonly grant?: SignedGrant;
  /** Folders the tool servers may write. */
  readonly writable: readonly string[];
  /** Files in those folders that they may not: the charter, the pins. */
  readonly readOnly: readonly string[];
  /** Whether tool servers are put into namespaces where bubblewrap works. */
  readonly sandbox: boolean;
  /** How long the parts may take to become ready: the decider folds the whole ledger first. */
  readonly readyMs: number;
  /** Where `.interlock/witnesses` is: how old the last head may be that enough have cosigned, for executors to act on the ledger. */
  readonly witnessedMs?: number;
  readonly onWords: (part: string, line: string) => void;
}

export interface Running {
  /** Resolves when the gateway ends or a part was given up. */
  readonly ended: Promise<Ended>;
  readonly parts: readonly PartProcess[];
  stop(): Promise<void>;
}

/** How long a part may take to end before it is killed. */
const STOP_GRACE_MS = 3_000;
const READY_POLL_MS = 20;
/** How long a witness of this machine may take until it listens. */
const WITNESS_START_MS = 10_000;
/** How long the ledger may take to open its socket; it folds its journal first. */
const LEDGER_START_MS = 60_000;

type Ended = { readonly exitCode: number; readonly fault?: Fault<CliCode> };

/**
 * Starts everything on an opened state folder. Codes: those of `takeStateFolder`, `putInForce` and `presentGrant`;
 * `cli/not-running` where the ledger does not come up, `cli/not-ready`, `cli/part-died`.
 */
export async function launch(options: LaunchOptions): Promise<Result<Running, CliCode>> {
  const { state } = options;
  const lock = await takeStateFolder(state);
  if (!lock.ok) return lock;
  const cells = await options.cells();
  if (!cells.ok) {
    lock.value.release();
    return cells;
  }
  const parts: PartProcess[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<Ended>();
  const start = (spec: PartSpec): void => {
    parts.push(
      new PartProcess(spec, {
        onWords: (line) => options.onWords(spec.name, line),
        onEnd: (exitCode, fault) => end({ exitCode, ...(fault === undefined ? {} : { fault }) }),
      }),
    );
  };
  const over = new AbortController();
  const stop = async (): Promise<void> => {
    over.abort();
    for (const part of parts.toReversed()) await part.stop(STOP_GRACE_MS);
    cells.value.release();
    rmSync(dirname(state.socket), { recursive: true, force: true });
    lock.value.release();
  };
  // A part that is given up while the others start is the reason why they don't get ready.
  const givenUp = ended.then(({ fault }): Result<void, CliCode> => (fault === undefined ? ok(undefined) : { ok: false, fault }));
  const started = await Promise.race([
    startParts({ ...options, cells: cells.value, onBehind: (fault) => end({ exitCode: 1, fault }), over: over.signal }, start),
    givenUp,
  ]);
  if (started.ok) return ok({ ended, parts, stop });
  await stop();
  return started;
}

/** A start whose parts have their cells. */
interface Start extends Omit<LaunchOptions, "cells"> {
  readonly cells: Cells;
  /** The ledger has forgotten what witnesses have seen. */
  readonly onBehind: (fault: Fault<CliCode>) => void;
  readonly over: AbortSignal;
}

/** The order of a start: nobody decides before charter and pins are recorded, and nobody asks before somebody can decide. */
async function startParts(options: Start, start: (spec: PartSpec) => void): Promise<Result<void, CliCode>> {
  const { state, compiled, servers, cells } = options;
  const names = servers.map(({ name }) => name);
  const doors = cells.doors.length === 0 ? {} : { doors: cells.doors };
  start(partSpec(options, "ledger", "ledger", { folder: state.ledger, servers: names, ...doors }));
  if (options.witness !== undefined) start(partSpec(options, "witness", "witness", { port: options.witness }));
  const witnessed = await showHeads(state, {
    ledgerMs: LEDGER_START_MS,
    witnessMs: options.witness === undefined ? 0 : WITNESS_START_MS,
    readers: options.console === undefined ? [] : [cosignedFile(state, cells)],
    onWords: (line) => options.onWords("witnesses", line),
    onBehind: options.onBehind,
    signal: options.over,
  });
  if (!witnessed.ok) return witnessed;
  const recorded = await putInForce(state, compiled, options.charter, LEDGER_START_MS);
  if (!recorded.ok) return recorded;
  const grant = options.grant === undefined ? ok(undefined) : await presentGrant(state, options.grant);
  if (!grant.ok) return grant;
  start(partSpec(options, "decider", "execution", {}));
  for (const server of servers) {
    // The second judge of the server's warrants.
    const judged = { server: server.name, signsParked: server.rehearse !== undefined };
    start(partSpec(options, `countersigner-${server.name}`, "countersigner", judged));
    start(executorSpec(options, server));
  }
  const page = options.console === undefined ? ok(undefined) : consoleSpec(options, options.console);
  if (!page.ok) return page;
  if (page.value !== undefined) start(page.value);
  const ready = await untilReady(state, options.readyMs);
  if (!ready.ok || options.gateway === undefined) return ready;
  const granted = grant.value === undefined ? {} : { grant: grant.value };
  start({ ...partSpec(options, "gateway", "gateway", { ...options.gateway, ...granted }), front: options.front });
  return ok(undefined);
}

/** Waits until a call could really be decided and executed, so that a client's first call is not refused for being early. */
async function untilReady(state: StateFolder, readyMs: number): Promise<Result<void, CliCode>> {
  const deadline = performance.now() + readyMs;
  const attached = await attach(state, "author", LEDGER_START_MS);
  if (!attached.ok) return attached;
  const { client, close } = attached.value;
  try {
    for (;;) {
      const status = await client.status();
      if (status.ok && status.value.ready) return ok(undefined);
      if (!status.ok || performance.now() > deadline) {
        const [reason] = status.ok ? status.value.reasons : [status.fault];
        return fail("cli/not-ready", "Interlock does not become ready", reason === undefined ? {} : { cause: reason });
      }
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
  } finally {
    close();
  }
}

/** The page for people: it reads what approvers may read, and holds no approver's key. Codes: those of `readConsoleSettings`. */
export function consoleSpec({ state, cells }: Pick<Start, "state" | "cells">, port: number): Result<PartSpec, CliCode> {
  const settings = readConsoleSettings(state);
  if (!settings.ok) return settings;
  const policy = readTextFile(witnessesFile(state));
  const witnesses = policy.ok ? { witnesses: { policy: policy.value, cosigned: cosignedFile(state, cells) } } : {};
  return ok(partSpec({ cells }, "console", "console-server", { port, ...settings.value, ...witnesses }));
}

/** Where the console reads what witnesses have cosigned: in its own cell, where it has one. */
function cosignedFile(state: StateFolder, cells: Cells): string {
  return cells.grade === "embedded" ? witnessedFile(state) : join(cells.of("console").folder, "witnessed");
}

function partSpec({ cells }: Pick<Start, "cells">, name: string, layer: PartSpec["layer"], more: PartSpec["config"]): PartSpec {
  const cell = cells.of(name);
  const [part] = name.split("-");
  const meets = cell.socket === undefined ? {} : { socket: cell.socket };
  const config = { part, state: cell.home, ...meets, key: cell.key, ring: cell.ring, grade: cells.grade, ...more };
  return { name, layer, front: false, cell, config };
}

function executorSpec(options: Start, server: ServerCommand): PartSpec {
  const { compiled, sandbox } = options;
  const name = `executor-${server.name}`;
  const { scratch, user } = options.cells.of(name);
  if (user === undefined) mkdirSync(scratch, { recursive: true, mode: 0o700 });
  return partSpec(options, name, "executor", {
    server: server.name,
    command: server.command,
    args: server.args,
    env: server.env,
    ...wallsOf(options, server),
    folder: process.cwd(),
    sandbox,
    ...(server.rehearse === undefined ? {} : { rehearse: placed(server.rehearse) }),
    pins: compiled.lock.servers[server.name] ?? { methods: [], tools: {} },
    ...witnessesFor(options),
  });
}

/** With whole paths: a server's relative ones are where it starts. */
function placed(rehearse: RehearseConfig): RehearseConfig {
  return "files" in rehearse ? { files: rehearse.files.map((folder) => resolve(folder)) } : rehearse;
}

/** The policy of who must have seen the ledger, as each executor holds it. */
function witnessesFor({ state, witnessedMs }: Start): PartSpec["config"] {
  const policy = readTextFile(witnessesFile(state));
  if (!policy.ok) return {};
  return { witnesses: policy.value, ...(witnessedMs === undefined ? {} : { unwitnessedMs: witnessedMs }) };
}

/** What keeps a tool server in, where namespaces work. */
export function wallsOf(
  { state, cells, writable, readOnly }: Pick<Start, "state" | "cells" | "writable" | "readOnly">,
  server: ServerCommand,
): Walls {
  const only = sightOf(server);
  return {
    writable,
    readOnly,
    hidden: [state.root, dirname(state.socket)],
    scratch: cells.of(`executor-${server.name}`).scratch,
    offline: cells.grade === "separated" && server.network !== true,
    ...(only === undefined ? {} : { only }),
  };
}
