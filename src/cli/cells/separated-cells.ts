/**
 * Makes a cell for each part: root gives each an OS user of its own, anybody else gives each namespaces of its own; the network stays
 * with those that serve it and those that start tool servers. What all share is the ledger's doors: one socket for each part, in a
 * folder that only that part can enter, so that the kernel says who knocks. Node can't read a peer's credentials; a door that only one
 * user can pass says the same.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Duty, digestOf, type Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import type { ServerCommand } from "../pins/server-list.ts";
import { keyFile } from "../state-folder/key-ring.ts";
import { doorOf, type StateFolder } from "../state-folder/state-folder.ts";
import { reasonOf } from "../terminal/foreign-words.ts";
import { type Cell, type Cells, type ExtraPart, partsOf } from "./cell.ts";
import { namespacePrefix } from "./namespace.ts";

export interface SeparatedOptions {
  readonly state: StateFolder;
  readonly ring: Ring;
  readonly servers: readonly ServerCommand[];
  readonly extra?: readonly ExtraPart[];
  /** Folders that tool servers may write. */
  readonly writable: readonly string[];
  /** The OS user of the launcher; 0 makes users, any other makes namespaces. */
  readonly user: number;
  /** The OS user that agents run as, to be tried as a stranger; only root can. */
  readonly agentUser: number;
}

/** Nobody has these numbers: above what systems give to people and services, and to subordinates of either. */
const FIRST_USER = 0x2000_0000;
/** Numbers for one state folder: as many as a ring has places. */
const USERS = 1_024;
/** Of them the one for a witness, which has no place in the ring. */
const WITNESS_USER = USERS - 1;
/** How many state folders of one machine get numbers of their own, as far as chance goes. */
const BLOCKS = 0x4_0000;

/** Prepares a cell for each part. Codes: `cli/file-unwritable`, `cli/state-unsafe`. */
export function separatedCells(options: SeparatedOptions): Result<Cells, CliCode> {
  const { state, ring, servers, extra = [], user, agentUser } = options;
  const parts = partsOf(servers, extra);
  const block = FIRST_USER + (Number.parseInt(digestOf(state.root).slice(0, 8), 16) % BLOCKS) * USERS;
  const userOf = (duty: Duty | undefined): number =>
    block + (duty === undefined ? WITNESS_USER : ring.identities.findIndex(({ duties }) => duties.includes(duty)));
  const cells = parts.map(([part, duty]): Cell => cellOf(options, part, user === 0 ? userOf(duty) : undefined));
  const doors = cells.flatMap(({ part, socket: path }) => {
    const duty = parts.find(([name]) => name === part)?.[1];
    return path === undefined || duty === undefined || duty === "ledger" ? [] : [{ path, duty }];
  });
  try {
    prepare(state, cells);
  } catch (cause) {
    return fail("cli/file-unwritable", `can't prepare the parts' folders: ${reasonOf(cause)}`, {
      remedy: "as root, or as the owner of the state folder, with room on its disk",
    });
  }
  return ok({
    grade: "separated",
    walls: user === 0 ? "an OS user for each part" : "namespaces for each part",
    all: cells,
    doors,
    of: (part) => cells.find((cell) => cell.part === part) ?? cellOf(options, part, undefined),
    ...(user === 0 ? { stranger: userPrefix(agentUser) } : {}),
    release: () => {
      rmSync(state.socket, { force: true });
      for (const folder of [state.root, dirname(state.socket)]) chmodSync(folder, 0o700);
    },
  });
}

