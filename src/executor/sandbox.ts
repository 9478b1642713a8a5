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
  /** All that it sees of the disk besides the system's folders, in place of `writable`; absent: it may read everything. */
  readonly only?: Sight;
}

/** What a namespace that starts empty holds. */
export interface Sight {
  /** Folders that can be written. */
  readonly roots: readonly string[];
  /** Files and folders that can only be read, inside roots too. */
  readonly reads: readonly string[];
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

/** Folders of programs and libraries, as systems have them. */
export const SYSTEM: readonly string[] = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/nix"];
/** Where `/etc/resolv.conf` may lead. */
const RESOLVERS = ["/run/systemd/resolve/stub-resolv.conf", "/run/systemd/resolve/resolv.conf"];

/** No process but its own; these end with whoever started them. */
const APART = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--new-session", "--die-with-parent"];

/** The machine to be read, and no other process. */
export const NAMESPACES: readonly string[] = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", ...APART];

/** The launch that puts `launch` behind walls. Later mounts lie over earlier ones, so hidden and read-only win. */
export function behindWalls(launch: Launch, walls: Walls): Launch {
  const { only, scratch, offline = false } = walls;
  const disk = only === undefined ? [...NAMESPACES, ...mounts("--bind", walls.writable)] : onlySeeing(only, { offline });
  const own = [
    ...walls.hidden.flatMap((path) => ["--tmpfs", path]),
    ...mounts("--ro-bind-try", keptFiles(walls)),
    ...mounts("--bind", [scratch]),
  ];
  const closed = [...(only === undefined ? [] : SEALED), ...(offline ? ["--unshare-net"] : [])];
  return { command: "bwrap", args: [...disk, ...own, ...closed, "--", launch.command, ...launch.args], env: launch.env };
}

/**
 * The words for a namespace that starts empty: the system's folders and `reads` to be read, `roots` to be written, nothing else
 * of this machine, so a link that leads out of these leads nowhere. What is added is followed by `SEALED`. `processes`: whether
 * `/proc` can be mounted, which root may not do in a namespace of a namespace.
 */
export function onlySeeing(
  { roots, reads }: Sight,
  { offline, processes = true }: { readonly offline: boolean; readonly processes?: boolean },
): readonly string[] {
  return [
    ...mounts("--ro-bind-try", [...SYSTEM, ...(offline ? [] : RESOLVERS)]),
    ...["--tmpfs", "/tmp", "--dev", "/dev", processes ? "--proc" : "--tmpfs", "/proc", ...APART],
    ...mounts("--bind", roots),
    ...mounts("--ro-bind", reads),
  ];
}

/** The empty folder in which everything is mounted can't be written any more. */
export const SEALED: readonly string[] = ["--remount-ro", "/"];

/** What stays as it is; of a server that sees only its roots, what is in these. */
export function keptFiles({ only, readOnly }: Pick<Walls, "only" | "readOnly">): readonly string[] {
  return only === undefined ? readOnly : readOnly.filter((path) => only.roots.some((root) => path === root || path.startsWith(`${root}/`)));
}

export function mounts(how: "--bind" | "--ro-bind" | "--ro-bind-try", paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => [how, path, path]);
}

/** Whether bubblewrap is present and may make these namespaces here. */
export async function sandboxWorks(): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = spawn("bwrap", [...NAMESPACES, "--", "true"], { stdio: "ignore", timeout: 5_000 });
    probe.on("error", () => resolve(false));
    probe.on("exit", (code) => resolve(code === 0));
  });
}
