/**
 * What is judged is what is sent: a call is written in canonical form before anything of it is judged, both judges commit to that form, and
 * an executor that is told of other places than were understood sends nothing.
 */
import { describe, expect, test } from "vitest";
import { digestOf, type Json } from "../../src/crypto/index.ts";
import { digestOfDefinition, type Folded, type Lock } from "../../src/execution/index.ts";
import { executedCall } from "../../src/executor/index.ts";
import type { DecisionEntry } from "../../src/ledger/index.ts";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const CHARTER = `charter: analyst
roots: { work: /home/work }
parts: { shell/run: shell(args.command).commands }
define: { inside: path(args.path).in("work"), unused: json(args.path).size == 0 }
actions:
  ask: { tool: db/query, allow: sql(args.query).read_only, deny: 'args.query.contains("--")' }
  count: { tool: db/count, allow: sql(args.query).read_only }
  read: { tool: files/read, allow: 'inside && (!has(args.mode) || args.mode == "r")' }
  send:
    tool: mail/send
    allow: args.to.all(t, email(t).within("example.com")) && args.parts.all(p, p.at.all(u, url(u).scheme == "https"))
  message: { tool: web/send, when: http(args).safe, allow: 'url(args["url"]).within("example.com")' }
  run: { tool: shell/run, allow: part.program == "ls" && args.command.startsWith("ls -la ") }
  odd: { tool: odd/both, allow: 'path(args.x).in("work") || json(args.x).size == 0 || path(args.x).opaque' }
  plain: { tool: plain/echo, allow: size(args.text) > 0 }
`;

const LOCK = withSchema(
  lockOf({
    "db/query": ["query"],
    "files/read": ["path", "mode"],
    "db/count": ["query"],
    "mail/send": ["to", "parts"],
    "web/send": ["method", "url", "headers", "body"],
    "shell/run": ["command"],
    "odd/both": ["x"],
    "plain/echo": ["text"],
  }),
);

/** What is counted is said in at most thirty characters. */
function withSchema(lock: Lock): Lock {
  const definition = { name: "count", inputSchema: { type: "object", properties: { query: { maxLength: 30 } } } };
  const db = lock.servers["db"] ?? { methods: [], tools: {} };
  const tools = { ...db.tools, count: { digest: digestOfDefinition(definition), definition } };
  return { ...lock, servers: { ...lock.servers, db: { ...db, tools } } };
}

function desk(...texts: readonly string[]): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(...(texts.length === 0 ? [CHARTER] : texts));
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

interface Proposed {
  readonly verdict: string;
  readonly codes: readonly string[];
  readonly sends: DecisionEntry["sends"];
  /** What the executor sends. */
  readonly sent: Json | undefined;
}

const SALT = "5".repeat(32);

/** A call as its gateway seals it; both judges decide it, and the executor writes it. */
function propose(ledger: PaperLedger, tool: string, args: Json): Proposed {
  const sealed = { tool, args, salt: SALT };
  const entry = { kind: "proposal", from: "agent", deadline: ledger.now + 1_000, patience: ledger.now + 1_000 } as const;
  const [decided] = ledger.write(entry, { session: "s1", sealed }).emitted;
  expect(judgeAgain(ledger.entries)).toEqual([]);
  const { verdict = "", codes = [], warrant, sends } = decided?.entry ?? {};
  const executed = executedCall({ call: sealed, sends });
  return { verdict, codes, sends, sent: executed.ok && warrant !== undefined ? executed.value.args : undefined };
}