function cellOf({ state, servers, writable }: SeparatedOptions, part: string, user: number | undefined): Cell {
  const folder = join(state.root, "parts", part);
  const socket = part === "witness" ? undefined : doorOf(state, part);
  const door = socket === undefined ? undefined : dirname(socket);
  const server = servers.find(({ name }) => part === `executor-${name}`);
  // An executor that is a user alone keeps the network that its server may be given: the server's walls are what closes it.
  const offline = !SERVES.has(part) && server?.network !== true && (user === undefined || server === undefined);
  return {
    part,
    offline,
    prefix:
      user === undefined
        ? namespacePrefix(state, { part, folder, home: join(folder, "own"), door, writable, offline })
        : [...userPrefix(user), ...(offline ? WITHOUT_NETWORK : [])],
    ...(user === undefined ? {} : { user }),
    folder,
    home: join(folder, "own"),
    scratch: join(folder, "own", "scratch"),
    key: join(folder, "key"),
    ring: join(folder, "ring.json"),
    ...(socket === undefined ? {} : { socket }),
  };
}

/** Parts that serve agents, people or other machines over the network. */
const SERVES: ReadonlySet<string> = new Set(["gateway", "console", "witness"]);

/** The machine as it is, without its network: what the user may do is the user's affair. Sockets in folders are no network. */
const WITHOUT_NETWORK: readonly string[] = ["bwrap", "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent", "--"];

/** Another user, without a group, a capability, or a way to gain one. */
function userPrefix(user: number): readonly string[] {
  return ["setpriv", "--reuid", `${user}`, "--regid", `${user}`, "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--"];
}

/**
 * Makes the folders, and gives each part its own key. What a part may write is made once and never touched again: a captured part
 * could have put a link there. Throws what `node:fs` throws.
 */
function prepare(state: StateFolder, cells: readonly Cell[]): void {
  const ledger = cells.find(({ part }) => part === "ledger");
  const parts = join(state.root, "parts");
  mkdirSync(parts, { recursive: true, mode: 0o700 });
  // Others may pass, and see nothing.
  for (const folder of [state.root, parts, dirname(state.socket)]) chmodSync(folder, ledger?.user === undefined ? 0o700 : 0o711);
  rmSync(state.socket, { force: true });
  symlinkSync(ledger?.socket ?? "", state.socket);
  if (ledger?.user !== undefined && lstatSync(state.ledger).uid !== ledger.user) {
    // The launcher makes the file that it locks, as long as nobody else can have put one there.
    closeSync(openSync(join(state.ledger, "lock"), "a", 0o600));
    for (const path of everythingIn(state.ledger)) lchownSync(path, ledger.user, ledger.user);
  }
  for (const cell of cells) furnish(state, cell, ledger?.user);
}

/** One part's folder and door, with its key and ring. `ledger`: the OS user that listens at the door. */
function furnish(state: StateFolder, cell: Cell, ledger: number | undefined): void {
  const { part, folder, home, scratch, user } = cell;
  const door = cell.socket === undefined ? [] : [dirname(cell.socket)];
  for (const made of [folder, ...door]) mkdirSync(made, { recursive: true, mode: 0o700 });
  give(keyFile(state, part), cell.key, user);
  give(state.ring, cell.ring, user);
  if (user !== undefined && ledger !== undefined) {
    letIn(folder, 0, user);
    for (const at of door) letIn(at, ledger, user);
  }
  if (!existsSync(home)) for (const own of [home, scratch]) makeOwn(own, user);
}

/** A copy that the part may read, and nobody may change. */
function give(from: string, to: string, user: number | undefined): void {
  rmSync(to, { force: true });
  copyFileSync(from, to);
  chmodSync(to, 0o400);
  if (user !== undefined) chownSync(to, user, user);
}

/** A folder that its owner fills, and that one more user, by its group, may pass. */
function letIn(folder: string, owner: number, user: number): void {
  chownSync(folder, owner, user);
  chmodSync(folder, 0o710);
}

function makeOwn(folder: string, user: number | undefined): void {
  mkdirSync(folder, { mode: 0o700 });
  if (user !== undefined) chownSync(folder, user, user);
}

function everythingIn(folder: string): readonly string[] {
  return [folder, ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name))];
}
