/**
 * The part of PostgreSQL's grammar that is understood, as a closed table over its parse tree: node types, their fields,
 * operators, functions and types. What is not in the table is opaque: it may call code, read what it does not name, or
 * change the session. Views, operators and triggers of the database still can; a database role is for those.
 */

import type { Json } from "../../kernel/index.ts";
import { asList, asNode, columnOf, relationOf, type SqlNode, textsOf } from "./sql-tree.ts";

/** A field holds nodes named by their type, a bare object of the type given here, relations to be changed, or plain data. */
export type FieldShape = "nodes" | "data" | "target" | { readonly bare: string };

const NODES = "nodes";
const DATA = "data";
const TARGET = "target";
const bare = (type: string): FieldShape => ({ bare: type });

export const SQL_NODES: ReadonlyMap<string, { readonly [field: string]: FieldShape }> = new Map(
  Object.entries({
    SelectStmt: {
      distinctClause: NODES,
      targetList: NODES,
      fromClause: NODES,
      whereClause: NODES,
      groupClause: NODES,
      havingClause: NODES,
      sortClause: NODES,
      limitOffset: NODES,
      limitCount: NODES,
      limitOption: DATA,
      op: DATA,
      all: DATA,
      valuesLists: NODES,
      withClause: bare("WithClause"),
      larg: bare("SelectStmt"),
      rarg: bare("SelectStmt"),
    },
    InsertStmt: {
      relation: TARGET,
      cols: NODES,
      selectStmt: NODES,
      returningClause: bare("ReturningClause"),
      override: DATA,
      withClause: bare("WithClause"),
    },
    UpdateStmt: {
      relation: TARGET,
      targetList: NODES,
      whereClause: NODES,
      fromClause: NODES,
      returningClause: bare("ReturningClause"),
      withClause: bare("WithClause"),
    },
    DeleteStmt: {
      relation: TARGET,
      usingClause: NODES,
      whereClause: NODES,
      returningClause: bare("ReturningClause"),
      withClause: bare("WithClause"),
    },
    TruncateStmt: { relations: TARGET, behavior: DATA },
    ReturningClause: { exprs: NODES },
    WithClause: { ctes: NODES },
    CommonTableExpr: { ctename: DATA, aliascolnames: NODES, ctematerialized: DATA, ctequery: NODES },
    RangeVar: { schemaname: DATA, relname: DATA, inh: DATA, relpersistence: DATA, alias: bare("Alias") },
    RangeSubselect: { subquery: NODES, alias: bare("Alias"), lateral: DATA },
    Alias: { aliasname: DATA, colnames: NODES },
    JoinExpr: { jointype: DATA, larg: NODES, rarg: NODES, quals: NODES, usingClause: NODES },
    ResTarget: { name: DATA, val: NODES },
    ColumnRef: { fields: NODES },
    A_Star: {},
    String: { sval: DATA },
    List: { items: NODES },
    A_Const: { ival: DATA, fval: DATA, boolval: DATA, sval: DATA, bsval: DATA, isnull: DATA },
    A_Expr: { kind: DATA, name: NODES, lexpr: NODES, rexpr: NODES },
    A_ArrayExpr: { elements: NODES },
    BoolExpr: { boolop: DATA, args: NODES },
    NullTest: { arg: NODES, nulltesttype: DATA },
    BooleanTest: { arg: NODES, booltesttype: DATA },
    CaseExpr: { arg: NODES, args: NODES, defresult: NODES },
    CaseWhen: { expr: NODES, result: NODES },
    CoalesceExpr: { args: NODES },
    MinMaxExpr: { op: DATA, args: NODES },
    RowExpr: { args: NODES, row_format: DATA },
    SubLink: { subLinkType: DATA, testexpr: NODES, operName: NODES, subselect: NODES },
    FuncCall: { funcname: NODES, args: NODES, agg_star: DATA, agg_distinct: DATA, agg_filter: NODES, funcformat: DATA },
    SQLValueFunction: { op: DATA, typmod: DATA },
    TypeCast: { arg: NODES, typeName: bare("TypeName") },
    TypeName: { names: NODES, typmods: NODES, typemod: DATA },
    SetToDefault: {},
    SortBy: { node: NODES, sortby_dir: DATA, sortby_nulls: DATA },
  } satisfies { readonly [type: string]: { readonly [field: string]: FieldShape } }),
);

