/** Reads the plain parse tree that PostgreSQL's parser gives: nodes are objects with one member, named by their type. */
import type { Json } from "../../kernel/index.ts";
import { isPlainText } from "../text/plain-text.ts";

export type SqlNode = { readonly [field: string]: Json };

/** The value as a node; one without fields for everything else. */
export function asNode(value: Json | undefined): SqlNode {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as SqlNode) : {};
}

export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list of `String` nodes. */
export function textsOf(value: Json | undefined): readonly string[] {
  return asList(value).map((item) => String(asNode(asNode(item).String).sval));
}

/** The names that a list of `ResTarget` nodes gives, as in `set a = 1` and `insert into t (a)`. */
export function targetsOf(value: Json | undefined): readonly string[] {
  return asList(value).map((item) => String(asNode(asNode(item).ResTarget).name));
}

/** The names of a `WithClause`. */
export function tablesOf(clause: Json | undefined): readonly string[] {
  return asList(asNode(clause).ctes).map((item) => String(asNode(asNode(item).CommonTableExpr).ctename));
}

/** `schema.relation`, or `relation` alone as written; undefined for names that the dot would make ambiguous. */
export function relationOf({ schemaname, relname, relpersistence }: SqlNode): string | undefined {
  const parts = schemaname === undefined ? [relname] : [schemaname, relname];
  return relpersistence === "p" && parts.every(isIdentifier) ? parts.join(".") : undefined;
}

/** The last name of a `ColumnRef`, `*` for all columns. */
export function columnOf({ fields }: SqlNode): string | undefined {
  const last = asNode(asList(fields).at(-1));
  const name = Object.hasOwn(last, "A_Star") ? "*" : asNode(last.String).sval;
  return typeof name === "string" ? name : undefined;
}

function isIdentifier(name: Json | undefined): name is string {
  return typeof name === "string" && name !== "" && !/[."*\s]/.test(name) && isPlainText(name);
}
