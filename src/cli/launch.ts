/**
 * Starts Interlock's parts for one state folder and keeps them running: the ledger first, then, when the charter and the pins
 * are recorded, the decider, one executor for each tool server, and the gateway. Holds no key longer than it takes to record the charter.
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { attach } from "./attach.ts";
import type { Compiled } from "./charter-file.ts";
import type { CliCode } from "./faults.ts";
import { presentGrant, type SignedGrant } from "./grant.ts";
import { keyFile } from "./key-ring.ts";
import { PartProcess, type PartSpec } from "./part-process.ts";
import { putInForce } from "./put-in-force.ts";
import type { ServerCommand } from "./server-list.ts";
import type { StateFolder } from "./state-folder.ts";

export interface LaunchOptions {
  readonly state: StateFolder;
  readonly compiled: Compiled;
  readonly servers: readonly ServerCommand[];
  /** Configuration of the gateway besides what every part gets; absent: no gateway is started. */
  readonly gateway?: { readonly [name: string]: unknown };
  /** Who the gateway's sessions act for. */
  readonly grant?: SignedGrant;
  /** Folders the tool servers may write. */
  readonly writable: readonly string[];
  /** Files in those folders that they may not: the charter, the pins. */
  readonly readOnly: readonly string[];
  /** Whether tool servers are put into namespaces where bubblewrap works. */
  readonly sandbox: boolean;
  readonly onWords: (part: string, line: string) => void;
}

export interface Running {
  /** Resolves when the gateway ends or a part was given up. */
  readonly ended: Promise<{ readonly exitCode: number; readonly fault?: Fault<CliCode> }>;
  readonly parts: readonly PartProcess[];
  stop(): Promise<void>;
}

/** How long a part may take to end before it is killed. */
const STOP_GRACE_MS = 3_000;
/** How long the other parts may take: the decider folds the whole ledger first. */
const READY_MS = 60_000;
const READY_POLL_MS = 20;
/** How long the ledger may take to open its socket; it folds its journal first. */
const LEDGER_START_MS = 60_000;

/**
 * Starts everything on an opened state folder. Codes: `cli/already-running`, those of `putInForce` and `presentGrant`,
 * `cli/not-running` where the ledger does not come up. A part that dies for good ends the run with `cli/part-died`.
 */
export async function launch(options: LaunchOptions): Promise<Result<Running, CliCode>> {
  const { state, compiled, servers } = options;
  const alive = await attach(state, "author", 0);
  if (alive.ok) {
    alive.value.close();
    return fail("cli/already-running", "Interlock already runs on this state folder", {
      remedy: "end it first, or copy the charter to a folder of its own",
    });
  }
  const parts: PartProcess[] = [];
  let end: (how: { exitCode: number; fault?: Fault<CliCode> }) => void = () => undefined;
  const ended = new Promise<{ exitCode: number; fault?: Fault<CliCode> }>((resolve) => {
    end = resolve;
  });
  const start = (spec: PartSpec): void => {
    parts.push(
      new PartProcess(spec, state, {
        onWords: (line) => options.onWords(spec.name, line),
        onEnd: (exitCode, fault) => end({ exitCode, ...(fault === undefined ? {} : { fault }) }),
      }),
    );
  };
  const stop = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.stop(STOP_GRACE_MS);
  };
  const running: Running = { ended, parts, stop };

  start({
    name: "ledger",
    layer: "ledger",
    front: false,
    config: { ...partConfig(state, "ledger"), folder: state.ledger, servers: servers.map(({ name }) => name) },
  });
  const recorded = await putInForce(state, compiled, LEDGER_START_MS);
  if (!recorded.ok) {
    await stop();
    return recorded;
  }
  const grant = options.grant === undefined ? undefined : await presentGrant(state, options.grant);
  if (grant?.ok === false) {
    await stop();
    return grant;
  }
  start({ name: "decider", layer: "execution", front: false, config: partConfig(state, "decider") });
  for (const server of servers) start(executorSpec(options, server));
  const ready = await untilReady(state);
  if (!ready.ok) {
    await stop();
    return ready;
  }
  if (options.gateway !== undefined) {
    const granted = grant === undefined ? {} : { grant: grant.value };
    start({ name: "gateway", layer: "gateway", front: true, config: { ...partConfig(state, "gateway"), ...options.gateway, ...granted } });
  }
  return ok(running);
}

/** Waits until a call could really be decided and executed, so that a client's first call is not refused for being early. */
async function untilReady(state: StateFolder): Promise<Result<void, CliCode>> {
  const attached = await attach(state, "author", LEDGER_START_MS);
  if (!attached.ok) return attached;
  const { client, close } = attached.value;
  const deadline = performance.now() + READY_MS;
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

function partConfig(state: StateFolder, name: string): { readonly [name: string]: unknown } {
  const [part] = name.split("-");
  return { part, state: state.root, socket: state.socket, key: keyFile(state, name), ring: state.ring, grade: "embedded" };
}

function executorSpec(options: LaunchOptions, server: ServerCommand): PartSpec {
  const { state, compiled, writable, sandbox } = options;
  const scratch = join(state.run, `scratch-${server.name}`);
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  return {
    name: `executor-${server.name}`,
    layer: "executor",
    front: false,
    config: {
      ...partConfig(state, `executor-${server.name}`),
      server: server.name,
      command: server.command,
      args: server.args,
      env: server.env,
      writable,
      readOnly: options.readOnly,
      hidden: [state.root, dirname(state.socket)],
      folder: process.cwd(),
      scratch,
      sandbox,
      pins: compiled.lock.servers[server.name] ?? { methods: [], tools: {} },
    },
  };
}
