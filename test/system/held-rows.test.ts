/**
 * Rows in a transaction that is rolled back, as a whole system: an agent's statement waits, people see on the page and on a terminal what
 * it would change in a real PostgreSQL, nothing has changed, and a signed release makes just that change, once.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApiInboxDetail } from "../../src/console-server/index.ts";
import { Terminal } from "../transcripts/terminal.ts";
import { eventually, until } from "../worlds/eventually.ts";
import { type RealPostgres, startPostgres } from "../worlds/real-postgres.ts";
import type { SoftPasskey } from "../worlds/soft-passkey.ts";
import { type Connection, Desk } from "./desk.ts";
import { PageVisitor } from "./page-visitor.ts";

const CHARTER = `charter: bookkeeper
version: 1
define:
  tables: [public.account]
actions:
  look:
    tool: books/query
    allow: sql(args.sql).read_only && sql(args.sql).count == 1
  correct:
    tool: books/execute
    allow: sql(args.sql).count == 1 && sql(args.sql).writes.all(w, w in tables)
    while_contained: true
    quarantine: [{ name: corrections-are-reviewed, when: true, within: 10m }]
`;
const UPDATE = "update public.account set cents = cents - 50 where id <= 2";
const BEFORE = ["ann 100", "bea 200", "cid 300"];

describe("a statement that waits", () => {
  let postgres: RealPostgres;
  let desk: Desk;
  let agent: Connection;
  let page: PageVisitor;
  let bea: SoftPasskey;
  let terminal: Terminal;

  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.client.query("create role clerk login password 'clerk'");
    const url = `postgres://clerk:clerk@127.0.0.1:${postgres.port}/postgres`;
    const from = mkdtempSync(join(tmpdir(), "interlock-bookkeeper-"));
    writeFileSync(join(from, "charter.yaml"), CHARTER);
    const args = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/sql-server.ts"), url];
    desk = await Desk.govern({
      from,
      servers: { books: { command: process.execPath, args, rehearse: { postgres: url, argument: "sql" } } },
    });
    rmSync(from, { recursive: true });
    agent = await desk.connect({ options: ["--user", "ann", "--wait", "0", "--console", "0"] });
    page = await PageVisitor.open(desk, agent);
    bea = await page.enrol("bea");
    terminal = new Terminal("", desk.stage.folder);
  }, 120_000);
  afterAll(async () => {
    await desk?.close();
    await postgres?.stop();
  });

  beforeEach(async () => {
    await postgres.client.query("drop table if exists public.account");
    await postgres.client.query("create table public.account (id int primary key, name text, cents int)");
    await postgres.client.query("insert into public.account values (1, 'ann', 100), (2, 'bea', 200), (3, 'cid', 300)");
    await postgres.client.query("grant all on public.account to clerk");
  });

  async function rows(): Promise<readonly string[]> {
    const found = await postgres.client.query<{ row: string }>("select name || ' ' || cents as row from public.account order by id");
    return found.rows.map(({ row }) => row);
  }

  async function propose(sql: string): Promise<string> {
    const { verdict, ticket = "" } = await agent.call("execute", { sql });
    expect(verdict).toBe("quarantine");
    return ticket;
  }

  const isTried = ({ rehearsal }: ApiInboxDetail): boolean => rehearsal !== undefined;

  test("shows its rows on the page and the terminal, has changed nothing, and a signed release changes them once", async () => {
    const ticket = await propose(UPDATE);
    const { rehearsal, answers } = await page.waiting(ticket, isTried);
    expect(answers).toContain("release");
    expect(rehearsal?.found).toMatchObject({ is: "rows", table: "public.account", affected: 2, linesLeft: 0 });
    const lines = rehearsal?.found?.is === "rows" ? rehearsal.found.lines.map(({ is, text }) => ({ is, ...JSON.parse(text) })) : [];
    expect(lines).toEqual([
      { is: "removed", id: 1, name: "ann", cents: 100 },
      { is: "removed", id: 2, name: "bea", cents: 200 },
      { is: "added", id: 1, name: "ann", cents: 50 },
      { is: "added", id: 2, name: "bea", cents: 150 },
    ]);
    const shown = await terminal.run(["held"]);
    expect(shown).toContain("tried where nothing comes of it: 2 rows of public.account");
    expect(shown).toContain('| - {"id": 1, "name": "ann", "cents": 100}');
    expect(shown).toContain('| + {"id": 1, "name": "ann", "cents": 50}');
    expect(await rows()).toEqual(BEFORE);

    await page.answer(bea, { ticket, kind: "release", containment: "end" });
    const { text } = await eventually(async (saw) => {
      const answer = saw(await agent.call("execute", { sql: UPDATE }));
      return answer.isError ? undefined : answer;
    }, "the result");
    expect(text).toBe('{"rows":[],"rowCount":2}');
    expect(await rows()).toEqual(["ann 50", "bea 150", "cid 300"]);
  });

  test("leaves the rows as they were when it is discarded", async () => {
    const ticket = await propose("delete from public.account where id = 3");
    expect((await page.waiting(ticket, isTried)).rehearsal?.found).toMatchObject({ affected: 1 });
    await page.answer(bea, { ticket, kind: "discard", containment: "end" });
    await until(async (saw) => !saw(await terminal.run(["held"])).includes(ticket), "its end");
    expect(await rows()).toEqual(BEFORE);
  });

  test("whose executor is killed with rows changed in its transaction changes none and leaves none open, and can be released", async () => {
    // Its second row is taken: it has changed the first, and waits.
    await postgres.client.query("begin; select from public.account where id = 2 for update");
    const ticket = await propose(UPDATE);
    const sessions = async (): Promise<readonly string[]> => {
      const query = "select wait_event_type as waits from pg_stat_activity where application_name = 'interlock rehearsal'";
      return (await postgres.client.query<{ waits: string }>(query)).rows.map(({ waits }) => waits);
    };
    await until(async (saw) => saw(await sessions()).includes("Lock"), "the rehearsal under way");
    desk.signal("executor-books", "SIGKILL");
    const { rehearsal } = await page.waiting(ticket, isTried);
    expect(rehearsal?.code).toBe("executor/rehearsal-interrupted");
    await postgres.client.query("rollback");
    await until(async (saw) => saw(await sessions()).length === 0, "the end of its transaction");
    expect(await rows()).toEqual(BEFORE);
    await page.answer(bea, { ticket, kind: "release", containment: "end" });
    await until(async (saw) => saw(await rows())[0] === "ann 50", "the change");
    expect(await rows()).toEqual(["ann 50", "bea 150", "cid 300"]);
  });

  test("leaves a ledger that can be audited", async () => {
    await agent.close();
    expect(await terminal.run(["audit"])).toContain("OK");
  });
});
