/** The configuration file of an executor, as whoever starts it writes it. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../crypto/index.ts";
import { lockFromJson, type PinnedServer } from "../execution/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { type PartKeys, readPartConfig, readPartKeys } from "../ledger/index.ts";
import { parseQuorum } from "../witness/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { CALL_MS, UNWITNESSED_ENTRIES_MAX, UNWITNESSED_MS } from "./limits.ts";
import type { RehearseConfig } from "./rehearsal/rehearse.ts";
import type { Walls } from "./sandbox.ts";
import type { WitnessTerms } from "./witnessing.ts";

export interface ExecutorConfig extends PartKeys {
  readonly server: string;
  readonly socket: string;
  /** Interlock's own folder. */
  readonly state: string;
  readonly grade: "embedded" | "separated";
  readonly command: string;
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** The folder the server starts in. */
  readonly folder: string;
  readonly walls: Walls;
  readonly sandbox: boolean;
  readonly pins: PinnedServer;
  readonly callMs: number;
  /** How its calls can be rehearsed, where they can. */
  readonly rehearse?: RehearseConfig;
  /** Absent: nobody need have seen the ledger. */
  readonly witnesses?: WitnessTerms;
}

/**
 * Reads `{ server, socket, state, key, ring, grade, command, args, env, folder?, writable, readOnly?, hidden, scratch, sandbox,
 * offline?, only?, pins, callMs?, rehearse?, witnesses?, unwitnessedMs? }`. `key` and `ring` name files; `pins` is the server's part
 * of the lock, `witnesses` the text of a policy (c2sp.org/tlog-policy). Code: `executor/config-malformed`.
 */
export function readExecutorConfig(file: string): Result<ExecutorConfig, ExecutorCode> {
  return readPartConfig(file, malformed, checkConfig);
}

function checkConfig(config: JsonObject): Result<ExecutorConfig, ExecutorCode> {
  const { server, grade, command, args, env, folder, callMs = CALL_MS, pins } = config;
  const paths = pathsOf(config);
  if (!isText(server) || paths === undefined) return malformed("it needs `server`, `socket`, `state`, `key` and `ring`");
  if (grade !== "embedded" && grade !== "separated") return malformed("`grade` is `embedded` or `separated`");
  if (!isText(command) || !isTexts(args) || !isTextTable(env)) return malformed("it needs `command`, `args` and `env`");
  const walls = wallsOf(config);
  if (walls === undefined) return malformed("it needs `writable`, `hidden`, `scratch` and `sandbox`");
  if (folder !== undefined && !isText(folder)) return malformed("`folder` is a path");
  if (typeof callMs !== "number" || !Number.isSafeInteger(callMs) || callMs < 1) return malformed("`callMs` is a positive whole number");
  const rehearse = rehearseOf(config);
  if (rehearse === undefined) return malformed("`rehearse` says how calls can be rehearsed: `files`, or `postgres` and `argument`");
  const witnesses = witnessesOf(config);
  if (!witnesses.ok) return witnesses;
  const pinned = pinsOf(server, pins);
  if (!pinned.ok) return pinned;
  const keys = readPartKeys(paths, malformed);
  if (!keys.ok) return keys;
  return ok({
    ...keys.value,
    ...rehearse,
    server,
    socket: paths.socket,
    state: paths.state,
    grade,
    command,
    args,
    env,
    callMs,
    pins: pinned.value,
    folder: folder ?? walls.writable[0] ?? walls.scratch,
    walls,
    sandbox: walls.sandbox,
    ...(witnesses.value === undefined ? {} : { witnesses: witnesses.value }),
  });
}

function pinsOf(server: string, pins: Json | undefined): Result<PinnedServer, ExecutorCode> {
  const lock = lockFromJson({ format: "interlock-lock/1", servers: { [server]: pins ?? null } });
  const pinned = lock.ok ? lock.value.servers[server] : undefined;
  return pinned === undefined ? malformed("the pins cannot be used", lock.ok ? undefined : lock.fault) : ok(pinned);
}

function witnessesOf({ witnesses, unwitnessedMs = UNWITNESSED_MS }: JsonObject): Result<WitnessTerms | undefined, ExecutorCode> {
  if (witnesses === undefined) return ok(undefined);
  if (typeof witnesses !== "string") return malformed("`witnesses` is the text of a policy");
  if (typeof unwitnessedMs !== "number" || !Number.isSafeInteger(unwitnessedMs) || unwitnessedMs < 1)
    return malformed("`unwitnessedMs` is a positive whole number");
  const quorum = parseQuorum(witnesses);
  if (!quorum.ok) return malformed("the policy of witnesses can't be read", quorum.fault);
  return ok({ quorum: quorum.value, ageMaxMs: unwitnessedMs, behindMax: UNWITNESSED_ENTRIES_MAX });
}

function pathsOf({ socket, state, key, ring }: JsonObject): { readonly [file in "socket" | "state" | "key" | "ring"]: string } | undefined {
  return isText(socket) && isText(state) && isText(key) && isText(ring) ? { socket, state, key, ring } : undefined;
}

function wallsOf({
  writable,
  readOnly = [],
  hidden,
  scratch,
  sandbox,
  offline = false,
  only,
}: JsonObject): (Walls & { readonly sandbox: boolean }) | undefined {
  if (!isTexts(writable) || !isTexts(readOnly) || !isTexts(hidden) || !isText(scratch) || typeof sandbox !== "boolean") return undefined;
  if (typeof offline !== "boolean") return undefined;
  const bare = { writable, readOnly, hidden, scratch, sandbox, offline };
  if (only === undefined) return bare;
  if (!isJsonObject(only) || !isTexts(only["roots"]) || !isTexts(only["reads"])) return undefined;
  return { ...bare, only: { roots: only["roots"], reads: only["reads"] } };
}

function rehearseOf({ rehearse }: JsonObject): Pick<ExecutorConfig, "rehearse"> | undefined {
  if (rehearse === undefined) return {};
  if (!isJsonObject(rehearse)) return undefined;
  const { files, postgres, argument, ...others } = rehearse;
  if (Object.keys(others).length > 0 || (files === undefined) === (postgres === undefined)) return undefined;
  if (isTexts(files)) return { rehearse: { files } };
  return isText(postgres) && isText(argument) ? { rehearse: { postgres, argument } } : undefined;
}

function isTextTable(value: Json | undefined): value is { readonly [name: string]: string } {
  return isJsonObject(value) && Object.values(value).every(isText);
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string" && !value.includes("\0");
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isJsonArray(value) && value.every(isText);
}

function malformed(message: string, cause?: Fault): Result<never, ExecutorCode> {
  return fail("executor/config-malformed", message, cause === undefined ? {} : { cause });
}
