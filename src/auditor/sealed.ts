/** The sealed content of an entry: a value, nothing where nothing was sealed, or a sign that nobody here can open it. */
import type { Value } from "./canonical-text.ts";

export const CLOSED: unique symbol = Symbol("closed");

export type Sealed = Value | undefined | typeof CLOSED;

export function sealedOf({ opened, leaf }: { readonly opened: Value | undefined; readonly leaf: { readonly seal?: string } }): Sealed {
  return opened ?? (leaf.seal === undefined ? undefined : CLOSED);
}
