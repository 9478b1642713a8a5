/**
 * The box in which a parked call is tried: the machine as it is, to be read; copies in the place of the folders that may be written; no
 * network, no other process, an empty `/tmp` and `/run`, none of Interlock's folders, and nothing of the environment that is configured
 * for the server. What runs in it dies with whoever started it.
 */
import { existsSync } from "node:fs";
import { BOXED_FILE_BYTES_MAX } from "../limits.ts";
import { type Launch, NAMESPACES, serverEnvironment, type Walls } from "../sandbox.ts";

export interface Boxed {
  readonly command: string;
  readonly args: readonly string[];
  /** Of whoever starts it: what every server inherits is taken, and nothing else. */
  readonly environment: { readonly [name: string]: string | undefined };
  readonly walls: Pick<Walls, "hidden" | "readOnly">;
  /** Each folder with the copy that stands in its place. */
  readonly copies: readonly { readonly folder: string; readonly copy: string }[];
}

/** Where temporary files lie, and the sockets of other programs: a network namespace doesn't close those. */
const EMPTY = ["/tmp", "/var/tmp", "/run"];

/** The launch of a server in its box. Later mounts lie over earlier ones, so what is hidden and read-only wins. */
export function inBox({ command, args, environment, walls, copies }: Boxed): Launch {
  const mounts = [
    ...EMPTY.filter((folder) => existsSync(folder)).flatMap((folder) => ["--tmpfs", folder]),
    ...copies.flatMap(({ folder, copy }) => ["--bind", copy, folder]),
    ...walls.hidden.flatMap((folder) => ["--tmpfs", folder]),
    ...walls.readOnly.flatMap((path) => ["--ro-bind-try", path, path]),
  ];
  // A server that fills the disk with one file or a core dump meets a limit of its own.
  const limited = ["sh", "-c", `ulimit -c 0; ulimit -f ${BOXED_FILE_BYTES_MAX / 512}; exec "$@"`, "sh", command, ...args];
  return {
    command: "bwrap",
    args: [...NAMESPACES, "--unshare-net", ...mounts, "--", ...limited],
    env: serverEnvironment(environment, {}, "/tmp"),
  };
}
