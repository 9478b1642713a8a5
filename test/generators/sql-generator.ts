/**
 * Statements of SQL by chance, over three small tables: joins, subqueries, common table expressions that hide tables,
 * aliases that are named like columns, whole rows. Some are wrong; the database says which.
 */
import type { Dice } from "./dice.ts";

const COLUMNS = ["id", "age", "pay", "name", "user_id", "paid", "secret"];

/** Columns, all integers, by table. */
export const TABLES: { readonly [table: string]: readonly string[] } = {
  "public.users": COLUMNS,
  "public.orders": COLUMNS,
  "s.orders": COLUMNS,
};

const ALIASES = ["u", "o", "users", "orders", "pay", "x"];
const RELATIONS = ["users", "public.users", "orders", "public.orders", "s.orders"];

export function randomStatement(dice: Dice): string {
  const kind = dice.below(10);
  const table = dice.pick(RELATIONS);
  const row = [table.split(".").at(-1) ?? ""];
  if (kind < 6) return query(dice, 2);
  if (kind === 6) return `insert into ${table} (${dice.pick(COLUMNS)}) ${dice.oneIn(2) ? `values (${dice.below(9)})` : query(dice, 1)}`;
  if (kind === 7)
    return `update ${table} set ${dice.pick(COLUMNS)} = ${expression(dice, 1, row)}${where(dice, 1, row)}${returning(dice, row)}`;
  if (kind === 8) return `delete from ${table}${where(dice, 1, row)}${returning(dice, row)}`;
  return `insert into ${table} ${query(dice, 1)}`;
}

function query(dice: Dice, depth: number): string {
  const tables = depth > 0 && dice.oneIn(4) ? `with ${dice.pick(["users", "orders"])} as (select * from ${dice.pick(RELATIONS)}) ` : "";
  const { text, rows } = source(dice, depth);
  const condition = where(dice, depth, rows);
  if (dice.oneIn(5))
    return `${tables}select ${dice.pick(["count(*)", "max(id)", "sum(1)", `min(${dice.pick(rows)}.pay)`])} from ${text}${condition}`;
  const column = (): string =>
    dice.oneIn(8) ? "*" : `${expression(dice, depth, rows)}${dice.oneIn(4) ? ` as ${dice.pick(COLUMNS)}` : ""}`;
  const union = depth > 0 && dice.oneIn(8) ? ` union ${query(dice, 0)}` : "";
  const limit = dice.oneIn(3) ? ` order by 1 limit ${dice.below(5)}` : " order by 1";
  return `${tables}select ${dice.times(1 + dice.below(2), column).join(", ")} from ${text}${condition}${union || limit}`;
}

interface Source {
  readonly text: string;
  /** Names of its rows. */
  readonly rows: readonly string[];
}

function source(dice: Dice, depth: number): Source {
  const table = depth > 0 && dice.oneIn(5) ? `(select * from ${source(dice, 0).text})` : dice.pick(RELATIONS);
  const alias = table.startsWith("(") || dice.oneIn(2) ? dice.pick(ALIASES) : undefined;
  const text = alias === undefined ? table : `${table} ${alias}`;
  const row = alias ?? table.split(".").at(-1) ?? "";
  if (depth === 0 || !dice.oneIn(3)) return { text, rows: [row] };
  const other = source(dice, 0);
  const rows = [row, ...other.rows];
  if (dice.oneIn(3)) return { text: `${text} join ${other.text} using (id)`, rows };
  return { text: `${text} left join ${other.text} on ${expression(dice, 0, rows)} = ${expression(dice, 0, rows)}`, rows };
}

function where(dice: Dice, depth: number, rows: readonly string[]): string {
  if (dice.oneIn(2)) return "";
  const test = `${expression(dice, depth, rows)} ${dice.pick(["=", "<", "<>", ">="])} ${expression(dice, depth, rows)}`;
  return ` where ${dice.oneIn(4) ? `not (${test})` : test}${dice.oneIn(4) ? ` and exists (${query(dice, 0)})` : ""}`;
}

function returning(dice: Dice, rows: readonly string[]): string {
  return dice.oneIn(3) ? ` returning ${dice.oneIn(3) ? "*" : expression(dice, 0, rows)}` : "";
}

function expression(dice: Dice, depth: number, rows: readonly string[]): string {
  const column = (): string => (rows.length === 1 && dice.oneIn(2) ? dice.pick(COLUMNS) : `${dice.pick(rows)}.${dice.pick(COLUMNS)}`);
  const choice = dice.below(depth > 0 ? 12 : 8);
  if (choice < 5) return column();
  if (choice === 5) return String(dice.below(9));
  if (choice === 6) return `abs(${column()})`;
  if (choice === 7) return dice.oneIn(3) ? dice.pick(rows) : column();
  if (choice === 8) return `(${expression(dice, depth - 1, rows)} + ${expression(dice, depth - 1, rows)})`;
  if (choice === 9) return `coalesce(${expression(dice, depth - 1, rows)}, 0)`;
  if (choice === 10) return `case when ${column()} > 1 then ${expression(dice, depth - 1, rows)} else 2 end`;
  const inner = source(dice, 0);
  return `(select ${expression(dice, 0, dice.oneIn(2) ? rows : inner.rows)} from ${inner.text} order by 1 limit 1)`;
}
