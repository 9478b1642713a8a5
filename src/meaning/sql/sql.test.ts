import { describe, expect, test } from "vitest";
import { canonicalForm } from "../interpret.ts";
import { recordOf } from "../interpreter.contract.ts";

describe("sql", () => {
  test("names what a query reads", () => {
    const text = "select u.id, count(*) from public.users u join orders o using (user_id) where o.paid group by 1 limit 10";
    expect(recordOf("sql", text)).toMatchObject({
      opaque: false,
      count: 1,
      verbs: ["select"],
      reads: ["orders", "public.users"],
      writes: [],
      columns: ["id", "paid", "user_id"],
      functions: ["count"],
      read_only: true,
      limit: 10,
      statements: [{ verb: "select", has_where: true, has_limit: true, limit: 10 }],
    });
  });

  test.each([
    ["insert into s.t (a, b) values (1, 2)", { writes: ["s.t"], reads: [], columns: ["a", "b"] }],
    ["insert into t select * from u", { writes: ["t"], reads: ["u"], columns: ["*"] }],
    ["update t set a = b where c > 1", { writes: ["t"], reads: ["t"], columns: ["a", "b", "c"] }],
    ["delete from t using u where t.x = u.y", { writes: ["t"], reads: ["t", "u"], columns: ["x", "y"] }],
    ["truncate t, u", { writes: ["t", "u"], reads: [] }],
    ["with a as (select 1 x) select x from a", { reads: [], columns: ["x"] }],
    ["with a as (select * from b) select a.x from a", { reads: ["b"] }],
    ["with t as (select 1) insert into t select 1", { writes: ["t"] }],
    ["select 1 from s.a, (select 2 from a) x", { reads: ["a", "s.a"] }],
    ["with a as (select 1) select 1 from s.a", { reads: ["s.a"] }],
    ["select 1 union select b from c order by 1 limit 5", { reads: ["c"], limit: 5 }],
    ['select "A" from "T"', { reads: ["T"], columns: ["A"] }],
    ["select 1; delete from t", { count: 2, verbs: ["delete", "select"], writes: ["t"], read_only: false }],
  ])("%s", (text, record) => {
    expect(recordOf("sql", text)).toMatchObject({ opaque: false, ...record });
  });

  test.each([
    "select * from users",
    "select u.* from users u",
    "select users from users",
    "select u from users u",
    "select max(u) from (table users) u",
    "table users",
    "insert into users values (1)",
    "update t set a = 1 returning *",
    "with c as (select 1 a) select c from c",
  ])("%s uses whole rows", (text) => {
    expect(recordOf("sql", text).columns).toContain("*");
  });

  test("a condition on no column is no condition, and the largest limit counts", () => {
    expect(recordOf("sql", "delete from t where true").statements).toMatchObject([{ has_where: false }]);
    expect(recordOf("sql", "select a from t limit 5; select b from t").limit).toBe(Number.MAX_SAFE_INTEGER);
    expect(recordOf("sql", "select a from t limit all").limit).toBe(Number.MAX_SAFE_INTEGER);
    expect(recordOf("sql", "select a from (select a from t limit 1) x").limit).toBe(Number.MAX_SAFE_INTEGER);
    expect(recordOf("sql", "select a from t limit 0").limit).toBe(0);
  });

  test.each([
    ["a function", "select pg_sleep(10)"],
    ["a function that reads files", "select pg_read_file('/etc/passwd')"],
    ["a function of a schema", "select public.count(1)"],
    ["a set-returning function", "select * from dblink('x', 'y')"],
    ["all rows in one", "select string_agg(a, ',') from t limit 1"],
    ["all rows in one list", "select array(select a from t) limit 1"],
    ["a query that calls itself", "with recursive w as (select 1 a union all select a || t.b from w, t) select a from w limit 1"],
    ["a window", "select sum(a) over (partition by b) from t"],
    ["a function on a row, written as a column", "select u.row_to_json from users u"],
    ["an aggregate of rows, written as a column", "select u.jsonb_agg_strict from users u"],
    ["renamed columns", "select a from users u(x, a)"],
    ["a cast that looks up", "select 'x'::regclass"],
    ["an operator of a schema", "select 1 operator(public.+) 2"],
    ["an unknown operator", "select a @@ b from t"],
    ["a regular expression", "select a ~ 'x' from t"],
    ["a parameter", "select $1"],
    ["a block", "do $$ begin end $$"],
    ["a call", "call p()"],
    ["a copy to a program", "copy t to program 'sh'"],
    ["a setting", "set search_path = evil"],
    ["a role", "set role postgres"],
    ["a transaction", "begin"],
    ["a definition", "create table t (a int)"],
    ["a drop", "drop table t"],
    ["a grant", "grant all on t to u"],
    ["an explanation that runs", "explain analyze delete from t"],
    ["a lock", "select 1 from t for update"],
    ["a new table", "select 1 into t"],
    ["a write in a query", "with x as (delete from t returning *) select * from x"],
    ["a merge", "merge into t using u on true when matched then delete"],
    ["an upsert", "insert into t values (1) on conflict do nothing"],
    ["a cascade", "truncate t cascade"],
    ["a natural join", "select 1 from a natural join b"],
    ["a sample", "select 1 from t tablesample system (1)"],
    ["a limit that is computed", "select 1 limit 1 + 1"],
    ["a limit with ties", "select a from t order by a fetch first 1 row with ties"],
    ["a table of another database", "select 1 from a.b.c"],
    ["a name with a dot", 'select 1 from "a.b"'],
    ["NUL", "select 1\u0000; drop table t"],
    ["an escape sequence", "select 1 \u001b[2K"],
    ["a syntax error", "select from where"],
    ["nothing", ""],
    ["a comment only", "-- select 1"],
    ["51 statements", "select 1;".repeat(51)],
    ["2,001 words", `select ${"1,".repeat(1_000)}1`],
    ["deep nesting", `select ${"not ".repeat(500)}true`],
    ["64 operator signs", `select 1 ${"+".repeat(64)} 1`],
    ["64 opened comments", `select 1 ${"/*".repeat(64)}${"*/".repeat(64)}`],
  ])("refuses %s", (_name, text) => {
    expect(recordOf("sql", text)).toEqual({ opaque: true });
  });

  test("writes it anew: no comments, functions where they are, the same tree", () => {
    expect(canonicalForm("sql", "select COUNT(*) /* x */ from T -- y\n where a='it''s'", { roots: {} })).toBe(
      "SELECT pg_catalog.count(*) FROM t WHERE a = 'it''s'",
    );
  });
});
