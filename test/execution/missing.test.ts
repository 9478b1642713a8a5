/** Why a condition has no answer: the decision says what is missing, in its codes, and the second judge derives the same. */
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/crypto/index.ts";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const LOCK = lockOf({ "desk/look": [], "desk/do": ["to", "list", "id", "n"], "desk/say": ["text"] });
const CHARTER = `charter: desk
sources: { book: { trusted: true, results: [desk/look] } }
records: { one: { from: [desk/look], key: result.id, keep: { mail: result.mail, tags: result.tags } } }
define: { limits: { "a.org": 5 } }
`;

/** What is said of a call under a condition; both judges agree on it. */
function said(allow: string, args: Json, more = "", before: (ledger: PaperLedger) => void = () => undefined): readonly string[] {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(`${CHARTER}${more}allow: [desk/look, desk/say, { desk/do: ${JSON.stringify(allow)} }]\n`);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  before(ledger);
  const { entry } = ledger.propose("desk/do", args).decision;
  expect(judgeAgain(ledger.entries)).toEqual([]);
  return entry.codes;
}

function look(ledger: PaperLedger, data: Json): void {
  ledger.outcome(ledger.propose("desk/look").proposal, "returned", { result: { content: [{ type: "text", text: JSON.stringify(data) }] } });
}

const OPAQUE = ["meaning/unintelligible"];
const UNKNOWN = ["record/unknown"];
const ERROR = ["guard/error"];

describe("a condition without an answer", () => {
  test.each<readonly [string, Json, readonly string[]]>([
    ['email(args.to).domain == "a.org"', { to: "a@a.org, b@b.org" }, OPAQUE],
    ['email(args.to).domain == "a.org"', { to: null }, OPAQUE],
    ['email(args.to).domain == "a.org"', {}, ERROR],
    ['email(args.to).within("a.org")', { to: "x" }, OPAQUE],
    ["money(args.n) <= 5", { n: "1,000" }, OPAQUE],
    ["date(args.n) < time.today", { n: "soon" }, OPAQUE],
    ["limits[email(args.to).domain] == 5", { to: "x" }, OPAQUE],
    ["limits[email(args.to).domain] == 5", { to: "a@b.org" }, ERROR],
    ["!email(args.to).opaque && args.n > 1", { to: "a@a.org" }, ERROR],
    ['args.n > 1 && email(args.to).domain == "a.org"', { to: "x", n: 2 }, OPAQUE],
    // What is missing is named although the argument beside it is missing as well.
    ['args.n > 1 && email(args.to).domain == "a.org"', { to: "x" }, OPAQUE],
    ['args.n > 1 && email(args.to).domain == "a.org"', { to: "x", n: 1 }, ["clause/allow-failed"]],
    ['args.list.all(x, email(x).within("a.org"))', { list: ["a@a.org", "x"] }, OPAQUE],
    ['args.list.all(x, email(x.to).within("a.org"))', { list: [{ to: "a@a.org" }, {}] }, ERROR],
    ['args.list.all(x, email(x.to).within("a.org"))', { list: [{}, { to: "x" }] }, OPAQUE],
    ['args.list.exists(x, email(x).within("a.org"))', { list: ["x"] }, OPAQUE],
    ['args.list.all(x, x.all(y, email(y).within("a.org")))', { list: [["a@a.org"], ["x"]] }, OPAQUE],
    ['args.list.map(x, email(x).domain) == ["a.org"]', { list: ["x"] }, OPAQUE],
    ["one[args.id].mail == args.to", { id: "1", to: "x" }, UNKNOWN],
    ["one[args.id].mail == args.to", { to: "x" }, ERROR],
    ["one[args.id].mail == args.to", { id: null, to: "x" }, UNKNOWN],
    ["has(one[args.id].mail)", { id: "1" }, UNKNOWN],
    ["email(one[args.id].mail).domain == email(args.to).domain", { id: "1", to: "x" }, ["meaning/unintelligible", "record/unknown"]],
    ["one[email(args.to).local].mail == args.to", { to: "x" }, OPAQUE],
    ['args.list.all(x, x in one["1"].tags)', { list: ["a"] }, UNKNOWN],
    ["sql(args.n).statements.all(s, s.has_where)", { n: "drop table x" }, OPAQUE],
  ])("%s of %j", (condition, args, codes) => {
    expect(said(condition, args)).toEqual(codes);
  });

  test("of a record that is there, but has not this field, is record/unknown as well", () => {
    const before = (ledger: PaperLedger): void => look(ledger, { id: "1", mail: "a@a.org" });
    expect(said("one[args.id].tags == args.list", { id: "1", list: [] }, "", before)).toEqual(UNKNOWN);
    expect(said("has(one[args.id].tags) && args.n > 1", { id: "1" }, "", before)).toEqual(["clause/allow-failed"]);
    expect(said("!has(one[args.id].tags) && args.n > 1", { id: "1" }, "", before)).toEqual(ERROR);
  });

  test("in a clause that asks people denies for the same reason", () => {
    const more = 'escalate: [{ desk/do: "email(args.to).domain == \\"a.org\\"" }]\n';
    expect(said("true", { to: "x" }, more)).toEqual(OPAQUE);
  });
});

describe("the memory of a session", () => {
  const asks = 'from(args.to, "book")';
  const small = "remembers: 1000\n";

  test("keeps what fits, to the letter, and then tells nobody's word: origin/full", () => {
    // What is counted is the text itself, and one for its end.
    const filled = (size: number) => (ledger: PaperLedger) => {
      look(ledger, { mail: "ann@example.com" });
      look(ledger, { mail: "x".repeat(size) });
    };
    const fits = 1_000 - "5".length - 1 - "ann@example.com".length - 1 - 1;
    expect(said(asks, { to: "ann@example.com" }, small, filled(fits))).toEqual([]);
    expect(said(asks, { to: "ann@example.com" }, small, filled(fits + 1))).toEqual(["origin/full"]);
    expect(said(asks, { to: "ann@example.com" }, "", filled(fits + 1))).toEqual([]);
    expect(said(`fromOne(args.to, args.n, "book")`, { to: "ann@example.com" }, small, filled(fits + 1))).toEqual(["origin/full"]);
    expect(said(`args.list.all(x, ${asks.replace("args.to", "x")})`, { list: ["ann@example.com"] }, small, filled(fits + 1))).toEqual([
      "origin/full",
    ]);
  });

  test("is said to be full, and whole again in a fresh session", () => {
    const ledger = new PaperLedger(LOCK);
    ledger.charter(`${CHARTER}${small}allow: [desk/look, { desk/do: ${JSON.stringify(asks)} }]\n`);
    ledger.startExecutors();
    ledger.open("s1", { user: "ann" });
    look(ledger, { mail: "x".repeat(1_000) });
    const { explanation } = ledger.propose("desk/do", { to: "ann@example.com" }).decision;
    expect(explanation.text).toContain('`origin(args.to).from("desk", "book")` can no longer be told: start a fresh session');
    ledger.open("s2", { user: "ann", fresh: true });
    look(ledger, { mail: "ann@example.com" });
    expect(ledger.verdict("desk/do", { to: "ann@example.com" }, "s2")).toBe("allow");
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });
});
