/**
 * `interlock.lock`: the tool definitions that a charter was written against, pinned by digest, as a package lock pins
 * packages. A tool that is not in it does not exist for Interlock; a tool whose definition changed is quarantined.
 */
import { digestOf, type Json, parseJson } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { governedMethod } from "../meaning/index.ts";
import type { ExecutionCode } from "./faults.ts";

export interface Lock {
  readonly format: "interlock-lock/1";
  readonly servers: { readonly [server: string]: PinnedServer };
}

export interface PinnedServer {
  /** MCP methods with free strings that the server offers (`resources/read`, …): each is a tool `server#method`. */
  readonly methods: readonly string[];
  readonly tools: { readonly [tool: string]: PinnedTool };
}

export interface PinnedTool {
  /** SHA-256 of the definition's canonical bytes, hex. */
  readonly digest: string;
  /** The definition exactly as the server gave it (MCP `Tool`). */
  readonly definition: { readonly [member: string]: Json };
}

/** The digest that names a tool definition: SHA-256 of its canonical JSON (RFC 8785), hex. */
export function digestOfDefinition(definition: Json): string {
  return digestOf(definition);
}

/** A method has no definition that a server could change: its name is what is pinned. */
export function digestOfMethod(method: string): string {
  return digestOf({ method });
}

/** Names that can be part of a pinned name: what may stand before the first `/` or `#`. */
const SERVER_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** The server a pinned name belongs to: `files` in `files/read_text_file` and in `files#resources/read`. */
export function serverOf(name: string): string {
  const end = name.search(/[/#]/);
  return end < 0 ? name : name.slice(0, end);
}

export interface LockedTool {
  readonly name: string;
  /** What a `pin` entry and a warrant name: of the definition, or of the method. */
  readonly digest: string;
  readonly inputSchema?: Json;
}

/** Every governed name in the lock with its digest and input schema, sorted: what patterns in a charter expand to. */
export function lockedTools(lock: Lock): readonly LockedTool[] {
  const tools: LockedTool[] = [];
  for (const [server, pinned] of Object.entries(lock.servers)) {
    for (const [tool, { digest, definition }] of Object.entries(pinned.tools)) {
      const inputSchema = definition["inputSchema"];
      tools.push({ name: `${server}/${tool}`, digest, ...(inputSchema === undefined ? {} : { inputSchema }) });
    }
    for (const method of pinned.methods) {
      const inputSchema = governedMethod(method)?.args;
      tools.push({ name: `${server}#${method}`, digest: digestOfMethod(method), ...(inputSchema === undefined ? {} : { inputSchema }) });
    }
  }
  return tools.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Name -> digest for everything in the lock: what a `pin` entry says. */
export function lockedDigests(lock: Lock): { readonly [name: string]: string } {
  return Object.fromEntries(lockedTools(lock).map(({ name, digest }) => [name, digest]));
}

/** Reads a lock and checks every digest. Codes: `execution/lock-malformed`, `execution/lock-digest-mismatch`. */
export function parseLock(text: string | Uint8Array): Result<Lock, ExecutionCode> {
  const json = parseJson(text);
  if (!json.ok) return fail("execution/lock-malformed", "the lock is not canonical JSON", { cause: json.fault });
  return lockFromJson(json.value);
}

/** The same check for a lock that is already parsed, as a `pin` entry carries it. */
export function lockFromJson(value: Json): Result<Lock, ExecutionCode> {
  const malformed = (what: string): Result<never, ExecutionCode> =>
    fail("execution/lock-malformed", what, { remedy: "write it anew with `interlock pin`" });
  if (!isObject(value) || value["format"] !== "interlock-lock/1") return malformed("the lock does not say `interlock-lock/1`");
  const servers = value["servers"];
  if (!isObject(servers)) return malformed("the lock has no `servers`");
  for (const [name, server] of Object.entries(servers)) {
    if (!SERVER_NAME.test(name)) return malformed(`\`${name}\` is no server name: letters, digits, _ and -, at most 64`);
    if (!isObject(server) || !Array.isArray(server["methods"]) || !isObject(server["tools"])) {
      return malformed(`server \`${name}\` needs \`methods\` and \`tools\``);
    }
    if (!(server["methods"] as readonly Json[]).every((method) => typeof method === "string")) {
      return malformed(`a method of \`${name}\` is no text`);
    }
    for (const [tool, pinned] of Object.entries(server["tools"])) {
      if (!isObject(pinned) || !isObject(pinned["definition"])) return malformed(`\`${name}/${tool}\` has no definition`);
      if (pinned["digest"] !== digestOf(pinned["definition"])) {
        return fail("execution/lock-digest-mismatch", `the definition of \`${name}/${tool}\` is not the one its digest names`, {
          remedy: "somebody edited the lock; look at the difference, then write it anew with `interlock pin`",
        });
      }
    }
  }
  return ok(value as unknown as Lock);
}

/** Whether a value is a JSON object. */
export function isObject(value: Json | undefined): value is { readonly [member: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
