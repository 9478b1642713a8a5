/**
 * Understands SQL of PostgreSQL by its own grammar. The canonical form is the text written anew from the parse tree, without
 * comments, with functions named in `pg_catalog`; it is used only if parsing it again gives the same tree. Statements that
 * define, configure, lock, copy or call are opaque; a server of another dialect must not be judged by this interpreter.
 */
import { loadModule, parseSync, scanSync } from "libpg-query";
import { deparseSync } from "pgsql-deparser";
import type { Json } from "../../kernel/index.ts";
import type { Interpreter } from "../interpreter.ts";
import { SQL_COMMENTS_MAX, SQL_OPERATOR_SIZE_MAX, SQL_SIZE_MAX, SQL_STATEMENTS_MAX, SQL_WORDS_MAX } from "../limits.ts";
import { gatherSqlFacts } from "./sql-facts.ts";
import { SQL_POSITIONS } from "./sql-grammar.ts";
import { asList, asNode, type SqlNode } from "./sql-tree.ts";

await loadModule();

const VERBS: ReadonlyMap<string, string> = new Map([
  ["SelectStmt", "select"],
  ["InsertStmt", "insert"],
  ["UpdateStmt", "update"],
  ["DeleteStmt", "delete"],
  ["TruncateStmt", "truncate"],
]);
/** A record of the vocabulary's `statements`. */
type Statement = {
  readonly opaque: false;
  readonly verb: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly columns: readonly string[];
  readonly functions: readonly string[];
  readonly has_where: boolean;
  readonly has_limit: boolean;
  readonly limit: number;
};

const OPERATOR_RUN = new RegExp(`[-+*/<>=~!@#%^&|\`?]{${SQL_OPERATOR_SIZE_MAX + 1}}`);

/** The number of rows where no limit is written. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Fields as in the vocabulary; names as PostgreSQL folds them, relations qualified only where the text qualifies them. */
export const interpretSql: Interpreter = (value) => {
  const tree = typeof value === "string" && value.length <= SQL_SIZE_MAX ? parseSql(value) : undefined;
  const nodes = tree?.map((item) => Object.entries(asNode(asNode(item).stmt))[0]);
  if (tree === undefined || nodes === undefined || nodes.length === 0 || nodes.length > SQL_STATEMENTS_MAX) return undefined;
  const statements = nodes.map((node) => (node === undefined ? undefined : describe(node[0], asNode(node[1]))));
  if (!statements.every((statement) => statement !== undefined)) return undefined;
  const text = writeSql(tree);
  if (text === undefined) return undefined;
  const all = (field: "reads" | "writes" | "columns" | "functions") => sortedOnce(statements.flatMap((statement) => statement[field]));
  return {
    record: {
      statements,
      count: statements.length,
      verbs: sortedOnce(statements.map(({ verb }) => verb)),
      reads: all("reads"),
      writes: all("writes"),
      columns: all("columns"),
      functions: all("functions"),
      read_only: statements.every(({ writes }) => writes.length === 0),
      limit: Math.max(...statements.map(({ limit }) => limit)),
    },
    canonical: text,
  };
};

/** The raw statements. NUL ends text in the parser; a tree of this many words is never too deep for it. */
export function parseSql(text: string): readonly Json[] | undefined {
  if (/[^\P{Cc}\n\r\t]/u.test(text) || !text.isWellFormed() || isSlow(text)) return undefined;
  try {
    return scanSync(text).tokens.length > SQL_WORDS_MAX ? undefined : ((parseSync(text).stmts ?? []) as unknown as readonly Json[]);
  } catch {
    return undefined; // A syntax error.
  }
}

/** What the scanner is slow on; nobody writes it. */
function isSlow(text: string): boolean {
  return OPERATOR_RUN.test(text) || text.split("/*").length - 1 > SQL_COMMENTS_MAX;
}

/** Undefined for a statement, or a limit, that is not understood. */
function describe(type: string, node: SqlNode): Statement | undefined {
  const verb = VERBS.get(type);
  const facts = verb === undefined ? undefined : gatherSqlFacts(type, node);
  const limit = limitOf(node);
  if (verb === undefined || facts === undefined || limit === undefined) return undefined;
  return {
    opaque: false,
    verb,
    reads: sortedOnce(facts.reads),
    writes: sortedOnce(facts.writes),
    columns: sortedOnce(facts.columns),
    functions: sortedOnce(facts.functions),
    has_where: holdsColumn(node.whereClause),
    has_limit: limit < UNLIMITED,
    limit,
  };
}

/** A whole number; `limit all` and `limit null` are none. */
function limitOf(node: SqlNode): number | undefined {
  if (node.limitCount === undefined) return UNLIMITED;
  const constant = asNode(asNode(node.limitCount).A_Const);
  if (constant.isnull === true) return UNLIMITED;
  if (constant.ival === undefined) return undefined;
  const { ival = 0 } = asNode(constant.ival); // The parser leaves a zero out.
  return typeof ival === "number" && ival >= 0 ? ival : undefined;
}

/** Whether a condition looks at any column: `where true` does not. */
function holdsColumn(value: Json | undefined): boolean {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([name, inner]) => name === "ColumnRef" || holdsColumn(inner));
}

/** The statements as text that parses to the same trees, or undefined. */
export function writeSql(statements: readonly Json[]): string | undefined {
  const trees = statements.map(plainTree);
  try {
    const text = trees.map((tree) => deparseSync(tree as never, { pretty: false })).join("; ");
    const again = parseSql(text)?.map(plainTree);
    return JSON.stringify(again) === JSON.stringify(trees) ? text : undefined;
  } catch {
    return undefined; // The writer does not know the tree.
  }
}

function plainTree(statement: Json): Json {
  return asPlain(asNode(statement).stmt ?? null);
}

/** The tree without positions, and with its functions named in `pg_catalog`, where no other schema can take their place. */
function asPlain(value: Json): Json {
  if (Array.isArray(value)) return value.map(asPlain);
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).filter(([name]) => !SQL_POSITIONS.has(name));
  return Object.fromEntries(members.map(([name, inner]) => [name, name === "funcname" ? inCatalog(asList(inner)) : asPlain(inner)]));
}

function inCatalog(names: readonly Json[]): Json {
  return names.length === 1 ? [{ String: { sval: "pg_catalog" } }, ...names] : names;
}

function sortedOnce(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort();
}
