/** What conditions ask of lists, of people and of parts, on a paper ledger: the second judge agrees with every decision. */
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/crypto/index.ts";
import { compileTexts, lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const LOCK = lockOf({ "shop/order": ["id"], "shop/change": ["id", "items", "flights", "user", "n"], "shop/pay": ["payments"] });
const CHARTER = `charter: shop
sources:
  shop: { trusted: true, results: [shop/order] }
records:
  order:
    from: [shop/order]
    key: result.id
    keep:
      items: result.items.map(i, i.id)
      open: result.items.filter(i, i.state == "open").map(i, i.id)
      from: result.legs.first().from
      to: result.legs.last().to
      buyer: result.buyer
  me: { from: [shop/order], key: '"me"', keep: { buyer: result.buyer } }
parts: { shop/pay: args.payments }
define: { o: "order[args.id]" }
`;
const ORDER = {
  id: "A1",
  buyer: "ann",
  items: [
    { id: "i1", state: "open" },
    { id: "i2", state: "sent" },
  ],
  legs: [
    { from: "BER", to: "PAR" },
    { from: "PAR", to: "NYC" },
  ],
};

function shop(allow: string, tool = "shop/change"): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(`${CHARTER}allow: [shop/order, { ${tool}: ${JSON.stringify(allow)} }]\n`);
  ledger.startExecutors();
  return ledger;
}

function look(ledger: PaperLedger, data: Json = ORDER): void {
  const result = { content: [{ type: "text", text: JSON.stringify(data) }] };
  ledger.outcome(ledger.propose("shop/order", { id: "A1" }).proposal, "returned", { result });
}

function said(ledger: PaperLedger, args: Json, tool = "shop/change"): readonly string[] {
  const { entry } = ledger.propose(tool, args).decision;
  expect(judgeAgain(ledger.entries)).toEqual([]);
  return entry.verdict === "allow" ? ["allow"] : entry.codes;
}

const ALLOWED = ["allow"];
const REFUSED = ["clause/allow-failed"];
const ERROR = ["guard/error"];

describe("of a list", () => {
  const legs = (...names: readonly string[]): Json => names.map((name) => ({ from: name.slice(0, 3), to: name.slice(3) }));

  test.each<readonly [string, Json, readonly string[]]>([
    ["args.flights.first().from == o.from && args.flights.last().to == o.to", { flights: legs("BERROM", "ROMNYC") }, ALLOWED],
    ["args.flights.first().from == o.from && args.flights.last().to == o.to", { flights: legs("ROMNYC") }, REFUSED],
    ["args.flights.first().from == o.from", { flights: [] }, ERROR],
    ["args.flights.first().from == o.from", { flights: "BER" }, ERROR],
    ['args.items.last() == "i2"', { items: ["i1", "i2"] }, ALLOWED],
    ["args.items.last() == null", { items: ["i1", null] }, ALLOWED],
    ['args.items.first().startsWith("i")', { items: ["i1"] }, ALLOWED],
    ['size(args.items.filter(i, i.startsWith("x"))) <= 1', { items: ["x1", "i1"] }, ALLOWED],
    ['size(args.items.filter(i, i.startsWith("x"))) <= 1', { items: ["x1", "x2"] }, REFUSED],
    ['size(args.items.filter(i, i.startsWith("x"))) <= 1', { items: ["x1", 2] }, ERROR],
    ["args.items.filter(i, i in o.items) == o.open", { items: ["i1", "i9"] }, ALLOWED],
    ["args.flights.filter(f, has(f.from)).all(f, f.to != args.n)", { flights: legs("BERROM"), n: "ROM" }, REFUSED],
    ["args.items.all(i, i in o.open)", { items: ["i1"] }, ALLOWED],
    ["args.items.all(i, i in o.open)", { items: ["i1", "i2"] }, REFUSED],
    ["args.items.all(i, i in o.open)", { items: [] }, ALLOWED],
    ["args.items.exists(i, i == args.n)", { items: ["i1"], n: "i1" }, ALLOWED],
    ["args.flights.all(f, f.from != args.n && f.to in o.items)", { flights: legs("BERROM"), n: "x" }, REFUSED],
    ["args.flights.all(f, date(f.from) < time.today)", { flights: [{ from: "2026-01-04" }] }, ALLOWED],
  ])("%s, for %j", (condition, args, codes) => {
    const ledger = shop(condition);
    ledger.open("s1", { user: "ann" });
    look(ledger);
    expect(said(ledger, { id: "A1", ...(args as object) })).toEqual(codes);
  });

  test.each([
    ["args.items[0] == 1", "charter/not-possible"],
    ["args.items.all(i, args.n > 1)", "charter/not-possible"],
    ["args.items.all(i, i.x == 1 || session.role == 'a')", "charter/not-possible"],
    ["args.items.filter(i, i.x * 2 == 4) == o.items", "charter/not-possible"],
    ["args.items.exists_one(i, i == 1)", "charter/not-possible"],
    ["o.first() == 1 && o.buyer.first(1) == 2", "charter/unknown-name"],
  ])("what cannot be asked is refused: %s", (condition, code) => {
    expect(() => compileTexts([`${CHARTER}allow: [{ shop/change: ${JSON.stringify(condition)} }]\n`], LOCK)).toThrow(code);
  });
});

