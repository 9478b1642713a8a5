/**
 * Walks one statement's parse tree over the closed grammar and gathers what it names: relations read and written, columns,
 * functions. It resolves names of common table expressions, and counts a reference to a whole row as `*`.
 */
import type { Json } from "../kernel/index.ts";
import { SQL_DEPTH_MAX } from "./limits.ts";
import { isPlainText } from "./plain-text.ts";
import {
  type FieldShape,
  SQL_EXPRESSION_KINDS,
  SQL_FUNCTIONS,
  SQL_NODES,
  SQL_OPERATORS,
  SQL_POSITIONS,
  SQL_ROW_FUNCTIONS,
  SQL_TYPES,
} from "./sql-grammar.ts";

export interface SqlFacts {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

export type SqlNode = { readonly [field: string]: Json };

/** Thrown inside a walk and caught by `gatherSqlFacts`: the shortest way out of a deep tree. */
class NotUnderstood extends Error {}

interface Gathering {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  readonly columns: Set<string>;
  readonly functions: Set<string>;
  /** Names that stand for whole rows when they are used as a column. */
  readonly rows: Set<string>;
  readonly references: Set<string>;
}

interface Place {
  /** Common table expressions in scope. */
  readonly tables: ReadonlySet<string>;
  readonly depth: number;
}

/** Undefined where the statement leaves the grammar. */
export function gatherSqlFacts(type: string, statement: SqlNode): SqlFacts | undefined {
  const gathering: Gathering = {
    reads: new Set(),
    writes: new Set(),
    columns: new Set(),
    functions: new Set(),
    rows: new Set(),
    references: new Set(),
  };
  try {
    walkNode(type, statement, { tables: new Set(), depth: 0 }, gathering);
  } catch (thrown) {
    if (thrown instanceof NotUnderstood) return undefined;
    throw thrown;
  }
  if ([...gathering.references].some((name) => gathering.rows.has(name))) gathering.columns.add("*");
  return gathering;
}

/** `schema.relation`, or `relation` alone as written; undefined for names that the dot would make ambiguous. */
function relationName(relation: SqlNode): string | undefined {
  const { schemaname, relname, relpersistence } = relation;
  const parts = schemaname === undefined ? [relname] : [schemaname, relname];
  return relpersistence === "p" && parts.every(isIdentifier) ? parts.join(".") : undefined;
}

function isIdentifier(name: Json | undefined): name is string {
  return typeof name === "string" && name !== "" && !/[."*\s]/.test(name) && isPlainText(name);
}

function walk(value: Json | undefined, place: Place, gathering: Gathering): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, place, gathering);
    return;
  }
  for (const [type, node] of Object.entries(asNode(value))) walkNode(type, asNode(node), place, gathering);
}

function walkNode(type: string, node: SqlNode, place: Place, gathering: Gathering): void {
  const fields = SQL_NODES.get(type);
  require(fields !== undefined && place.depth < SQL_DEPTH_MAX);
  check(type, node);
  note(type, node, place, gathering);
  const inside = { ...place, depth: place.depth + 1, tables: tablesIn(node, place) };
  for (const [name, value] of Object.entries(node)) {
    if (SQL_POSITIONS.has(name)) continue;
    const shape: FieldShape | undefined = Object.hasOwn(fields, name) ? fields[name] : undefined;
    require(shape !== undefined);
    if (name === "withClause") walkTables(asNode(value), place, gathering);
    else if (name === "relation" || name === "relations")
      walkTarget(type, asList(value).length === 0 ? [{ RangeVar: value }] : value, gathering);
    else if (shape === "nodes") walk(value, inside, gathering);
    else if (shape !== "data") walkNode(shape.bare, asNode(value), inside, gathering);
  }
}

/** What a statement changes is a relation, never a common table expression; to change or delete rows is to read them. */
function walkTarget(type: string, targets: Json, gathering: Gathering): void {
  const place: Place = { tables: new Set(), depth: 0 };
  walk(targets, place, { ...gathering, reads: gathering.writes });
  if (type === "UpdateStmt" || type === "DeleteStmt") walk(targets, place, gathering);
}

