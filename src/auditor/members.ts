/** Looking into a value of which nothing is known yet. */
import type { Value } from "./canonical-text.ts";

/** The members of an object; none of anything else. */
export function membersOf(value: Value | undefined): { readonly [name: string]: Value | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: Value }) : {};
}