describe("a call is judged and sent in one form", () => {
  test.each<[tool: string, args: Json, sent: Json, places: Json]>([
    [
      "db/query",
      { query: "SELECT  id\nFROM orders -- all" },
      { query: "SELECT id FROM orders" },
      [{ interpreter: "sql", at: [["query"]] }],
    ],
    [
      "files/read",
      { path: "/home/work/x/../a//b.txt", mode: "r" },
      { path: "/home/work/a/b.txt", mode: "r" },
      [{ interpreter: "path", at: [["path"]] }],
    ],
    [
      "mail/send",
      { to: ["Ann@Example.com", "bob@example.com"], parts: [{ at: ["https://Example.com", "https://b.de/x"] }, { at: [] }] },
      { to: ["ann@example.com", "bob@example.com"], parts: [{ at: ["https://example.com/", "https://b.de/x"] }, { at: [] }] },
      [
        { interpreter: "email", at: [["to"], []] },
        { interpreter: "url", at: [["parts"], ["at"], []] },
      ],
    ],
    [
      "web/send",
      { method: "GET", url: "https://Example.com", headers: { Accept: "*/*" } },
      { method: "GET", url: "https://example.com/", headers: { accept: "*/*" } },
      [
        { interpreter: "http", at: [[]] },
        { interpreter: "url", at: [["url"]] },
      ],
    ],
    ["shell/run", { command: "ls  -la   'src'" }, { command: "ls -la src" }, [{ interpreter: "shell", at: [["command"]] }]],
  ])("%s", (tool, args, sent, places) => {
    const { verdict, ...proposed } = propose(desk(), tool, args);
    expect({ verdict, sent: proposed.sent, places: proposed.sends?.places }).toEqual({ verdict: "allow", sent, places });
    expect(propose(desk(), tool, sent).sends?.digest).toBe(proposed.sends?.digest);
  });

  test("what no condition understands is sent as it is, under no other form", () => {
    expect(propose(desk(), "plain/echo", { text: "a/../b" })).toMatchObject({
      verdict: "allow",
      sends: undefined,
      sent: { text: "a/../b" },
    });
  });

  test("what is opaque, and admitted all the same, is sent as it is", () => {
    expect(propose(desk(), "odd/both", { x: "~/x" })).toMatchObject({ verdict: "allow", sent: { x: "~/x" } });
  });

  test("other questions are asked of what is sent: a comment that is gone hides nothing, a quoted word neither", () => {
    expect(propose(desk(), "db/query", { query: "select 'a--b' from orders" })).toMatchObject({ verdict: "deny", codes: ["clause/deny"] });
    expect(propose(desk(), "shell/run", { command: "l''s -la src" })).toMatchObject({ verdict: "allow" });
    expect(propose(desk(), "shell/run", { command: "ls '-a' src" })).toMatchObject({ verdict: "deny" });
  });

  test("a value that two conditions understand in two ways is denied, meaning/ambiguous", () => {
    expect(propose(desk(), "odd/both", { x: "/home/work/../work" })).toMatchObject({ verdict: "allow", sent: { x: "/home/work" } });
    const both = desk(CHARTER.replace("json(args.x).size == 0", "shell(args.x).count == 1"));
    expect(propose(both, "odd/both", { x: "/home/work/./a" })).toMatchObject({ verdict: "deny", codes: ["meaning/ambiguous"] });
  });

  test("what is sent fits the pinned schema, or is denied", () => {
    expect(propose(desk(), "db/count", { query: "select count(*) from x" })).toMatchObject({ codes: ["arguments/outside-schema"] });
    expect(propose(desk(), "db/count", { query: "select id from x    -- /* the list of all ids */" })).toMatchObject({ verdict: "allow" });
  });

  test("neither form names what is Interlock's own", () => {
    const command = "ls -la /home/.inter''lock";
    expect(propose(desk(), "shell/run", { command })).toMatchObject({ verdict: "deny", codes: ["call/out-of-reach"] });
  });

  test("several charters together understand what each of them does", () => {
    const over = "charter: over\notherwise: allow\nallow: [db/query: text(args.query).size < 100]\n";
    const places = propose(desk(over, CHARTER), "db/query", { query: "select  1" }).sends?.places;
    expect(places).toEqual([
      { interpreter: "sql", at: [["query"]] },
      { interpreter: "text", at: [["query"]] },
    ]);
  });

  test("a call that people were asked about is sent in the form that they were asked about", () => {
    const ledger = desk("charter: c\nescalate: [db/query: sql(args.query).read_only]\n");
    const { proposal, decision } = ledger.propose("db/query", { query: "select  1" });
    expect(decision.entry.sends?.places).toEqual([{ interpreter: "sql", at: [["query"]] }]);
    const [decided] = ledger.answer(proposal, "approval").emitted;
    expect(decided?.entry.sends).toEqual(decision.entry.sends);
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });
});

describe("who changes the form", () => {
  const call = { tool: "mail/send", args: { to: ["Ann@Example.com"], cc: "Ann@Example.com" }, salt: SALT };
  const sent = { ...call.args, to: ["ann@example.com"] };
  const place = { interpreter: "email", at: [["to"], []] };
  const digest = digestOf({ sent: "interlock-sent/1", salt: SALT, tool: call.tool, args: sent });

  test("an executor that is told of the places that were understood sends the form", () => {
    expect(executedCall({ call, sends: { places: [place], digest } })).toEqual({ ok: true, value: { ...call, args: sent } });
  });

  test.each([
    ["one place less", { places: [], digest }],
    ["one place more", { places: [place, { interpreter: "email", at: [["cc"]] }], digest }],
    ["another interpreter", { places: [{ ...place, interpreter: "text" }], digest }],
    ["another form", { places: [place], digest: digestOf("x") }],
  ])("told of %s it sends nothing: executor/form-mismatch", (_, sends) => {
    expect(executedCall({ call, sends })).toMatchObject({ ok: false, fault: { code: "executor/form-mismatch" } });
  });

  test("nor with another salt, so that what is sent cannot be guessed from the leaf", () => {
    expect(executedCall({ call: { ...call, salt: "" }, sends: { places: [place], digest } })).toMatchObject({ ok: false });
  });

  test.each<[string, (sends: NonNullable<Proposed["sends"]>) => NonNullable<Proposed["sends"]> | undefined]>([
    ["one place less", ({ digest: same }) => ({ places: [], digest: same })],
    ["one place more", ({ places, digest: same }) => ({ places: [...places, place], digest: same })],
    ["another form", ({ places }) => ({ places, digest: digestOf("x") })],
    ["no form", () => undefined],
  ])("a recorded decision with %s is found", (_, change) => {
    const ledger = desk();
    expect(propose(ledger, "mail/send", { to: ["Ann@Example.com"], parts: [] }).verdict).toBe("allow");
    const forged = ledger.entries.map((folded): Folded => {
      const { entry } = folded.leaf;
      if (entry.kind !== "decision" || entry.sends === undefined) return folded;
      const { sends, ...rest } = entry;
      const changed = change(sends);
      const said = { ...rest, ...(changed === undefined ? {} : { sends: changed }) };
      return { ...folded, leaf: { ...folded.leaf, entry: said } };
    });
    expect(judgeAgain(forged)).toMatchObject([{ is: "WRONG", message: expect.stringContaining("`sends` is") }]);
  });
});