/** Where the parser read it, and lengths: not meaning. */
export const SQL_POSITIONS: ReadonlySet<string> = new Set([
  "location",
  "stmt_location",
  "stmt_len",
  "list_start",
  "list_end",
  "rexpr_list_start",
  "rexpr_list_end",
]);

const EXPRESSION_KINDS: ReadonlySet<string> = words(
  `AEXPR_OP AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_DISTINCT AEXPR_NOT_DISTINCT AEXPR_NULLIF AEXPR_IN AEXPR_LIKE AEXPR_ILIKE
  AEXPR_BETWEEN AEXPR_NOT_BETWEEN AEXPR_BETWEEN_SYM AEXPR_NOT_BETWEEN_SYM`,
);

const OPERATORS: ReadonlySet<string> = words(
  `= <> < > <= >= + - * / % || ~~ !~~ ~~* !~~* BETWEEN NOT#BETWEEN BETWEEN#SYMMETRIC NOT#BETWEEN#SYMMETRIC`,
);

/**
 * Functions of `pg_catalog` that compute from their arguments alone; the canonical form names them there. None makes one value that holds
 * all the rows: a limit of rows would limit nothing.
 */
const FUNCTIONS: ReadonlySet<string> = words(
  `abs age avg bool_and bool_or btrim ceil ceiling char_length count date_part date_trunc extract floor initcap left length
  lower ltrim max min mod now position replace right round rtrim stddev substr substring sum trim upper variance`,
);

/** Written `row.name`, each of these is a call with the whole row: not a column. */
const ROW_FUNCTIONS: ReadonlySet<string> = words(
  `array_agg any_value concat count first_value format hash_record hash_record_extended json_agg json_agg_strict json_build_array
  json_scalar jsonb_agg jsonb_agg_strict jsonb_build_array last_value max min num_nonnulls num_nulls quote_literal quote_nullable
  record_out record_send row_to_json string_agg to_json to_jsonb`,
);

const TYPES: ReadonlySet<string> = words(
  `bool bpchar date float4 float8 int2 int4 int8 interval json jsonb numeric text time timestamp timestamptz timetz uuid varchar`,
);

type Check = (node: SqlNode) => boolean;

/** What the plain data of a node may be, where its fields alone do not say it. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["A_Expr", ({ kind, name }) => EXPRESSION_KINDS.has(String(kind)) && textsOf(name).length === 1 && areOperators(name)],
  // `array(select …)` is one value that holds all the rows.
  ["SubLink", ({ operName, subLinkType }) => areOperators(operName) && subLinkType !== "ARRAY_SUBLINK"],
  ["TypeName", ({ names }) => isCatalogName(names, TYPES)],
  ["FuncCall", ({ funcname }) => isCatalogName(funcname, FUNCTIONS)],
  ["ColumnRef", isColumn],
  // A list of columns after a relation's alias would give its columns other names.
  ["RangeVar", (node) => relationOf(node) !== undefined && asNode(node.alias).colnames === undefined],
  ["SelectStmt", ({ limitOption }) => limitOption !== "LIMIT_OPTION_WITH_TIES"],
  ["TruncateStmt", ({ behavior }) => behavior === "DROP_RESTRICT"],
  ["CommonTableExpr", ({ ctequery }) => Object.hasOwn(asNode(ctequery), "SelectStmt")],
]);

/** Whether a node of a known type, with known fields, says something that is understood. */
export function isInGrammar(type: string, node: SqlNode): boolean {
  return CHECKS.get(type)?.(node) ?? true;
}

function areOperators(names: Json | undefined): boolean {
  return textsOf(names).every((name) => OPERATORS.has(name));
}

/** A name alone, or in `pg_catalog`. */
function isCatalogName(names: Json | undefined, known: ReadonlySet<string>): boolean {
  const [name = "", ...schemas] = [...textsOf(names)].reverse();
  return known.has(name) && (schemas.length === 0 || (schemas.length === 1 && schemas[0] === "pg_catalog"));
}

function isColumn(node: SqlNode): boolean {
  const name = columnOf(node);
  const { length } = asList(node.fields);
  return name !== undefined && length <= 3 && !(length > 1 && ROW_FUNCTIONS.has(name));
}

/** Words apart by white space; `#` stands for a space within one. */
function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).map((word) => word.replaceAll("#", " ")));
}
