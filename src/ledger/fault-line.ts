/** A fault as a part says it on its standard error, where the launcher and people read it: one line with what, where, its code, and why. */
import type { Fault } from "../fault/index.ts";

/** Ends in a newline. */
export function faultLine(part: string, { message, at, code, cause }: Fault): string {
  const where = at === undefined ? "" : ` (at ${at})`;
  const because = cause === undefined ? "" : `, because ${cause.message} [${cause.code}]`;
  return `${part}: ${message}${where} [${code}]${because}\n`;
}
