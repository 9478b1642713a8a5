/**
 * The box in which a parked call is tried: the machine as it is, to be read; copies in the place of the folders that may be written; no
 * network, no other process, an empty `/run`, a `/tmp` with nothing but the server's program where that lies there, none of Interlock's
 * folders, and nothing of the environment that is configured for the server. What runs in it dies with whoever started it.
 */
import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { BOXED_FILE_BYTES_MAX } from "../limits.ts";
import { keptFiles, type Launch, mounts, NAMESPACES, onlySeeing, SEALED, serverEnvironment, type Walls } from "../sandbox.ts";

export interface Boxed {
  readonly command: string;
  readonly args: readonly string[];
  /** Of whoever starts it: what every server inherits is taken, and nothing else. */
  readonly environment: { readonly [name: string]: string | undefined };
  readonly walls: Pick<Walls, "hidden" | "readOnly" | "scratch" | "only">;
  /** Each folder with the copy that stands in its place. */
  readonly copies: readonly { readonly folder: string; readonly copy: string }[];
}

/** Where temporary files lie, and the sockets of other programs: a network namespace doesn't close those. */
const EMPTY = ["/tmp", "/var/tmp", "/run"];

/**
 * What has to be seen of an emptied folder for the program to start: for each file among its words the package that it belongs to, with the
 * packages beside it.
 */
function programsIn(folders: readonly string[], words: readonly string[]): readonly string[] {
  const files = words.filter(
    (word) =>
      isAbsolute(word) && folders.some((folder) => word.startsWith(`${folder}/`)) && statSync(word, { throwIfNoEntry: false })?.isFile(),
  );
  return [...new Set(files.map((file) => packageOf(file, folders)))];
}

function packageOf(file: string, ends: readonly string[]): string {
  const [beside = file] = file.split("/node_modules/");
  if (beside !== file) return beside;
  for (let folder = dirname(file); !ends.includes(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return file;
}

/** The launch of a server in its box. Later mounts lie over earlier ones, so what is hidden and read-only wins. */
export function inBox({ command, args, environment, walls, copies }: Boxed): Launch {
  const emptied = EMPTY.filter((folder) => existsSync(folder));
  const { only } = walls;
  const machine = [
    ...NAMESPACES,
    ...emptied.flatMap((folder) => ["--tmpfs", folder]),
    ...mounts("--ro-bind", programsIn(emptied, [command, ...args])),
  ];
  const disk = [
    // A server that sees only its roots sees no more in its box.
    ...(only === undefined ? machine : onlySeeing({ roots: [], reads: [...only.roots, ...only.reads] }, { offline: true })),
    ...copies.flatMap(({ folder, copy }) => ["--bind", copy, folder]),
    ...walls.hidden.flatMap((folder) => ["--tmpfs", folder]),
    ...mounts("--ro-bind-try", [...(only?.reads ?? []), ...keptFiles(walls)]),
    // What a package runner (`npx`) has fetched for this server: without a network it finds it nowhere else.
    ...mounts("--ro-bind-try", [walls.scratch]),
    ...(only === undefined ? [] : SEALED),
  ];
  // A server that fills the disk with one file or a core dump meets a limit of its own.
  const limited = ["sh", "-c", `ulimit -c 0; ulimit -f ${BOXED_FILE_BYTES_MAX / 512}; exec "$@"`, "sh", command, ...args];
  return {
    command: "bwrap",
    args: [...disk, "--unshare-net", "--", ...limited],
    env: serverEnvironment(environment, { npm_config_cache: join(walls.scratch, "npm") }, "/tmp"),
  };
}
