/** `interlock run`: Interlock as an MCP server. Starts every part, serves the client on standard input and output, ends with it. */
import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Ring } from "../../crypto/index.ts";
import { sandboxWorks } from "../../executor/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { provedFiles } from "../certificate-file.ts";
import { lockFileBeside } from "../charter-file.ts";
import {
  type Command,
  type Context,
  collect,
  type Declared,
  declare,
  type ServerChoice,
  wholeNumber,
  withServers,
} from "../declaration.ts";
import { EXIT, type Exit } from "../exit-codes.ts";
import type { CliCode } from "../faults.ts";
import { parseGrant, type SignedGrant, signGrant } from "../grant.ts";
import { AGENT, type GrantOptions, grantTerms, withGrant } from "../grant-options.ts";
import { openStateFolder, readKey } from "../key-ring.ts";
import { launch, type Running } from "../launch.ts";
import { resolveServers, type ServerCommand } from "../server-list.ts";
import { type StateFolder, stateFolderBeside } from "../state-folder.ts";

interface RunOptions extends ServerChoice, GrantOptions {
  readonly charters: readonly string[];
  readonly write?: readonly string[];
  readonly sandbox: boolean;
  /** Serve streamable HTTP on this loopback port instead of standard input and output. */
  readonly http?: number;
  /** Seconds that an agent's call is held open for people before it gets its ticket. */
  readonly wait: number;
}

const READY_MS = 60_000;

const GRADE = "interlock: grade embedded (one OS user: crash isolation and evidence, no claim about a captured process)";
const NO_NAMESPACES = "NOT in namespaces: bwrap is missing, does not work here, or was switched off";

const govern: Command<RunOptions> = async (context, options) => {
  const { out, rest } = context;
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
  const ring = openStateFolder(state, servers.value);
  if (!ring.ok) return ring;
  const granted = chooseGrant(options, state, ring.value);
  if (!granted.ok) return granted;
  const sandbox = options.sandbox && (await sandboxWorks());
  out.note(GRADE);
  out.note(`interlock: tool servers ${sandbox ? "in namespaces (bwrap)" : NO_NAMESPACES}`);
  const started = await launch({
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
      ...(options.http === undefined ? {} : { http: { host: "127.0.0.1", port: options.http } }),
    },
    ...(granted.value.grant === undefined ? {} : { grant: granted.value.grant }),
    readyMs: READY_MS,
    onWords: (part, line) => out.note(`${part}: ${line.replace(new RegExp(`^${part}: `), "")}`),
  });
  if (!started.ok) return started;
  return ok(await untilEnd(context, started.value));
};

export const run: Declared = declare({
  name: "run",
  description: "govern tool servers: this command is an MCP server on standard input and output",
  shape: (to) =>
    withGrant(withServers(to.argument("<charter...>", "charters, outermost first")))
      .option("--write <folder>", "a folder the tool servers may write besides the roots", collect)
      .option("--no-sandbox", "do not put tool servers into namespaces")
      .option("--http <port>", "serve streamable HTTP on this loopback port instead", wholeNumber("a port", 65_535))
      .option("--wait <seconds>", "hold a parked call open this long before returning its ticket", wholeNumber("the wait", 3_600), 5),
  read: (from) => ({ charters: from.args, ...from.opts<Omit<RunOptions, "charters">>() }),
  work: govern,
});

interface Granted {
  /** The agent's name: the grant's, where there is one. */
  readonly agent: string;
  readonly grant?: SignedGrant;
}

/** Who the session acts for: the host's word in INTERLOCK_GRANT, or one signed here. Codes: `cli/grant-malformed`, `cli/key-missing`. */
function chooseGrant(options: RunOptions, state: StateFolder, ring: Ring): Result<Granted, CliCode> {
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

async function untilEnd({ out }: Context, running: Running): Promise<Exit> {
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
  const folders = [...roots, ...named, ...inCommands].map((folder) => resolve(folder));
  return [...new Set(folders)].filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true);
}