/** Each common table expression sees the ones before it, and with `recursive` all of them. It may not write. */
function walkTables(clause: SqlNode, place: Place, gathering: Gathering): void {
  const tables = new Set(clause.recursive === true ? namesOfTables(clause) : []);
  for (const item of asList(clause.ctes)) {
    const table = asNode(asNode(item).CommonTableExpr);
    require(Object.hasOwn(asNode(table.ctequery), "SelectStmt") && typeof table.ctename === "string");
    walk(item, { depth: place.depth + 1, tables: new Set([...place.tables, ...tables]) }, gathering);
    tables.add(String(table.ctename));
  }
}

function tablesIn(node: SqlNode, place: Place): ReadonlySet<string> {
  return node.withClause === undefined ? place.tables : new Set([...place.tables, ...namesOfTables(asNode(node.withClause))]);
}

function namesOfTables(clause: SqlNode): readonly string[] {
  return asList(clause.ctes).map((item) => String(asNode(asNode(item).CommonTableExpr).ctename));
}

/** What a node's plain data may be. */
function check(type: string, node: SqlNode): void {
  if (type === "A_Expr") {
    const operators = strings(node.name);
    require(SQL_EXPRESSION_KINDS.has(String(node.kind)) && operators.length === 1 && operators.every((name) => SQL_OPERATORS.has(name)));
  } else if (type === "SubLink") {
    require(strings(node.operName).every((name) => SQL_OPERATORS.has(name)));
  } else if (type === "TypeName") {
    const names = strings(node.names);
    require(names.length <= 2 && (names.length === 1 || names[0] === "pg_catalog") && SQL_TYPES.has(names.at(-1) ?? ""));
  } else if (type === "SelectStmt") {
    require(node.limitOption !== "LIMIT_OPTION_WITH_TIES");
  } else if (type === "TruncateStmt") {
    require(node.behavior === "DROP_RESTRICT");
  }
}

/** What a node names. */
function note(type: string, node: SqlNode, place: Place, gathering: Gathering): void {
  if (type === "RangeVar") noteRelation(node, place, gathering);
  else if (type === "Alias") gathering.rows.add(String(node.aliasname));
  else if (type === "ColumnRef") noteColumn(asList(node.fields), gathering);
  else if (type === "JoinExpr") noteTargets(strings(node.usingClause), gathering);
  else if (type === "FuncCall") noteFunction(strings(node.funcname), gathering);
  else if (type === "InsertStmt") noteTargets(node.cols === undefined ? ["*"] : targetNames(node.cols), gathering);
  else if (type === "UpdateStmt") noteTargets(targetNames(node.targetList), gathering);
}

function noteTargets(names: readonly string[], gathering: Gathering): void {
  for (const name of names) gathering.columns.add(name);
}

function targetNames(targets: Json | undefined): readonly string[] {
  return asList(targets).map((item) => String(asNode(asNode(item).ResTarget).name));
}

/** A list of columns after a relation's alias would give its columns other names. */
function noteRelation(node: SqlNode, place: Place, gathering: Gathering): void {
  const name = relationName(node);
  require(name !== undefined && asNode(node.alias).colnames === undefined);
  gathering.rows.add(String(node.relname));
  if (node.schemaname !== undefined || !place.tables.has(name)) gathering.reads.add(name);
}

function noteColumn(fields: readonly Json[], gathering: Gathering): void {
  const last = asNode(fields.at(-1));
  const name = Object.hasOwn(last, "A_Star") ? "*" : asNode(last.String).sval;
  require(typeof name === "string" && fields.length <= 3 && !(fields.length > 1 && SQL_ROW_FUNCTIONS.has(name)));
  gathering.columns.add(name);
  if (fields.length === 1) gathering.references.add(name);
}

function noteFunction(names: readonly string[], gathering: Gathering): void {
  const name = names.at(-1) ?? "";
  require((names.length === 1 || (names.length === 2 && names[0] === "pg_catalog")) && SQL_FUNCTIONS.has(name));
  gathering.functions.add(name);
}

export function asNode(value: Json | undefined): SqlNode {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as SqlNode) : {};
}

export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: Json | undefined): readonly string[] {
  return asList(value).map((item) => String(asNode(asNode(item).String).sval));
}

function require(holds: boolean): asserts holds {
  if (!holds) throw new NotUnderstood();
}
