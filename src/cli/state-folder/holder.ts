/**
 * Who uses a folder: a note in it with the process and its start, so that others can say who it is, and so that what a process has
 * left behind can be told from what is in use. A note says nothing that a lock has to say: it is for people and for tidying up.
 */
import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { SOCKET_NAME } from "./state-folder.ts";

const NOTE = "holder.json";
const START_MS = 600_000;
/** A process and when it took the folder, in milliseconds since the epoch. */
export interface Holder {
  readonly pid: number;
  readonly since: number;
}

const HOLDER: z.ZodType<Holder> = z.strictObject({ pid: z.int().min(1), since: z.int().min(0) });

/** Notes that this process uses the folder; a folder that takes no note is used all the same. */
export function noteHolder(folder: string): void {
  try {
    writeFileSync(join(folder, NOTE), JSON.stringify({ pid: process.pid, since: Date.now() } satisfies Holder), { mode: 0o600 });
  } catch {
    // Nobody is told more than that it is in use.
  }
}

/** Takes the note back: the folder is in use no more, and stays. */
export function forgetHolder(folder: string): void {
  rmSync(join(folder, NOTE), { force: true });
}

/** Who uses the folder, as far as its note says; undefined where there is none. */
export function holderOf(folder: string): Holder | undefined {
  try {
    return HOLDER.parse(JSON.parse(readFileSync(join(folder, NOTE), "utf8")));
  } catch {
    return undefined;
  }
}

/**
 * Removes folders in `parent` named with `prefix` that belong to this user and were left by processes that are gone: empty ones, and those
 * with a note of a process that does not run, at whose socket nobody listens. What it can't be sure of stays.
 */
export async function sweep(parent: string, prefix: string): Promise<void> {
  for (const name of namesIn(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(prefix) || !isOwnFolder(folder)) continue;
    const holder = holderOf(folder);
    try {
      if (holder === undefined && isOld(folder)) rmdirSync(folder);
      if (holder === undefined) continue;
      if (!isRunning(holder.pid) && !(await isListening(join(folder, SOCKET_NAME)))) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Not empty, or not to be removed: it stays.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOwnFolder(folder: string): boolean {
  const facts = lstatSync(folder, { throwIfNoEntry: false });
  return facts?.isDirectory() === true && facts.uid === userInfo().uid;
}

/** A start makes its folder a moment before it notes itself in it. */
function isOld(folder: string): boolean {
  return Date.now() - lstatSync(folder).mtimeMs > START_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return !(cause instanceof Error && "code" in cause && cause.code === "ESRCH");
  }
}

/** A process elsewhere, whose number says nothing here, still listens. */
async function isListening(socket: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const link = connect(socket, () => {
      link.destroy();
      resolve(true);
    });
    link.on("error", () => resolve(false));
  });
}
