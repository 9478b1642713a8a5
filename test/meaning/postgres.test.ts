/**
 * What the SQL interpreter understood is what PostgreSQL does. Each statement runs in the form that is sent, under a role that may touch
 * nothing but the relations and columns that were judged of that form: a refused permission is something that was not understood. And
 * the form gives what the text as written gives.
 */
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interpret } from "../../src/meaning/index.ts";
import { createDice } from "../generators/dice.ts";
import { randomStatement, TABLES } from "../generators/sql-generator.ts";
import { type RealPostgres, startPostgres } from "../worlds/real-postgres.ts";
import { sentValue } from "./sent-value.ts";

const STATEMENTS = 1_000;
const CONTEXT = { roots: {} };

let postgres: RealPostgres;
let client: Client;

beforeAll(async () => {
  postgres = await startPostgres();
  client = postgres.client;
  await client.query("create schema s; create role analyst; grant usage on schema public, s to analyst");
  for (const [table, columns] of Object.entries(TABLES)) {
    // `zz` is in no statement: reading any column of a table takes the right to one.
    await client.query(`create table ${table} (${columns.map((column) => `${column} int`).join(", ")}, zz int)`);
    await client.query(
      `insert into ${table} select ${columns.map((_column, at) => `i * ${at + 1} % 7`).join(", ")}, 0 from generate_series(1, 9) i`,
    );
  }
}, 120_000);

afterAll(() => postgres?.stop());

function fieldOf(text: string, field: string): readonly string[] {
  const fact = interpret({ from: "meaning", interpreter: "sql", of: [], field, parameters: [] }, text, CONTEXT);
  return Array.isArray(fact) ? fact.map(String) : [];
}

/** The rights that the record says are needed, and no more. */
function grants(text: string): readonly string[] {
  const named = new Set(fieldOf(text, "columns"));
  const verbs = fieldOf(text, "verbs");
  const rights = (relation: string, right: string): string => {
    const table = relation.includes(".") ? relation : `public.${relation}`;
    const columns = (TABLES[table] ?? []).filter((column) => named.has("*") || named.has(column));
    const all = named.has("*") ? ["zz", ...columns] : right === "select" ? ["zz", ...columns] : columns;
    return all.length === 0 ? "" : `grant ${right} (${all.join(", ")}) on ${table} to analyst`;
  };
  const reads = fieldOf(text, "reads").map((relation) => rights(relation, "select"));
  const writes = fieldOf(text, "writes").flatMap((relation) =>
    verbs.map((verb) => (verb === "delete" || verb === "truncate" ? `grant ${verb} on ${relation} to analyst` : rights(relation, verb))),
  );
  return [...reads, ...writes].filter((grant) => grant !== "");
}

/** The rows, or the code of the error; nothing stays. */
async function outcome(text: string, role: string, given: readonly string[]): Promise<{ readonly code: string; readonly rows: string }> {
  await client.query("begin");
  try {
    for (const grant of given) await client.query(grant);
    await client.query(`set local role ${role}`);
    const result = await client.query({ text, rowMode: "array" });
    return { code: "", rows: JSON.stringify(result.rows) };
  } catch (thrown) {
    return { code: (thrown as { readonly code?: string }).code ?? String(thrown), rows: "" };
  } finally {
    await client.query("rollback");
  }
}

describe("sql against PostgreSQL", () => {
  test("needs no relation and no column that was not named", async () => {
    const dice = createDice(20_261);
    const counts = { ran: 0, failed: 0, opaque: 0 };
    for (let at = 0; at < STATEMENTS; at += 1) {
      const text = randomStatement(dice);
      const sent = sentValue("sql", text, CONTEXT);
      if (typeof sent !== "string") {
        counts.opaque += 1;
        continue;
      }
      const written = await outcome(text, "postgres", []);
      expect(await outcome(sent, "postgres", []), sent).toEqual(written);
      counts[written.code === "" ? "ran" : "failed"] += 1;
      if (written.code !== "") continue;
      const confined = await outcome(sent, "analyst", grants(sent));
      expect(confined, `${sent}\n${grants(sent).join("\n")}`).toEqual(written);
    }
    expect(counts.ran).toBeGreaterThan(STATEMENTS / 3);
  });

  test("no function of the catalogue, written as a column, gives away a row that is not named", async () => {
    const [table = "", columns = []] = Object.entries(TABLES)[0] ?? [];
    const { rows } = await client.query("select distinct proname from pg_proc where pronargs = 1 or provariadic <> 0");
    const names = rows.map(({ proname }: { readonly proname: string }) => proname).filter((name) => !columns.includes(name));
    let understood = 0;
    await client.query(`insert into ${table} (zz) values (71253)`);
    for (const name of names) {
      const text = `select x."${name}" from ${table} x order by 1`;
      const sent = fieldOf(text, "columns").includes("*") ? undefined : sentValue("sql", text, CONTEXT);
      if (typeof sent !== "string" || fieldOf(sent, "reads").length === 0) continue;
      understood += 1;
      const { rows: given } = await outcome(sent, "postgres", []);
      // As text, and as the bytes of a number or of a text.
      expect([name, /71253|11655|3731323533/.test(given)]).toEqual([name, false]);
    }
    await client.query(`delete from ${table} where zz = 71253`);
    expect(understood).toBeGreaterThan(500);
  });

  test("has the verb right: what only reads changes nothing", async () => {
    const dice = createDice(7);
    const total = () =>
      client.query(
        `select ${Object.keys(TABLES)
          .map((table) => `(select count(*) from ${table})`)
          .join(", ")}`,
      );
    const before = await total();
    for (let at = 0; at < 200; at += 1) {
      const sent = sentValue("sql", randomStatement(dice), CONTEXT) ?? "";
      const readOnly = interpret({ from: "meaning", interpreter: "sql", of: [], field: "read_only", parameters: [] }, sent, CONTEXT);
      if (readOnly === true) await client.query(String(sent)).catch(() => undefined);
    }
    expect((await total()).rows).toEqual(before.rows);
  });
});
