/** `interlock.lock` as a file: its text, and what becomes of it when servers are pinned again. */
import { canonicalize, type Json } from "../../crypto/index.ts";
import type { Lock } from "../../execution/index.ts";

export const EMPTY_LOCK: Lock = { format: "interlock-lock/1", servers: {} };

/** Sorted and indented, so that a code review shows what changed. */
export function lockText(lock: Lock): string {
  return `${JSON.stringify(JSON.parse(canonicalize(lock as unknown as Json)), undefined, 2)}\n`;
}

/** The lock with the servers of `seen` pinned anew; others stay. */
export function mergeLocks(before: Lock, seen: Lock): Lock {
  return { ...before, servers: { ...before.servers, ...seen.servers } };
}
