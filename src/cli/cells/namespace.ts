/**
 * A cell of namespaces (bubblewrap), for whoever is not root: a part sees the system's programs, Interlock's code, its own folder and
 * its own door to the ledger, and no other process. An executor also sees the machine, which its tool server needs, without
 * Interlock's folders.
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SYSTEM } from "../../executor/index.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";

export interface NamespaceNeeds {
  readonly part: string;
  /** What the part is given, and what it may write. */
  readonly folder: string;
  readonly home: string;
  /** The folder of its socket, where it has one. */
  readonly door: string | undefined;
  /** Folders that an executor's tool server may write. */
  readonly writable: readonly string[];
  /** Whether it is kept from the network: all but parts that serve it, and executors whose tool server is a client of it. */
  readonly offline: boolean;
}

/** The words before the command of a part. */
export function namespacePrefix(state: StateFolder, { part, folder, home, door, writable, offline }: NamespaceNeeds): readonly string[] {
  const isExecutor = part.startsWith("executor-");
  const doors = dirname(state.socket);
  const seen = isExecutor
    ? [...["--ro-bind", "/", "/"], ...bind("--bind", writable)]
    : [...bind("--ro-bind", [...SYSTEM, dirname(process.execPath), ...codeFolders()].filter(existsSync)), "--tmpfs", "/tmp"];
  const hidden = ["--tmpfs", state.root, "--tmpfs", doors];
  const own = part === "ledger" ? bind("--bind", [state.ledger, doors]) : bind("--ro-bind", door === undefined ? [] : [door]);
  const process_ = ["--dev", "/dev", "--proc", "/proc", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"];
  const net = offline ? ["--unshare-net"] : [];
  return [
    "bwrap",
    ...seen,
    ...hidden,
    ...bind("--ro-bind", [folder]),
    ...bind("--bind", [home]),
    ...own,
    ...process_,
    ...net,
    "--new-session",
    "--die-with-parent",
    "--",
  ];
}

function bind(how: "--bind" | "--ro-bind", folders: readonly string[]): readonly string[] {
  return [...new Set(folders)].flatMap((folder) => [how, folder, folder]);
}

/** Where this program's code and the packages that it uses lie. */
function codeFolders(): readonly string[] {
  const found = [fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "")];
  for (let folder = found[0] ?? "/"; folder !== dirname(folder); folder = dirname(folder)) {
    const packages = join(folder, "node_modules");
    if (existsSync(packages)) found.push(realpathSync(packages));
  }
  // A folder before what lies in it: later mounts lie over earlier ones.
  return [...new Set(found)].sort();
}
