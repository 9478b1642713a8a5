/**
 * Walks one statement's parse tree over the closed grammar and gathers what it names: relations read and written, columns,
 * functions. It resolves names of common table expressions, and counts a reference to a whole row as `*`.
 */
import type { Json } from "../../kernel/index.ts";
import { SQL_DEPTH_MAX } from "../limits.ts";
import { isInGrammar, SQL_NODES, SQL_POSITIONS } from "./sql-grammar.ts";
import { asList, asNode, columnOf, relationOf, type SqlNode, tablesOf, targetsOf, textsOf } from "./sql-tree.ts";

export interface SqlFacts {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

interface Gathering {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  readonly columns: Set<string>;
  readonly functions: Set<string>;
  /** Names that stand for whole rows when they are used as a column. */
  readonly rows: Set<string>;
  /** Columns named without their row. */
  readonly bareColumns: Set<string>;
  /** Types of nodes that are not understood. */
  readonly doubts: Set<string>;
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
    bareColumns: new Set(),
    doubts: new Set(),
  };
  walkNode(type, statement, { tables: new Set(), depth: 0 }, gathering);
  if ([...gathering.bareColumns].some((name) => gathering.rows.has(name))) gathering.columns.add("*");
  return gathering.doubts.size > 0 ? undefined : gathering;
}

function walk(value: Json | undefined, place: Place, gathering: Gathering): void {
  if (Array.isArray(value)) for (const item of value) walk(item, place, gathering);
  else for (const [type, node] of Object.entries(asNode(value))) walkNode(type, asNode(node), place, gathering);
}

function walkNode(type: string, node: SqlNode, place: Place, gathering: Gathering): void {
  const shapes = SQL_NODES.get(type);
  const fields = Object.keys(node).filter((field) => !SQL_POSITIONS.has(field));
  const isKnown = shapes !== undefined && fields.every((field) => Object.hasOwn(shapes, field)) && isInGrammar(type, node);
  if (!isKnown || place.depth > SQL_DEPTH_MAX) {
    gathering.doubts.add(type);
    return;
  }
  note(type, node, place, gathering);
  const tables = new Set([...place.tables, ...tablesOf(node.withClause)]);
  for (const field of fields) {
    const shape = shapes[field];
    if (field === "withClause") walkTables(asNode(node.withClause), place, gathering);
    else if (shape === "target") walkTarget(type, node[field], gathering);
    else if (shape === "nodes") walk(node[field], { tables, depth: place.depth + 1 }, gathering);
    else if (typeof shape === "object") walkNode(shape.bare, asNode(node[field]), { tables, depth: place.depth + 1 }, gathering);
  }
}

/** What a statement changes is a relation, never a common table expression; to change or delete rows is to read them. */
function walkTarget(type: string, targets: Json | undefined, gathering: Gathering): void {
  const place: Place = { tables: new Set(), depth: 0 };
  const relations = Array.isArray(targets) ? targets : [{ RangeVar: targets ?? null }];
  walk(relations, place, { ...gathering, reads: gathering.writes });
  if (type === "UpdateStmt" || type === "DeleteStmt") walk(relations, place, gathering);
}

/** Each common table expression sees the ones before it. One that calls itself computes anything, and may not end. */
function walkTables(clause: SqlNode, place: Place, gathering: Gathering): void {
  if (clause.recursive !== undefined) gathering.doubts.add("WithClause");
  const seen = new Set(place.tables);
  for (const item of asList(clause.ctes)) {
    walk(item, { depth: place.depth + 1, tables: new Set(seen) }, gathering);
    seen.add(String(asNode(asNode(item).CommonTableExpr).ctename));
  }
}

/** What a node names. */
function note(type: string, node: SqlNode, place: Place, gathering: Gathering): void {
  if (type === "RangeVar") noteRelation(node, place, gathering);
  else if (type === "Alias") gathering.rows.add(String(node.aliasname));
  else if (type === "ColumnRef") noteColumn(node, gathering);
  else if (type === "JoinExpr") addAll(textsOf(node.usingClause), gathering.columns);
  else if (type === "FuncCall") gathering.functions.add(textsOf(node.funcname).at(-1) ?? "");
  else if (type === "InsertStmt") addAll(node.cols === undefined ? ["*"] : targetsOf(node.cols), gathering.columns);
  else if (type === "UpdateStmt") addAll(targetsOf(node.targetList), gathering.columns);
}

function noteRelation(node: SqlNode, place: Place, gathering: Gathering): void {
  const name = relationOf(node) ?? "";
  gathering.rows.add(String(node.relname));
  if (node.schemaname !== undefined || !place.tables.has(name)) gathering.reads.add(name);
}

function noteColumn(node: SqlNode, gathering: Gathering): void {
  const name = columnOf(node) ?? "";
  gathering.columns.add(name);
  if (asList(node.fields).length === 1) gathering.bareColumns.add(name);
}

function addAll(names: readonly string[], set: Set<string>): void {
  for (const name of names) set.add(name);
}
