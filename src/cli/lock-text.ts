/** The text of `interlock.lock`: sorted and indented, so that a code review shows what changed. */
import { canonicalize, type Json } from "../crypto/index.ts";
import type { Lock } from "../execution/index.ts";

export function lockText(lock: Lock): string {
  return `${JSON.stringify(JSON.parse(canonicalize(lock as unknown as Json)), undefined, 2)}\n`;
}
