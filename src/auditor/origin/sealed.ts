/** The sealed content of an entry: a value, nothing where nothing was sealed, or a sign that nobody here can open it. */
import type { Value } from "../canonical-text.ts";
import type { RecordedEntry } from "../redecide/recorded-entry.ts";

export const CLOSED: unique symbol = Symbol("closed");

export type Sealed = Value | undefined | typeof CLOSED;

export function sealedOf({ opened, leaf }: RecordedEntry): Sealed {
  return opened ?? (leaf.seal === undefined ? undefined : CLOSED);
}
