/**
 * What `interlock run` and `interlock up` have in common: from charters, servers and a grant to everything that a launch needs, and
 * the end of what was launched.
 */
import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command as Program } from "commander";
import { type Ring, sha256, toHex } from "../../crypto/index.ts";
import { sandboxWorks } from "../../executor/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { parseConsolePage } from "../notices/notice-target.ts";
import { lockFileBeside } from "../pins/lock-file.ts";
import { resolveServers, type ServerCommand, sightOf } from "../pins/server-list.ts";
import { provedFiles } from "../proof/certificate-file.ts";
import { parseGrant, type SignedGrant, signGrant } from "../signing/grant.ts";
import { AGENT, type GrantOptions, grantTerms, withGrant } from "../signing/grant-options.ts";
import { openStateFolder, readKey } from "../state-folder/key-ring.ts";
import { type StateFolder, stateFolderBeside } from "../state-folder/state-folder.ts";
import { type Context, collect, type ServerChoice, wholeNumber, withServers } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { readTextFile } from "../terminal/text-file.ts";
import { readConsoleSettings } from "./console-settings.ts";
import type { LaunchOptions, Running } from "./launch.ts";
import { measureProgram } from "./measure-program.ts";

export interface GoverningOptions extends ServerChoice, GrantOptions {
  readonly charters: readonly string[];
  readonly write?: readonly string[];
  readonly sandbox: boolean;
  /** Serve streamable HTTP on this loopback port instead of standard input and output. */
  readonly http?: number;
  /** File with the token that clients have to send. */
  readonly agentToken?: string;
  /** The only program that may start: its digest, with that of its packages. */
  readonly code?: string;
  /** Seconds that the last head may be old that enough witnesses have cosigned. */
  readonly witnessedWithin?: number;
  /** Seconds that an agent's call is held open for people before it gets its ticket. */
  readonly wait: number;
  /** Serve the console, a page for people, on this loopback port. */
  readonly console?: number;
  /** Where the console is, if not there: clients lead their users to it. */
  readonly page?: string;
}

/** Everything but where the parts run and whom the gateway serves. */
export type Governing = Omit<LaunchOptions, "cells" | "front"> & { readonly ring: Ring };

const READY_MS = 60_000;

/** Said at every start in the embedded grade. */
export const EMBEDDED = "interlock: grade embedded (one OS user: crash isolation and evidence, no claim about a captured process)";
/** Said after the grade. */
export function wallsNote(sandbox: boolean): string {
  return `interlock: tool servers ${sandbox ? "in namespaces (bwrap)" : NO_NAMESPACES}`;
}

const NO_NAMESPACES = "NOT in namespaces: bwrap is missing, does not work here, or was switched off";

export function withGoverning(to: Program): Program {
  return withGrant(withServers(to.argument("<charter...>", "charters, outermost first")))
    .option("--write <folder>", "a folder the tool servers may write besides the roots", collect)
    .option("--code <digest>", "start only if this program and its packages have this digest; a wrong one shows it")
    .option("--no-sandbox", "do not put tool servers into namespaces")
    .option("--wait <seconds>", "hold a parked call open this long before returning its ticket", wholeNumber("the wait", 3_600), 5)
    .option("--console <port>", "serve the console, a page for people, on this loopback port", wholeNumber("a port", 65_535))
    .option("--witnessed-within <seconds>", "act only on a ledger that witnesses saw so lately", wholeNumber("the age", 86_400))
    .option("--page <url>", "where the console is: agents' clients lead their users there");
}

/**
 * Compiles, makes keys and signs the grant. `passable`: others may pass through the state folder to what is theirs. Codes:
 * those of compiling, servers, state and grants and of `parseConsolePage`, `cli/charter-expired`, `cli/code-changed`.
 */
export async function prepareGoverning(
  { out, rest }: Context,
  options: GoverningOptions,
  passable = false,
): Promise<Result<Governing, CliCode>> {
  const changed = codeChanged(options.code);
  if (changed !== undefined) return changed;
  const charter = options.charters.at(-1) ?? "";
  const compiled = provedFiles(options.charters);
  if (!compiled.ok) return compiled;
  const { machine, document, lock, expires } = compiled.value;
  if (expires !== undefined && expires <= Date.now()) {
    return fail("cli/charter-expired", `the charter expired at ${new Date(expires).toISOString()}, so nothing is admissible under it`, {
      remedy: "review it, then set a later `expires` and the next `version`",
    });
  }
  const servers = resolveServers({ command: rest, charterFile: charter, pinned: Object.keys(lock.servers) }, options);
  if (!servers.ok) return servers;
  const state = stateFolderBeside(charter);
  const ring = openStateFolder(state, servers.value, passable);
  if (!ring.ok) return ring;
  const page = pageOf(options, state);
  if (!page.ok) return page;
  const token = tokenOf(options.agentToken);
  if (!token.ok) return token;
  const granted = chooseGrant(options, state, ring.value);
  if (!granted.ok) return granted;
  // Separated, it is tried where it counts: as the executor.
  const sandbox = options.sandbox && (passable || (await sandboxWorks()));
  return ok({
    ring: ring.value,
    state,
    compiled: compiled.value,
    charter,
    servers: servers.value,
    writable: writableFolders(servers.value, Object.values(document.roots), options.write ?? []),
    readOnly: [...options.charters.map((file) => resolve(file)), lockFileBeside(charter), join(dirname(resolve(charter)), "servers.json")],
    sandbox,
    gateway: {
      agent: granted.value.agent,
      lock,
      chartered: machine.tools.flatMap(({ diagram }, tool) =>
        machine.hopeful.has(diagram.root) ? [document.tools[tool]?.name ?? ""] : [],
      ),
      parkedMs: options.wait * 1_000,
      ...(page.value === undefined ? {} : { page: page.value }),
      ...(options.http === undefined ? {} : { http: { host: "127.0.0.1", port: options.http, ...token.value } }),
    },
    ...(options.console === undefined ? {} : { console: options.console }),
    ...(granted.value.grant === undefined ? {} : { grant: granted.value.grant }),
    readyMs: READY_MS,
    ...(options.witnessedWithin === undefined ? {} : { witnessedMs: Math.max(1, options.witnessedWithin) * 1_000 }),
    onWords: (part, line) => out.note(`${part}: ${line.replace(new RegExp(`^${part}: `), "")}`),
  });
}

