/**
 * The walls around one command: a namespace that holds the roots, what may be read and the system's folders, no network, no other
 * process, an environment of named variables, and limits for each process. Unconfined, there is only the environment.
 */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { type Launch, onlySeeing, SEALED, type Sight } from "../../executor/index.ts";
import { COMMAND_DATA_BYTES_MAX, COMMAND_FILE_BYTES_MAX, COMMAND_OPEN_FILES_MAX, COMMAND_PROCESSES_MAX } from "../limits.ts";

export interface CommandWalls extends Sight {
  readonly network: boolean;
  /** The whole environment of a command. */
  readonly env: { readonly [name: string]: string };
  /** `unconfined`: no namespace and no limits. `no-proc`: one without `/proc`, where that can't be mounted. */
  readonly kind: "confined" | "no-proc" | "unconfined";
}

/** What commands inherit besides what is named: what tells a program how to speak, and where programs are. */
const INHERITED = ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ"];

/**
 * A folder that only looks like a repository is none: whoever writes `HEAD` and `config` into a workspace that is no repository would have
 * git run what that configuration names. `safe.bareRepository` (git 2.38) counts from the environment, not from the repository.
 */
const GIT = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.bareRepository", GIT_CONFIG_VALUE_0: "explicit" };

/** The environment of commands. Confined, each finds `HOME` empty. */
export function commandEnvironment(
  own: { readonly [name: string]: string | undefined },
  named: readonly string[],
): { readonly [name: string]: string } {
  const passed = [...INHERITED, ...named].flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return { HOME: "/tmp", TMPDIR: "/tmp", TERM: "dumb", ...GIT, ...Object.fromEntries(passed) };
}

/** Limits of each process. Of root the kernel doesn't count processes. */
const LIMITED = [
  "prlimit",
  "--core=0",
  `--nproc=${COMMAND_PROCESSES_MAX}`,
  `--data=${COMMAND_DATA_BYTES_MAX}`,
  `--fsize=${COMMAND_FILE_BYTES_MAX}`,
  `--nofile=${COMMAND_OPEN_FILES_MAX}`,
  "--",
];

/** How a vector is started in a folder. It gets the words as they are; no shell reads them. */
export function walledCommand(walls: CommandWalls, folder: string, argv: readonly string[]): Launch {
  const { kind, network, env } = walls;
  const [command = "", ...args] = argv;
  if (kind === "unconfined") return { command, args, env };
  const disk = onlySeeing(walls, { offline: !network, processes: kind === "confined" });
  // A user namespace of its own: its processes are counted by themselves, and it has rights over no other.
  const apart = [...SEALED, "--unshare-user", ...(network ? [] : ["--unshare-net"]), "--chdir", folder];
  return { command: "bwrap", args: [...disk, ...apart, "--", ...LIMITED, ...argv], env };
}

/** The first that is not there, or is a link or behind one: whoever can write above it could have put that there. */
export function strayPlace(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    try {
      return realpathSync(path) !== path;
    } catch {
      return true;
    }
  });
}

/** The strongest walls that hold here; undefined where a command can't be confined. */
export async function strongestWalls(walls: Omit<CommandWalls, "kind">): Promise<CommandWalls | undefined> {
  for (const kind of ["confined", "no-proc"] as const) {
    if (await starts(walledCommand({ ...walls, kind }, walls.roots[0] ?? "/", ["true"]))) return { ...walls, kind };
  }
  return undefined;
}

async function starts({ command, args, env }: Launch): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = spawn(command, [...args], { env: { ...env }, stdio: "ignore", timeout: 5_000 });
    probe.on("error", () => resolve(false));
    probe.on("exit", (code) => resolve(code === 0));
  });
}
