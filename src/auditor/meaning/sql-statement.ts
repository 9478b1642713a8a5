/**
 * What one statement names: relations that it reads and writes, columns, functions. Only what stands in the closed table of node
 * types and fields below is read; anything else may call code or hide a name, and leaves the statement without a meaning.
 */
import type { Value } from "../canonical-text.ts";
import { isPlace, itemsOf, nodeIn, type SqlNode, wordsIn } from "./sql-tree.ts";
import { isVisible } from "./visible-text.ts";

export interface SqlStatement {
  readonly opaque: false;
  readonly verb: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly columns: readonly string[];
  readonly functions: readonly string[];
  readonly has_where: boolean;
  readonly has_limit: boolean;
  readonly limit: number;
}

const DEPTH_MAX = 200;
const NO_LIMIT = 9_007_199_254_740_991;

const VERBS: { readonly [type: string]: string } = {
  SelectStmt: "select",
  InsertStmt: "insert",
  UpdateStmt: "update",
  DeleteStmt: "delete",
  TruncateStmt: "truncate",
};

/** Fields by type of node. `=x` is plain data, `x:T` one node of type T, `!x` what is changed; any other holds nodes. */
const TYPES = new Map(
  `SelectStmt distinctClause targetList fromClause whereClause groupClause havingClause sortClause limitOffset limitCount =limitOption
     =op =all valuesLists withClause:WithClause larg:SelectStmt rarg:SelectStmt
   InsertStmt !relation cols selectStmt returningClause:ReturningClause =override withClause:WithClause
   UpdateStmt !relation targetList whereClause fromClause returningClause:ReturningClause withClause:WithClause
   DeleteStmt !relation usingClause whereClause returningClause:ReturningClause withClause:WithClause
   TruncateStmt !relations =behavior
   ReturningClause exprs
   CommonTableExpr =ctename aliascolnames =ctematerialized ctequery
   RangeVar =schemaname =relname =inh =relpersistence alias:Alias
   RangeSubselect subquery alias:Alias =lateral
   Alias =aliasname colnames
   JoinExpr =jointype larg rarg quals usingClause
   ResTarget =name val
   ColumnRef fields
   A_Star
   String =sval
   List items
   A_Const =ival =fval =boolval =sval =bsval =isnull
   A_Expr =kind name lexpr rexpr
   A_ArrayExpr elements
   BoolExpr =boolop args
   NullTest arg =nulltesttype
   BooleanTest arg =booltesttype
   CaseExpr arg args defresult
   CaseWhen expr result
   CoalesceExpr args
   MinMaxExpr =op args
   RowExpr args =row_format
   SubLink =subLinkType testexpr operName subselect
   FuncCall funcname args =agg_star =agg_distinct agg_filter =funcformat
   SQLValueFunction =op =typmod
   TypeCast arg typeName:TypeName
   TypeName names typmods =typemod
   SetToDefault
   SortBy node =sortby_dir =sortby_nulls`
    .replace(/\n {5}/g, " ")
    .split("\n")
    .map((line) => {
      const [type = "", ...fields] = line.trim().split(/\s+/);
      return [type, new Map(fields.map((field) => [/\w+/.exec(field)?.[0] ?? "", field]))] as const;
    }),
);

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const OPERATORS = new Set([
  ...list("= <> < > <= >= + - * / % || ~~ !~~ ~~* !~~* BETWEEN"),
  "NOT BETWEEN",
  "BETWEEN SYMMETRIC",
  "NOT BETWEEN SYMMETRIC",
]);
const KINDS = list("OP OP_ANY OP_ALL DISTINCT NOT_DISTINCT NULLIF IN LIKE ILIKE BETWEEN NOT_BETWEEN BETWEEN_SYM NOT_BETWEEN_SYM");
/** They compute from their arguments alone, and none puts all the rows into one. */
const FUNCTIONS = list(
  "abs age avg bool_and bool_or btrim ceil ceiling char_length count date_part date_trunc extract floor initcap left length lower ltrim " +
    "max min mod now position replace right round rtrim stddev substr substring sum trim upper variance",
);
/** After the name of a row these are calls with the whole row. */
const OF_ROWS = list(
  "array_agg any_value concat count first_value format hash_record hash_record_extended json_agg json_agg_strict json_build_array " +
    "json_scalar jsonb_agg jsonb_agg_strict jsonb_build_array last_value max min num_nonnulls num_nulls quote_literal quote_nullable " +
    "record_out record_send row_to_json string_agg to_json to_jsonb",
);
const DATA_TYPES = list(
  "bool bpchar date float4 float8 int2 int4 int8 interval json jsonb numeric text time timestamp timestamptz timetz uuid varchar",
);