/** Code: `cli/code-changed`. */
function codeChanged(expected: string | undefined): Result<never, CliCode> | undefined {
  const code = expected === undefined ? undefined : measureProgram();
  if (code === expected) return undefined;
  return fail("cli/code-changed", `this program has the digest ${code}, and is to have \`${expected}\``, {
    remedy: "find out who has changed it; after an update of your own, name the new digest",
  });
}

/** The digest of the agent's token, where there is one. Codes: `cli/file-unreadable`, `cli/token-weak`. */
function tokenOf(file: string | undefined): Result<{ readonly token?: string }, CliCode> {
  if (file === undefined) return ok({});
  const text = readTextFile(file);
  if (!text.ok) return text;
  const token = text.value.trim();
  if (/^[\w.~+/=-]{32,512}$/.test(token)) return ok({ token: toHex(sha256(Buffer.from(token, "utf8"))) });
  return fail("cli/token-weak", `\`${file}\` holds no token of 32 to 512 letters, digits and \`-._~+/=\``, {
    remedy: `make one: \`openssl rand -hex 32 > ${file}\`, readable by you and the agent alone`,
  });
}

/** Where people answer: as it is said here, or in the console's settings, or where the console is served. Codes: those of both. */
function pageOf({ page, console }: GoverningOptions, state: StateFolder): Result<string | undefined, CliCode> {
  if (page !== undefined) return parseConsolePage(page);
  const settings = readConsoleSettings(state);
  if (!settings.ok) return settings;
  return ok(settings.value.origin ?? (console === undefined || console === 0 ? undefined : `http://localhost:${console}`));
}

interface Granted {
  /** The agent's name: the grant's, where there is one. */
  readonly agent: string;
  readonly grant?: SignedGrant;
}

/** Who the session acts for: the host's word in INTERLOCK_GRANT, or one signed here. Codes: `cli/grant-malformed`, `cli/key-missing`. */
function chooseGrant(options: GoverningOptions, state: StateFolder, ring: Ring): Result<Granted, CliCode> {
  const { agent = AGENT, user, task } = options;
  const given = process.env["INTERLOCK_GRANT"];
  const asked = user !== undefined || task !== undefined;
  if (given === undefined || given === "") {
    if (!asked) return ok({ agent });
    const host = readKey(state, "host");
    return host.ok ? ok({ agent, grant: signGrant(host.value, ring, grantTerms(options, Date.now())) }) : host;
  }
  const contradicts = (message: string): Result<never, CliCode> =>
    fail("cli/grant-malformed", message, { remedy: "leave the options out, or unset INTERLOCK_GRANT" });
  if (asked) return contradicts("INTERLOCK_GRANT says who the session acts for, and --user or --task says it too");
  const grant = parseGrant(given, ring);
  if (!grant.ok) return grant;
  const named = grant.value.entry.agent;
  if (options.agent !== undefined && options.agent !== named)
    return contradicts(`INTERLOCK_GRANT is for the agent \`${named}\`, not \`${options.agent}\``);
  return ok({ agent: named, grant: grant.value });
}

/** Waits until a signal, or until what runs has ended, and stops it. */
export async function untilEnd({ out }: Context, running: Running): Promise<Exit> {
  const signalled = new Promise<{ exitCode: number; fault?: undefined }>((resolve_) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve_({ exitCode: EXIT.ok }));
  });
  const { exitCode, fault } = await Promise.race([running.ended, signalled]);
  await running.stop();
  if (fault !== undefined) out.fault(fault);
  return exitCode === 0 ? EXIT.ok : EXIT.fault;
}

/** What a tool server may write: the charter's roots, folders named with --write, and folders named in its own command. */
function writableFolders(servers: readonly ServerCommand[], roots: readonly string[], named: readonly string[]): readonly string[] {
  const inCommands = servers.flatMap(({ args }) => args.filter((word) => !word.startsWith("-")));
  const own = servers.flatMap((server) => sightOf(server)?.roots ?? []);
  const folders = [...roots, ...named, ...inCommands, ...own].map((folder) => resolve(folder));
  return [...new Set(folders)].filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true);
}
