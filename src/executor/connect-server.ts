/**
 * A look at a tool server without governing it: starts it, asks what it offers, and ends it. `interlock init` and
 * `interlock pin` use it; no tool is ever called.
 */
import { mkdir } from "node:fs/promises";
import type { PinnedServer } from "../execution/index.ts";
import { ok, type Result } from "../fault/index.ts";
import { offeredMethods } from "../meaning/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { refusal } from "./reply.ts";
import { behindWalls, serverEnvironment, type Walls } from "./sandbox.ts";
import { listTools } from "./tool-list.ts";
import { ToolServer } from "./tool-server.ts";

export interface ServerToSee {
  readonly command: string;
  readonly args: readonly string[];
  /** What the server gets besides the few inherited names. */
  readonly env: { readonly [name: string]: string };
  /** The folder it starts in. */
  readonly folder: string;
  readonly walls: Walls;
  /** Whether to put it behind the walls (`sandboxWorks()` says whether that is possible). */
  readonly sandbox: boolean;
  /** How long each question of the handshake may take. */
  readonly handshakeMs?: number;
}

export interface SeenServer {
  /** What `interlock.lock` says of it. */
  readonly pins: PinnedServer;
  readonly protocol: string;
  readonly name?: string;
  readonly instructions?: string;
}

/** Starts a server and lists what it offers. `environment`: the caller's own. Codes: those of the handshake and of `tools/list`. */
export async function connectServer(
  server: ServerToSee,
  environment: { readonly [name: string]: string | undefined },
  onWords: (line: string) => void,
): Promise<Result<SeenServer, ExecutorCode>> {
  await mkdir(server.walls.scratch, { recursive: true, mode: 0o700 });
  const bare = { command: server.command, args: server.args, env: serverEnvironment(environment, server.env, server.walls.scratch) };
  const launch = server.sandbox ? behindWalls(bare, server.walls) : bare;
  const started = await ToolServer.start(
    {
      launch,
      folder: server.folder,
      capabilities: {},
      version: "",
      ...(server.handshakeMs === undefined ? {} : { handshakeMs: server.handshakeMs }),
    },
    {
      onAsk: async () => refusal("nobody is there to answer"),
      onNotice: () => undefined,
      onLate: () => undefined,
      onEnd: () => undefined,
      onWords,
    },
  );
  if (!started.ok) return started;
  const { greeting } = started.value;
  const hasTools = greeting.capabilities["tools"] !== undefined;
  const tools = hasTools ? await listTools((params) => started.value.request(-1, "tools/list", params, { progress: false })) : ok({});
  started.value.close();
  if (!tools.ok) return tools;
  return ok({
    pins: { methods: offeredMethods(greeting.capabilities), tools: { ...tools.value } },
    protocol: greeting.version,
    ...(greeting.name === undefined ? {} : { name: greeting.name }),
    ...(greeting.instructions === undefined ? {} : { instructions: greeting.instructions }),
  });
}