export function readStatement(tree: Value): SqlStatement | undefined {
  const [[type = "", inner = null] = []] = Object.entries(nodeIn(tree));
  const node = nodeIn(inner);
  const verb = VERBS[type];
  const limit = limitIn(node);
  const reading = new StatementReading();
  reading.visit(type, node, new Set(), 0, reading.reads);
  if (verb === undefined || limit === undefined || reading.isLost) return undefined;
  const sorted = (names: ReadonlySet<string>): readonly string[] => [...names].sort();
  return {
    opaque: false,
    verb,
    reads: sorted(reading.reads),
    writes: sorted(reading.writes),
    columns: sorted(new Set([...reading.columns, ...(reading.namesARow ? ["*"] : [])])),
    functions: sorted(reading.functions),
    has_where: JSON.stringify(node["whereClause"] ?? null).includes('"ColumnRef":'),
    has_limit: limit < NO_LIMIT,
    limit,
  };
}

/** A whole number that is written; `limit all` and `limit null` are no limit. */
function limitIn({ limitCount }: SqlNode): number | undefined {
  if (limitCount === undefined) return NO_LIMIT;
  const { isnull, ival } = nodeIn(nodeIn(limitCount)["A_Const"]);
  if (isnull === true) return NO_LIMIT;
  const rows = ival === undefined ? -1 : (nodeIn(ival)["ival"] ?? 0);
  return typeof rows === "number" && rows >= 0 ? rows : undefined;
}

class StatementReading {
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  readonly columns = new Set<string>();
  readonly functions = new Set<string>();
  /** Whether it has left the table. */
  isLost = false;
  readonly #rows = new Set<string>();
  readonly #loose = new Set<string>();

  /** Whether a column is named that is the name of a row. */
  get namesARow(): boolean {
    return [...this.#loose].some((name) => this.#rows.has(name));
  }

  /** `local`: names of `with`; `into`: where a relation is noted. */
  visit(type: string, node: SqlNode, local: ReadonlySet<string>, depth: number, into: Set<string>): void {
    const fields = TYPES.get(type);
    const present = Object.keys(node).filter((field) => !isPlace(field));
    if (fields === undefined || !present.every((field) => fields.has(field)) || !isSound(type, node) || depth > DEPTH_MAX) {
      this.isLost = true;
      return;
    }
    this.#note(type, node, local, into);
    const inside = new Set([...local, ...namesOfWith(node["withClause"])]);
    for (const field of present) {
      const how = fields.get(field) ?? "";
      const value = node[field] ?? null;
      if (field === "withClause") this.#visitWith(nodeIn(value), local, depth, into);
      else if (how.startsWith("!")) this.#visitTarget(type, value);
      else if (how.includes(":")) this.visit(how.slice(how.indexOf(":") + 1), nodeIn(value), inside, depth + 1, into);
      else if (!how.startsWith("=")) this.#visitAll(value, inside, depth + 1, into);
    }
  }

  #visitAll(value: Value, local: ReadonlySet<string>, depth: number, into: Set<string>): void {
    if (Array.isArray(value)) for (const item of value as readonly Value[]) this.#visitAll(item, local, depth, into);
    else for (const [type, node] of Object.entries(nodeIn(value))) this.visit(type, nodeIn(node), local, depth, into);
  }