describe("of the user", () => {
  test("whose id is that of the grant", () => {
    const ledger = shop('o.buyer == session.user && args.user == session.user && order[args.id].buyer == me["me"].buyer');
    ledger.open("s1", { user: "ann" });
    look(ledger);
    expect(said(ledger, { id: "A1", user: "ann" })).toEqual(ALLOWED);
    expect(said(ledger, { id: "A1", user: "eve" })).toEqual(REFUSED);
    const nobody = shop("args.user == session.user");
    nobody.open("s1");
    expect(said(nobody, { user: "" })).toEqual(ERROR);
    const list = shop("args.items.all(i, i == session.user) && session.user in args.items");
    list.open("s1", { user: "ann" });
    expect(said(list, { items: ["ann"] })).toEqual(ALLOWED);
    expect(said(list, { items: ["ann", "eve"] })).toEqual(REFUSED);
  });

  test("what was ever said, and what is said now", () => {
    const words = (ledger: PaperLedger, task: string, messages: readonly string[]): void => {
      const grant = { kind: "grant", agent: "agent", user: "ann", role: "user", expires: ledger.now + 3_600_000, fresh: false } as const;
      const { index } = ledger.write(grant, { sealed: { task, messages } });
      if (task !== "")
        ledger.write({ kind: "session", agent: "agent", protocol: "2025-11-25", capabilities: {}, grant: index }, { session: "s1" });
    };
    const ledger = shop('user.said("ill") && user.says("yes") && !task.says("ill")');
    words(ledger, "Cancel it.", []);
    expect(said(ledger, {})).toEqual(REFUSED);
    words(ledger, "", ["I am ill."]);
    expect(said(ledger, {})).toEqual(REFUSED);
    words(ledger, "", ["Yes."]);
    expect(said(ledger, {})).toEqual(ALLOWED);
    ledger.open("s2", { user: "eve" });
    expect(ledger.verdict("shop/change", {}, "s2")).toBe("deny");
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });
});

describe("of a part", () => {
  const pay = (...payments: readonly Json[]): Json => ({ payments });

  test("each comes from somebody: from and fromOne of part", () => {
    const ledger = shop('from(part.to, "shop") && fromOne(part.to, part.amount, "shop")', "shop/pay");
    ledger.open("s1", { user: "ann" });
    look(ledger, {
      id: "A1",
      bills: [
        { to: "DE89370400440532013000", amount: 12 },
        { to: "GB29NWBK60161331926819", amount: 30 },
      ],
    });
    const [one, other] = [
      { to: "DE89370400440532013000", amount: 12 },
      { to: "GB29 NWBK 6016 1331 9268 19", amount: 30 },
    ];
    expect(said(ledger, pay(one, other), "shop/pay")).toEqual(ALLOWED);
    expect(said(ledger, pay(one, { ...other, amount: 12 }), "shop/pay")).toEqual(REFUSED);
    expect(said(ledger, pay({ to: "US133000000121212121212", amount: 12 }), "shop/pay")).toEqual(REFUSED);
    expect(said(ledger, {}, "shop/pay")).toEqual(ERROR);
    const { origins } = ledger.propose("shop/pay", pay(one)).decision.explanation;
    expect(origins?.map(({ at, places }) => [at, places[0]?.sources])).toContainEqual(["/part/0/to", ["shop"]]);
  });

  test("and arguments beside it are the whole call's", () => {
    const ledger = shop('from(args.payments, "user") && from(part, "user")', "shop/pay");
    ledger.open("s1", { user: "ann" });
    expect(said(ledger, pay("x"), "shop/pay")).toEqual(REFUSED);
    expect(() => compileTexts([`${CHARTER}allow: [{ shop/pay: 'fromOne(args.payments, part.to, "user")' }]\n`], LOCK)).toThrow(
      "charter/wrong-type",
    );
  });
});
