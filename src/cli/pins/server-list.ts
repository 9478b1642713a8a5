/**
 * Which tool servers are governed: the command after `--`, or a client-style JSON file (`{"mcpServers": {…}}`) beside the
 * charter or named with --servers. Names qualify tools, so they may not collide and are plain words.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { RehearseConfig, Sight } from "../../executor/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import type { ServerChoice } from "../terminal/declaration.ts";
import { plainWords, reasonOf } from "../terminal/foreign-words.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Environment of the server besides PATH, HOME, LANG and TMPDIR; nothing else reaches it. */
  readonly env: { readonly [name: string]: string };
  /** Whether it keeps the network in the separated grade: it is a client of something there. */
  readonly network?: boolean | undefined;
  /** Folders that it sees and may write, and what it may only read: then nothing else but the system's. Relative to where it starts. */
  readonly roots?: readonly string[] | undefined;
  readonly reads?: readonly string[] | undefined;
  /** How its parked calls can be tried where nothing can come of them; relative folders start where the server does. */
  readonly rehearse?: RehearseConfig | undefined;
}

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

const REHEARSE = z.union([
  z.strictObject({ files: z.array(z.string().min(1)).min(1) }),
  z.strictObject({ postgres: z.string().regex(/^postgres(ql)?:\/\//), argument: z.string().min(1).default("sql") }),
]);

const SERVERS_FILE = z.object({
  mcpServers: z.record(
    z.string().regex(NAME),
    z.object({
      command: z.string().min(1),
      args: z.array(z.string()).default([]),
      env: z.record(z.string(), z.string()).default({}),
      network: z.boolean().optional(),
      roots: z.array(z.string().min(1)).min(1).optional(),
      reads: z.array(z.string().min(1)).optional(),
      rehearse: REHEARSE.optional(),
    }),
  ),
});

/** Words that name a runner, and parts of a path that name any program. */
const RUNNER = /^(npx|node|uvx|uv|bunx|bun|deno|docker|run|python3?|sh)$/;
const ANY_PROGRAM = /^(index|main|cli|server|dist|build|src|bin|lib|out|node_modules|\.+|)$/;

/** What fetches the program that it runs. */
const FETCHERS: ReadonlySet<string> = new Set(["npx", "bunx", "pnpx", "uvx", "pipx"]);

/** Whether a command has to fetch its server first, from the network. */
export function isFetched(command: string): boolean {
  return FETCHERS.has(basename(command));
}

/** The name a server gets from its command: `filesystem` from `npx -y @modelcontextprotocol/server-filesystem DIR`. */
export function nameFromCommand(command: readonly string[]): string {
  const isSpoken = (word: string, place: number): boolean => !word.startsWith("-") && !(place < 2 && RUNNER.test(basename(word)));
  const spoken = command.filter(isSpoken);
  const parts = (spoken[0] ?? "").split(/[/\\]/).map((part) => part.replace(/\.([cm]?[jt]s|py)$/, "").replace(/(?!^)@[0-9].*$/, ""));
  const name = (parts.findLast((part) => !ANY_PROGRAM.test(part)) ?? "").replace(/^(mcp-)?server-|-mcp(-server)?$/g, "");
  const plain = name
    .replace(/[^a-zA-Z0-9_-]/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
  return plain === "" ? "server" : plain;
}

export interface ServerOptions {
  /** Words after `--`. */
  readonly command: readonly string[];
  /** Where `servers.json` is looked for. */
  readonly charterFile: string;
  /** Names already pinned: a single command without a name takes the only one. */
  readonly pinned?: readonly string[];
}

const EXAMPLE = '{"mcpServers": {"files": {"command": "npx", "args": ["-y", "…"]}}}';

/** The servers to govern. Codes: `cli/server-missing`, `cli/server-malformed`, `cli/file-unreadable`. */
export function resolveServers(options: ServerOptions, choice: ServerChoice): Result<readonly ServerCommand[], CliCode> {
  const [command, ...args] = options.command;
  if (command !== undefined) {
    const [only] = options.pinned?.length === 1 ? options.pinned : [];
    const name = choice.name ?? only ?? nameFromCommand(options.command);
    if (!NAME.test(name)) return fail("cli/server-malformed", `\`${name}\` is no server name`, { remedy: "use letters, digits, _ and -" });
    return ok([{ name, command, args, env: {} }]);
  }
  const file = choice.servers ?? join(dirname(resolve(options.charterFile)), "servers.json");
  if (existsSync(file)) return readServersFile(file);
  if (choice.servers !== undefined)
    return fail("cli/server-missing", `there is no \`${choice.servers}\``, { remedy: `write it as ${EXAMPLE}` });
  return fail("cli/server-missing", "no tool server is named", {
    remedy: `put its command after \`--\`, or write \`${shown(file)}\` as ${EXAMPLE}`,
  });
}

/** What a server with roots sees; `undefined`: everything. */
export function sightOf({ roots, reads = [] }: ServerCommand): Sight | undefined {
  const placed = (paths: readonly string[]): readonly string[] => paths.map((path) => resolve(path));
  return roots === undefined ? undefined : { roots: placed(roots), reads: placed(reads) };
}

function readServersFile(file: string): Result<readonly ServerCommand[], CliCode> {
  const text = readTextFile(file);
  if (!text.ok) return text;
  let json: unknown;
  try {
    json = JSON.parse(text.value);
  } catch (cause) {
    return fail("cli/server-malformed", `\`${shown(file)}\` is not JSON: ${reasonOf(cause)}`, { remedy: `write it as ${EXAMPLE}` });
  }
  const parsed = SERVERS_FILE.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail("cli/server-malformed", `\`${shown(file)}\`: ${plainWords(issue?.message)}`, { at: `/${issue?.path.join("/") ?? ""}` });
  }
  const servers = Object.entries(parsed.data.mcpServers).map(([name, server]) => ({ name, ...server }));
  const bare = servers.find(({ roots, reads }) => roots === undefined && reads !== undefined);
  if (bare !== undefined) return fail("cli/server-malformed", `\`${bare.name}\` has \`reads\` and no \`roots\`, so it may read everything`);
  if (servers.length === 0) return fail("cli/server-missing", `\`${shown(file)}\` names no server`);
  return ok(servers);
}
