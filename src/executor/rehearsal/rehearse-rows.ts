/**
 * Rehearses a call whose argument is a statement that writes rows: it runs in a transaction of a connection of its own, under limits of
 * time and rows, and the transaction is rolled back. What is not rolled back is not run: a statement that defines, that names a function
 * which may do anything, or that is not understood. What defaults and triggers do beside the transaction (a sequence goes on) stays done.
 */
import type { Client } from "pg";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { DiffLine, Rehearsal } from "../../ledger/index.ts";
import { rehearsableSql } from "../../meaning/index.ts";
import type { ExecutorCode } from "../faults.ts";
import { DIFF_LINE_MAX, ROWS_CONNECT_MS, ROWS_LOCK_MS, ROWS_SHOWN_MAX, ROWS_STATEMENT_MS } from "../limits.ts";

/** Codes: `executor/rehearsal-opaque`, `executor/rehearsal-failed`. `url`: of the database, with its secret, which no message repeats. */
export async function rehearseRows(statement: string, url: string): Promise<Result<Rehearsal, ExecutorCode>> {
  const understood = rehearsableSql(statement);
  if (understood === undefined) return opaque("it is not one statement that writes rows of one table");
  const { default: pg } = await import("pg");
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: ROWS_CONNECT_MS,
    application_name: "interlock rehearsal",
  });
  client.on("error", () => undefined); // It shows in the query under way.
  try {
    await client.connect();
    await client.query("begin isolation level repeatable read");
    await client.query(`set local statement_timeout = ${ROWS_STATEMENT_MS}`);
    await client.query(`set local lock_timeout = ${ROWS_LOCK_MS}`);
    const unsteady = await volatileAmong(client, understood.functions);
    if (unsteady.length > 0) return opaque(`\`${unsteady.join("`, `")}\` may do what no transaction takes back`);
    const before = understood.before === undefined ? NO_ROWS : await rowsOf(client, understood.before, "removed");
    const after = await rowsOf(client, understood.run, "added");
    const made = understood.makesRows ? after : NO_ROWS;
    const lines = [...before.lines, ...made.lines];
    const linesLeft = before.count + made.count - lines.length;
    return ok({ is: "rows", table: understood.table, affected: after.count, lines, linesLeft });
  } catch (thrown) {
    return fail("executor/rehearsal-failed", `the database says: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  } finally {
    await client.query("rollback").catch(() => undefined);
    await client.end().catch(() => undefined);
  }
}

interface Rows {
  /** As JSON, each cut, in the order of their texts. */
  readonly lines: readonly DiffLine[];
  readonly count: number;
}

const NO_ROWS: Rows = { lines: [], count: 0 };

/** The first rows that a statement answers with, and how many there are. */
async function rowsOf(client: Client, statement: string, is: "removed" | "added"): Promise<Rows> {
  const cut = `greatest(0, length(shown::text) - ${DIFF_LINE_MAX})`;
  const fields = `left(shown::text, ${DIFF_LINE_MAX}) as text, ${cut} as cut, count(*) over () as count`;
  const query = `with rows as (${statement}) select ${fields} from rows limit ${ROWS_SHOWN_MAX}`;
  const { rows } = await client.query<{ text: string; cut: number; count: string }>(query);
  const lines = rows.map(({ text, cut: left }): DiffLine => ({ is, text: text.toWellFormed(), ...(left > 0 ? { cut: left } : {}) }));
  return { lines: lines.sort((a, b) => (a.text < b.text ? -1 : 1)), count: Number(rows[0]?.count ?? 0) };
}

/** Which of some functions are volatile, under any schema: what they do may outlast the transaction. */
async function volatileAmong(client: Client, functions: readonly string[]): Promise<readonly string[]> {
  const names = functions.map((name) => name.slice(name.lastIndexOf(".") + 1));
  const query = "select distinct proname::text as name from pg_catalog.pg_proc where proname = any($1) and provolatile = 'v' order by 1";
  const { rows } = await client.query<{ name: string }>(query, [names]);
  return rows.map(({ name }) => name);
}

function opaque(message: string): Result<never, ExecutorCode> {
  return fail("executor/rehearsal-opaque", message);
}
