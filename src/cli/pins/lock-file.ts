/** `interlock.lock` beside a charter: where it lies, its text, and what becomes of it when servers are pinned again. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { canonicalize, type Json } from "../../crypto/index.ts";
import { type Lock, parseLock } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";

export function lockFileBeside(charterFile: string): string {
  return join(dirname(resolve(charterFile)), "interlock.lock");
}

/** The pins beside a charter. Codes: `cli/lock-missing`, `cli/lock-broken`, `cli/file-unreadable`. */
export function readLockBeside(charterFile: string): Result<Lock, CliCode> {
  const file = lockFileBeside(charterFile);
  if (!existsSync(file)) {
    return fail("cli/lock-missing", `there is no \`${shown(file)}\``, {
      remedy: "run `interlock pin CHARTER -- SERVER …` to pin the server's tools",
    });
  }
  const text = readTextFile(file);
  if (!text.ok) return text;
  const lock = parseLock(text.value.trim());
  if (lock.ok) return lock;
  return fail("cli/lock-broken", `\`${shown(file)}\` is not what \`interlock pin\` wrote`, {
    cause: lock.fault,
    remedy: "look at what changed in it, then restore it, or remove it and pin again",
  });
}

/** The same, and no pins where there is no file yet. Codes: `cli/lock-broken`, `cli/file-unreadable`. */
export function pinnedBeside(charterFile: string): Result<Lock, CliCode> {
  return existsSync(lockFileBeside(charterFile)) ? readLockBeside(charterFile) : ok({ format: "interlock-lock/1", servers: {} });
}

/** Sorted and indented, so that a code review shows what changed. */
export function lockText(lock: Lock): string {
  return `${JSON.stringify(JSON.parse(canonicalize(lock as unknown as Json)), undefined, 2)}\n`;
}

/** The lock with the servers of `seen` pinned anew; others stay. */
export function mergeLocks(before: Lock, seen: Lock): Lock {
  return { ...before, servers: { ...before.servers, ...seen.servers } };
}
