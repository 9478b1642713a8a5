/**
 * The walls around a tool server: a mount namespace (bubblewrap) in which only its own folders can be written and Interlock's do not exist,
 * a process namespace in which no other process can be seen, and an environment that holds only what it was given. Without
 * bubblewrap there is only the environment; who starts Interlock is told so. The network is left open, because many tools are its
 * clients, unless whoever starts Interlock closes it.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";

export interface Walls {
  /** Folders the server may write; they exist. */
  readonly writable: readonly string[];
  /** Files and folders inside writable ones that stay as they are: the charter, the lock. */
  readonly readOnly: readonly string[];
  /** Folders that look empty from inside: Interlock's state, its sockets. */
  readonly hidden: readonly string[];
  /** A folder of this server's own for caches and temporary files. */
  readonly scratch: string;
  /** Whether the server has no network, not even this machine's. */
  readonly offline?: boolean;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string };
}

/** What a server inherits from the environment of whoever starts Interlock, besides `LC_*`: nothing that is a secret. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TERM"];

/** The environment of a tool server: the inherited names, the scratch folder, then what is configured for it. */
export function serverEnvironment(
  own: { readonly [name: string]: string | undefined },
  configured: { readonly [name: string]: string },
  scratch: string,
): { readonly [name: string]: string } {
  const env: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (INHERITED.includes(name) || name.startsWith("LC_"))) env[name] = value;
  }
  return { ...env, TMPDIR: scratch, XDG_CACHE_HOME: scratch, npm_config_cache: join(scratch, "npm"), ...configured };
}

/** The launch that puts `launch` behind walls. Later mounts lie over earlier ones, so hidden and read-only win. */
export function behindWalls(launch: Launch, walls: Walls): Launch {
  const mounts = [
    ...walls.writable.flatMap((folder) => ["--bind", folder, folder]),
    ...walls.hidden.flatMap((folder) => ["--tmpfs", folder]),
    ...walls.readOnly.flatMap((path) => ["--ro-bind-try", path, path]),
    "--bind",
    walls.scratch,
    walls.scratch,
  ];
  const net = walls.offline === true ? ["--unshare-net"] : [];
  return { command: "bwrap", args: [...NAMESPACES, ...net, ...mounts, "--", launch.command, ...launch.args], env: launch.env };
}

/** The machine to be read, and no other process. */
export const NAMESPACES: readonly string[] = [
  "--ro-bind",
  "/",
  "/",
  "--dev",
  "/dev",
  "--proc",
  "/proc",
  "--unshare-pid",
  "--unshare-ipc",
  "--unshare-uts",
  "--new-session",
  "--die-with-parent",
];

/** Whether bubblewrap is present and may make these namespaces here. */
export async function sandboxWorks(): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = spawn("bwrap", [...NAMESPACES, "--", "true"], { stdio: "ignore", timeout: 5_000 });
    probe.on("error", () => resolve(false));
    probe.on("exit", (code) => resolve(code === 0));
  });
}
