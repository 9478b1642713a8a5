/**
 * Where Interlock keeps what must outlive a process: `.interlock/` beside the charter, for its owner only. The socket lies
 * elsewhere, in a short private folder, because a Unix socket's path may have at most 107 bytes. That folder follows from the
 * charter's place and the user alone, never from the environment: an MCP client and a person's shell have different ones.
 */
import { existsSync, lstatSync, realpathSync, rmdirSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { digestOf, sha256, toHex } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { makeFolder, replaceFile } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { reasonOf } from "../terminal/foreign-words.ts";

export interface StateFolder {
  /** Absolute path of `.interlock`. */
  readonly root: string;
  readonly keys: string;
  readonly ring: string;
  readonly ledger: string;
  /** Configuration of the parts that run now. */
  readonly run: string;
  readonly socket: string;
}

/** The state folder beside a charter, whether or not it exists. */
export function stateFolderBeside(charterFile: string): StateFolder {
  return layout(join(dirname(resolve(charterFile)), ".interlock"));
}

/** The state folder of a command that names no charter: the given one, or the nearest above the working directory. */
export function findStateFolder(given: string | undefined, from: string = process.cwd()): Result<StateFolder, CliCode> {
  if (given !== undefined) {
    return existsSync(given) ? ok(layout(resolve(given))) : missing(`\`${given}\` does not exist`);
  }
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const root = join(folder, ".interlock");
    if (existsSync(root)) return ok(layout(root));
    if (folder === dirname(folder)) return missing("there is no `.interlock` folder here or above");
  }
}

function missing(message: string): Result<never, CliCode> {
  return fail("cli/state-missing", message, { remedy: "go to the charter's folder, or name the state folder with --state" });
}

/**
 * Makes every folder, private to its owner; `passable`: where the separated grade was run here as root, others may pass through to
 * what is theirs. Codes: `cli/file-unwritable`, `cli/state-unsafe`.
 */
export function prepareStateFolder(state: StateFolder, passable = false): Result<void, CliCode> {
  try {
    for (const folder of [state.root, state.keys, state.ledger, state.run, dirname(state.socket)]) makeFolder(folder);
    // Keys and the ledger are in nobody's version control by accident.
    const ignored = join(state.root, ".gitignore");
    if (!existsSync(ignored)) replaceFile(ignored, "*\n");
  } catch (cause) {
    return fail("cli/file-unwritable", `cannot make \`${state.root}\`: ${reasonOf(cause)}`, {
      remedy: "choose a folder that you can write",
    });
  }
  for (const folder of [state.root, dirname(state.socket)]) {
    const facts = lstatSync(folder);
    if (!facts.isDirectory() || facts.uid !== userInfo().uid) {
      return fail("cli/state-unsafe", `\`${folder}\` belongs to somebody else`, {
        remedy: "run Interlock as its owner, or look who made it and remove it",
      });
    }
    if ((facts.mode & (passable ? 0o066 : 0o077)) !== 0) {
      return fail("cli/state-unsafe", `\`${folder}\` is open to others`, {
        remedy: `find out who has used it meanwhile, then: chmod 700 ${folder}`,
      });
    }
  }
  return ok(undefined);
}

/** Removes the folder of the socket where nothing has been started in it. */
export function leaveSocketFolder(state: StateFolder): void {
  try {
    rmdirSync(dirname(state.socket));
  } catch {
    // Somebody uses it.
  }
}

/** The socket of a part that has a door of its own. Its name is short, because a socket's path may have 107 bytes. */
export function doorOf(state: StateFolder, part: string): string {
  return join(dirname(state.socket), digestOf(part).slice(0, 8), "s");
}

/** Not the environment's temporary folder: see above. */
const SOCKETS = "/tmp";
export const SOCKET_NAME = "ledger.sock";

/** How every socket folder of this user begins. */
export function socketFolders(): { readonly parent: string; readonly prefix: string } {
  return { parent: SOCKETS, prefix: `interlock-${userInfo().uid}-` };
}

function layout(named: string): StateFolder {
  const root = existsSync(dirname(named)) ? join(realpathSync(dirname(named)), basename(named)) : named;
  const name = `${socketFolders().prefix}${toHex(sha256(new TextEncoder().encode(root))).slice(0, 12)}`;
  return {
    root,
    keys: join(root, "keys"),
    ring: join(root, "keys", "ring.json"),
    ledger: join(root, "ledger"),
    run: join(root, "run"),
    socket: join(SOCKETS, name, SOCKET_NAME),
  };
}
