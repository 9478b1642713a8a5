/**
 * What conditions know of SQL: the record of docs/meaning.md. The text is parsed by PostgreSQL's own parser (`libpg-query`) and written
 * anew by its deparser, as the first judge does; what the tree says is read here by code of our own.
 */
import { loadModule, parseSync, scanSync } from "libpg-query";
import { deparseSync } from "pgsql-deparser";
import type { Value } from "../canonical-text.ts";
import { OPAQUE } from "./path-record.ts";
import type { MeaningRecord } from "./plain-records.ts";
import { readStatement } from "./sql-statement.ts";
import { itemsOf, nodeIn, withoutPlaces } from "./sql-tree.ts";

await loadModule();

const TEXT_MAX = 16_384;
const STATEMENTS_MAX = 50;
const WORDS_MAX = 2_000;
const COMMENTS_MAX = 63;
const OPERATOR_RUN = /[-+*/<>=~!@#%^&|`?]{64}/;

/** The record, and the text that is executed. */
export interface SqlMeaning {
  readonly record: MeaningRecord;
  readonly canonical: string | undefined;
}

export function sqlMeaning(value: Value): SqlMeaning {
  const opaque = { record: OPAQUE, canonical: undefined };
  const trees = typeof value === "string" ? statementsIn(value) : undefined;
  if (trees === undefined || trees.length === 0 || trees.length > STATEMENTS_MAX) return opaque;
  const read = trees.map((tree) => readStatement(tree));
  const statements = read.filter((statement) => statement !== undefined);
  const canonical = statements.length === trees.length ? writtenAnew(trees) : undefined;
  if (canonical === undefined) return opaque;
  const all = (field: "reads" | "writes" | "columns" | "functions"): readonly string[] => [
    ...new Set(statements.flatMap((one) => one[field]).sort()),
  ];
  const record = {
    opaque: false,
    count: statements.length,
    verbs: [...new Set(statements.map(({ verb }) => verb).sort())],
    reads: all("reads"),
    writes: all("writes"),
    columns: all("columns"),
    functions: all("functions"),
    read_only: all("writes").length === 0,
    limit: statements.reduce((most, { limit }) => Math.max(most, limit), 0),
    statements: statements as unknown as readonly Value[],
  };
  return { record, canonical };
}

/** The trees of the statements, without places. */
function statementsIn(text: string): readonly Value[] | undefined {
  if (text.length > TEXT_MAX || !text.isWellFormed() || /[^\P{Cc}\n\r\t]/u.test(text)) return undefined;
  if (OPERATOR_RUN.test(text) || text.split("/*").length > COMMENTS_MAX + 1) return undefined;
  try {
    if (scanSync(text).tokens.length > WORDS_MAX) return undefined;
    return (parseSync(text).stmts ?? []).map((item) => nodeIn(item as unknown as Value)["stmt"] ?? null);
  } catch {
    return undefined;
  }
}

/** Text that parses to the same trees, with functions named in `pg_catalog`. */
function writtenAnew(trees: readonly Value[]): string | undefined {
  const plain = trees.map((tree) => inCatalog(withoutPlaces(tree)));
  try {
    const text = plain.map((tree) => deparseSync(tree as never, { pretty: false })).join("; ");
    const again = statementsIn(text)?.map((tree) => inCatalog(withoutPlaces(tree)));
    return JSON.stringify(again) === JSON.stringify(plain) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** A function with one name is the catalogue's: no other schema takes its place. */
function inCatalog(tree: Value): Value {
  if (Array.isArray(tree)) return tree.map((item) => inCatalog(item as Value));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(nodeIn(tree)).map(([name, inner]) => {
      if (name !== "funcname") return [name, inCatalog(inner)];
      const names = itemsOf(inner);
      return [name, names.length === 1 ? [{ String: { sval: "pg_catalog" } }, ...names] : names];
    }),
  );
}
