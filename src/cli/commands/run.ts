/** `interlock run`: Interlock as an MCP server. Starts every part, serves the client on standard input and output, ends with it. */
import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sandboxWorks } from "../../executor/index.ts";
import { ok } from "../../fault/index.ts";
import { compileFiles, lockFileBeside } from "../charter-file.ts";
import type { Command, Context } from "../context.ts";
import { EXIT, type Exit } from "../exit-codes.ts";
import { recordGrant } from "../grant.ts";
import { launch, type Running } from "../launch.ts";
import { resolveServers, type ServerCommand } from "../server-list.ts";
import { stateFolderBeside } from "../state-folder.ts";

export interface RunOptions {
  readonly charters: readonly string[];
  readonly name?: string;
  readonly servers?: string;
  readonly agent: string;
  readonly user?: string;
  readonly role: string;
  readonly mandate?: string;
  readonly task?: string;
  readonly fresh: boolean;
  readonly write: readonly string[];
  readonly sandbox: boolean;
  /** Serve streamable HTTP on this loopback port instead of standard input and output. */
  readonly http?: number;
  /** How long an agent's call is held open for people before it gets its ticket. */
  readonly waitMs: number;
}

/** A grant given on the command line lasts as long as a working day. */
const GRANT_LIFETIME_MS = 12 * 3_600_000;

export const run: Command<RunOptions> = async (context, options) => {
  const { out, rest } = context;
  const charter = options.charters.at(-1) ?? "";
  const compiled = compileFiles(options.charters);
  if (!compiled.ok) return compiled;
  const servers = resolveServers({
    command: rest,
    charterFile: charter,
    pinned: Object.keys(compiled.value.lock.servers),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.servers === undefined ? {} : { file: options.servers }),
  });
  if (!servers.ok) return servers;
  const state = stateFolderBeside(charter);
  const sandbox = options.sandbox && (await sandboxWorks());
  out.note(
    `interlock: grade embedded (one OS user: crash isolation and evidence, no claim about a captured process); ` +
      `tool servers ${sandbox ? "in namespaces (bwrap)" : "NOT in namespaces: bwrap is missing, does not work here, or was switched off"}`,
  );
  const writable = writableFolders(servers.value, Object.values(compiled.value.document.roots), options.write);
  const gateway = {
    agent: options.agent,
    servers: servers.value.map(({ name }) => name),
    lock: compiled.value.lock,
    machineTools: compiled.value.document.tools.map(({ name }) => name),
    waitMs: options.waitMs,
    ...(options.http === undefined ? {} : { http: { host: "127.0.0.1", port: options.http } }),
    ...(process.env["INTERLOCK_GRANT"] === undefined ? {} : { grant: process.env["INTERLOCK_GRANT"] }),
  };
  const started = await launch({
    state,
    compiled: compiled.value,
    servers: servers.value,
    writable,
    readOnly: [...options.charters.map((file) => resolve(file)), lockFileBeside(charter), join(dirname(resolve(charter)), "servers.json")],
    sandbox,
    gateway,
    ...(options.user === undefined && options.task === undefined
      ? {}
      : {
          grant: () =>
            recordGrant(state, {
              agent: options.agent,
              user: options.user ?? "user",
              role: options.role,
              fresh: options.fresh,
              expires: Date.now() + GRANT_LIFETIME_MS,
              ...(options.mandate === undefined ? {} : { mandate: options.mandate }),
              ...(options.task === undefined ? {} : { task: options.task }),
            }),
        }),
    onWords: (part, line) => out.note(`${part}: ${line.replace(new RegExp(`^${part}: `), "")}`),
  });
  if (!started.ok) return started;
  return ok(await untilEnd(context, started.value));
};

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
