/** Reads PostgreSQL's parse tree: nodes are objects, named by their type where they stand in a list. */
import type { Value } from "../canonical-text.ts";
import { membersOf } from "../members.ts";

export type SqlNode = { readonly [field: string]: Value };

const PLACES = ["location", "stmt_location", "stmt_len", "list_start", "list_end", "rexpr_list_start", "rexpr_list_end"];

export function isPlace(field: string): boolean {
  return PLACES.includes(field);
}

export function nodeIn(value: Value | undefined): SqlNode {
  return (Array.isArray(value) ? {} : membersOf(value)) as SqlNode;
}

export function itemsOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

/** The tree without where its parts stand in the text. */
export function withoutPlaces(tree: Value): Value {
  if (Array.isArray(tree)) return (tree as readonly Value[]).map(withoutPlaces);
  if (typeof tree !== "object" || tree === null) return tree;
  const kept = Object.entries(nodeIn(tree)).filter(([name]) => !isPlace(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutPlaces(inner)]));
}

/** The words of a list of `String` nodes. */
export function wordsIn(list: Value | undefined): readonly string[] {
  return itemsOf(list).map((item) => String(nodeIn(nodeIn(item)["String"])["sval"]));
}