  /** What is changed is never a name of `with`; updating and deleting read, too. */
  #visitTarget(type: string, value: Value): void {
    const targets = Array.isArray(value) ? value : [{ RangeVar: value }];
    this.#visitAll(targets, new Set(), 0, this.writes);
    if (type === "UpdateStmt" || type === "DeleteStmt") this.#visitAll(targets, new Set(), 0, this.reads);
  }

  /** Each sees those before it. */
  #visitWith(clause: SqlNode, local: ReadonlySet<string>, depth: number, into: Set<string>): void {
    const known = new Set(local);
    if (clause["recursive"] !== undefined) this.isLost = true;
    for (const item of itemsOf(clause["ctes"])) {
      this.#visitAll(item, new Set(known), depth + 1, into);
      known.add(String(nodeIn(nodeIn(item)["CommonTableExpr"])["ctename"]));
    }
  }

  #note(type: string, node: SqlNode, local: ReadonlySet<string>, into: Set<string>): void {
    const named = (field: string): readonly string[] =>
      itemsOf(node[field]).map((item) => String(nodeIn(nodeIn(item)["ResTarget"])["name"]));
    switch (type) {
      case "RangeVar": {
        const name = relationIn(node) ?? "";
        this.#rows.add(String(node["relname"]));
        if (node["schemaname"] !== undefined || !local.has(name)) into.add(name);
        return;
      }
      case "Alias":
        this.#rows.add(String(node["aliasname"]));
        return;
      case "ColumnRef": {
        const name = columnIn(node) ?? "";
        this.columns.add(name);
        if (itemsOf(node["fields"]).length === 1) this.#loose.add(name);
        return;
      }
      case "FuncCall":
        this.functions.add(wordsIn(node["funcname"]).at(-1) ?? "");
        return;
      case "JoinExpr":
        for (const name of wordsIn(node["usingClause"])) this.columns.add(name);
        return;
      case "InsertStmt":
        for (const name of node["cols"] === undefined ? ["*"] : named("cols")) this.columns.add(name);
        return;
      case "UpdateStmt":
        for (const name of named("targetList")) this.columns.add(name);
    }
  }
}

function namesOfWith(clause: Value | undefined): readonly string[] {
  return itemsOf(nodeIn(clause)["ctes"]).map((item) => String(nodeIn(nodeIn(item)["CommonTableExpr"])["ctename"]));
}

/** Whether plain data of a node says something that is understood. */
function isSound(type: string, node: SqlNode): boolean {
  switch (type) {
    case "A_Expr": {
      const names = wordsIn(node["name"]);
      const kind = /^AEXPR_(\w+)$/.exec(String(node["kind"]))?.[1] ?? "";
      return KINDS.has(kind) && names.length === 1 && names.every((name) => OPERATORS.has(name));
    }
    case "SubLink":
      return node["subLinkType"] !== "ARRAY_SUBLINK" && wordsIn(node["operName"]).every((name) => OPERATORS.has(name));
    case "TypeName":
      return isInCatalog(wordsIn(node["names"]), DATA_TYPES);
    case "FuncCall":
      return isInCatalog(wordsIn(node["funcname"]), FUNCTIONS);
    case "ColumnRef": {
      const [name, parts] = [columnIn(node), itemsOf(node["fields"]).length];
      return name !== undefined && parts <= 3 && (parts === 1 || !OF_ROWS.has(name));
    }
    case "RangeVar":
      return relationIn(node) !== undefined && nodeIn(node["alias"])["colnames"] === undefined;
    case "SelectStmt":
      return node["limitOption"] !== "LIMIT_OPTION_WITH_TIES";
    case "TruncateStmt":
      return node["behavior"] === "DROP_RESTRICT";
    case "CommonTableExpr":
      return nodeIn(node["ctequery"])["SelectStmt"] !== undefined;
    default:
      return true;
  }
}

function isInCatalog(names: readonly string[], known: ReadonlySet<string>): boolean {
  const isOurs = names.length === 1 || (names.length === 2 && names[0] === "pg_catalog");
  return isOurs && known.has(names.at(-1) ?? "");
}

function relationIn({ schemaname, relname, relpersistence }: SqlNode): string | undefined {
  const parts = [...(schemaname === undefined ? [] : [schemaname]), relname ?? ""];
  const isName = (part: Value): boolean => typeof part === "string" && part !== "" && !/[."*\s]/.test(part) && isVisible(part);
  return relpersistence === "p" && parts.every(isName) ? parts.join(".") : undefined;
}

function columnIn({ fields }: SqlNode): string | undefined {
  const last = nodeIn(itemsOf(fields).at(-1));
  const name = last["A_Star"] !== undefined ? "*" : nodeIn(last["String"])["sval"];
  return typeof name === "string" ? name : undefined;
}
