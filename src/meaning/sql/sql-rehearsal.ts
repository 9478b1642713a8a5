/**
 * One statement that writes rows, taken apart so that a transaction can show what it does before it is rolled back: a question for the rows
 * that it is about to change, and the statement itself, answering with the rows that it has made. Of anything else it says nothing.
 */
import type { Json } from "../../kernel/index.ts";
import { interpretSql, parseSql, writeSql } from "./sql.ts";
import { asList, asNode, relationOf, type SqlNode } from "./sql-tree.ts";

export interface RehearsableSql {
  readonly table: string;
  /** Asks for the rows that it changes or deletes, each as one value `shown`; absent for an insertion. */
  readonly before?: string;
  /** The statement. It answers with each row that it has made, or deleted, as one value `shown`. */
  readonly run: string;
  readonly makesRows: boolean;
  /** Functions that it names, as the interpreter says them. */
  readonly functions: readonly string[];
}

const STATEMENTS = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt"]);

/**
 * Undefined for what is not understood, for several statements, for a `with`, which could write elsewhere, and for `on conflict`, of which
 * nobody sees beforehand what it replaces.
 */
export function rehearsableSql(text: string): RehearsableSql | undefined {
  const record = interpretSql(text, { roots: {} })?.record;
  const [statement, ...others] = parseSql(text) ?? [];
  const [type = "", inner] = Object.entries(asNode(asNode(statement).stmt))[0] ?? [];
  const node = asNode(inner);
  const table = relationOf(asNode(node.relation));
  const isPlain = STATEMENTS.has(type) && node.withClause === undefined && node.onConflictClause === undefined;
  const writes = Array.isArray(record?.["writes"]) ? record["writes"] : [];
  if (record === undefined || others.length > 0 || !isPlain || table === undefined || writes.length !== 1) return undefined;
  const row = rowOf(asNode(node.relation));
  const { returningClause: _, ...bare } = node;
  const statementText = writeSql([{ stmt: { [type]: bare } }]);
  const before = type === "InsertStmt" ? undefined : writeSql([{ stmt: rowsBefore(node, row) }]);
  if (statementText === undefined || (before === undefined && type !== "InsertStmt")) return undefined;
  const run = `${statementText} returning ${row}`;
  const functions = Array.isArray(record["functions"]) ? record["functions"].map(String) : [];
  return { table, run, makesRows: type !== "DeleteStmt", functions, ...(before === undefined ? {} : { before }) };
}

/** `pg_catalog.to_jsonb(t.*) as shown`: the star is the whole row even where a column is called as the table is. */
function rowOf({ alias, relname }: SqlNode): string {
  const name = String(asNode(alias).aliasname ?? relname);
  return `pg_catalog.to_jsonb("${name.replaceAll('"', '""')}".*) as shown`;
}

/** The rows under the statement's own condition, in the same tables; where it joins others, each once. */
function rowsBefore({ relation, fromClause, usingClause, whereClause }: SqlNode, row: string): Json {
  const joined = [...asList(fromClause), ...asList(usingClause)];
  return {
    SelectStmt: {
      ...(joined.length === 0 ? {} : { distinctClause: [{}] }),
      targetList: asList(asNode(asNode(asNode(parseSql(`select ${row}`)?.[0]).stmt).SelectStmt).targetList),
      fromClause: [{ RangeVar: asNode(relation) }, ...joined],
      ...(whereClause === undefined ? {} : { whereClause }),
      limitOption: "LIMIT_OPTION_DEFAULT",
      op: "SETOP_NONE",
    },
  };
}
