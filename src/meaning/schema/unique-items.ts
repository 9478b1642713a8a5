/** Whether no two items of a list are equal as JSON values (1 and 1.0 are; the order of members does not count). */
import type { Json } from "../../kernel/index.ts";

/** Linear in the size of the list. */
export function hasUniqueItems(list: readonly Json[]): boolean {
  return new Set(list.map((item) => JSON.stringify(item, sortedMembers))).size === list.length;
}

function sortedMembers(_name: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
