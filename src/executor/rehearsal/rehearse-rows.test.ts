/**
 * Statements in a transaction that is rolled back, with a real PostgreSQL: the rows shown are those that it then makes, and none is
 * there before.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RealPostgres, startPostgres } from "../../../test/worlds/real-postgres.ts";
import type { Rehearsal } from "../../ledger/index.ts";
import { ROWS_SHOWN_MAX } from "../limits.ts";
import { rehearserOf } from "./rehearse.ts";

let postgres: RealPostgres;
let url = "";

beforeAll(async () => {
  postgres = await startPostgres();
  url = `postgres://clerk:clerk@127.0.0.1:${postgres.port}/postgres`;
  await postgres.client.query("create role clerk login password 'clerk'");
}, 120_000);
afterAll(() => postgres?.stop());

beforeEach(async () => {
  const { client } = postgres;
  await client.query("drop table if exists account, town");
  await client.query("create table account (id serial primary key, name text, cents int, town int); create table town (id int, open bool)");
  await client.query("insert into town values (1, true), (1, true), (2, false)");
  await client.query("insert into account (name, cents, town) values ('ann', 100, 1), ('bea', 200, 2), ('cid', 300, 1)");
  await client.query("grant all on account, town, account_id_seq to clerk");
});

const rowsNow = async (): Promise<string[]> =>
  (await postgres.client.query<{ text: string }>("select to_jsonb(account.*)::text as text from account")).rows
    .map(({ text }) => text)
    .sort();

async function rehearsed(sql: unknown, at = url): Promise<Rehearsal | string> {
  const rehearse = rehearserOf({
    server: "db",
    config: { postgres: at, argument: "sql" },
    command: "",
    args: [],
    environment: {},
    walls: { hidden: [], readOnly: [], scratch: "/tmp" },
    startFolder: "/",
    isBoxed: false,
    reached: () => undefined,
  });
  const session = { kind: "session", agent: "a", protocol: "p", capabilities: {} } as const;
  const found = await rehearse({ tool: "db/execute", args: { sql: sql as string } }, session, "/");
  return found.ok ? found.value : `${found.fault.code}: ${found.fault.message}`;
}

describe("a statement", () => {
  test.each([
    ["update account set cents = cents - 50 where name = 'ann' or name = 'cid'", 2],
    ["update account as a set cents = 0 from town as t where a.town = t.id and t.open", 2],
    ["delete from account using town where account.town = town.id and not town.open", 1],
    ["insert into account (name, cents) values ('dan', 1), ('eve', 2)", 2],
    ["delete from account", 3],
  ])("%s: shows what it does, and has not done it", async (sql, affected) => {
    const before = await rowsNow();
    const found = await rehearsed(sql);
    expect(found).toMatchObject({ is: "rows", table: "account", affected, linesLeft: 0 });
    expect(await rowsNow()).toEqual(before);
    await postgres.client.query(sql);
    const after = await rowsNow();
    const [removed, added] = ["removed", "added"].map((is) =>
      typeof found !== "string" && found.is === "rows" ? found.lines.filter((line) => line.is === is).map(({ text }) => text) : [],
    );
    const named = (texts: readonly string[] | undefined): unknown[] => (texts ?? []).map((text) => ({ ...JSON.parse(text), id: 0 }));
    if (sql.startsWith("insert")) {
      // A sequence goes on although the transaction does not: the ids differ.
      expect(named(added)).toEqual(named(after.filter((row) => !before.includes(row))));
      expect(removed).toEqual([]);
    } else {
      expect(removed).toEqual(before.filter((row) => !after.includes(row)));
      expect(added).toEqual(after.filter((row) => !before.includes(row)));
    }
  });

  test("that changes many rows shows the first, and how many there are", async () => {
    await postgres.client.query("insert into account (name) select 'x' from generate_series(1, 300)");
    const found = await rehearsed("update account set cents = 1");
    expect(found).toMatchObject({ affected: 303, linesLeft: 2 * (303 - ROWS_SHOWN_MAX) });
  });

  test.each([
    "drop table account",
    "select * from account",
    "delete from account; delete from town",
    "with gone as (delete from town returning id) delete from account where town in (select id from gone)",
    "update account set cents = nextval('account_id_seq')",
    "update account set name = pg_read_file('/etc/passwd')",
    "insert into account (id, name) values (1, 'ann again') on conflict (id) do update set name = excluded.name",
    "truncate account",
    "not sql at all",
    7,
  ])("%s is not run: executor/rehearsal-opaque", async (sql) => {
    expect(await rehearsed(sql)).toMatch(/^executor\/rehearsal-opaque: /);
  });

  test("that the database refuses, and a database that does not answer: executor/rehearsal-failed, without the secret", async () => {
    await postgres.client.query("revoke all on account from clerk");
    expect(await rehearsed("delete from account")).toBe(
      "executor/rehearsal-failed: the database says: permission denied for table account",
    );
    const away = await rehearsed("delete from account", url.replace("clerk:clerk", "clerk:hunter2"));
    expect(away).toMatch(/^executor\/rehearsal-failed: /);
    expect(away).not.toContain("hunter2");
  });
});
