import { describe, expect, test } from "vitest";
import type { Value } from "../canonical-text.ts";
import { celRecord, languageOf } from "./cel-language.ts";
import { type Answer, readCondition, type Situation } from "./condition.ts";
import type { Vocabulary } from "./condition-writer.ts";
import { Doubts } from "./doubts.ts";
import type { WrittenDefinition } from "./written-charter.ts";

const DEFINITIONS: readonly WrittenDefinition[] = [
  { is: "condition", name: "inside", text: 'path(args.path).in("work") && !path(args.path).hidden' },
  { is: "list", name: "partners", values: ["acme", 3] },
  {
    is: "table",
    name: "caps",
    entries: [
      ["EUR", 500],
      ["open", true],
    ],
  },
];
const VOCABULARY: Vocabulary = {
  language: languageOf(new Map([["work", "/home/work"]]), "UTC", {}),
  definitions: new Map(DEFINITIONS.map((definition) => [definition.name, definition])),
  states: ["count"],
  sources: ["mail"],
  records: new Map(),
  charter: "desk",
  asksOrigin: false,
  writers: ["user", "mail"],
  trusted: ["user"],
};

function situation(args: { readonly [name: string]: Value }): Situation {
  return {
    values: new Map(),
    args: celRecord(args),
    state: celRecord({ count: 2 }),
    seen: celRecord({ mail: true }),
    session: celRecord({ role: "clerk", mandate: "none" }),
    time: celRecord({ hour: 9, weekday: 1, day: 5, month: 1 }),
    contained: false,
  };
}

function read(text: string): { readonly answer: (args: { readonly [name: string]: Value }) => Answer; readonly doubt: string | undefined } {
  const doubts = new Doubts();
  const condition = readCondition({ text, at: 0 }, "args", VOCABULARY, doubts);
  return { answer: (args) => condition.answer(situation(args)), doubt: doubts.first };
}

describe("a condition", () => {
  test.each<[text: string, args: { readonly [name: string]: Value }, answer: Answer]>([
    ["args.amount == 500", { amount: 500.0 }, true],
    ["args.amount > 500", {}, "error"],
    ["false && args.amount > 500", {}, false],
    ["args.amount > 500 || true", {}, true],
    ["args.flag && args.x == 1", { flag: "yes", x: 2 }, false],
    ["args.a == args.b", { a: { x: [1, null] }, b: { x: [1, null] } }, true],
    ["args.a < args.b", { a: "\uffff", b: "😀" }, true],
    ["args.a < args.b", { a: false, b: true }, "error"],
    ["args.a < args.b", { a: 1, b: "2" }, "error"],
    ["has(args.x)", { x: null }, true],
    ["has(args.x.y)", { x: [] }, "error"],
    ['args.constructor == "x"', {}, "error"],
    ["size(args.text) == 2", { text: "a😀" }, true],
    ["size(args.map) == 1", { map: { a: 1 } }, true],
    ["args.list.all(x, x > 2)", { list: [] }, true],
    ["args.list.exists(x, x > 2)", { list: ["a", 3] }, true],
    ["args.list.all(x, x > 2)", { list: { 3: 3 } }, "error"],
    ["1 in args.list", { list: [2, 1.0] }, true],
    ['"a" in args.list', { list: { a: 1 } }, "error"],
    ["args.x in []", {}, "error"],
    ["args.name in partners", { name: 3 }, true],
    ["args.currency in caps", { currency: "EUR" }, true],
    ["args.amount <= caps[args.currency]", { amount: 500, currency: "EUR" }, true],
    ["args.amount <= caps[args.currency]", { amount: 500, currency: "USD" }, "error"],
    ["caps.open", {}, true],
    ['args.id.matches("^[A-Z]{2}[0-9]+$")', { id: "DE1" }, true],
    ['seen("mail") && state.count < 3 && session.role == "clerk" && time.hour >= 8 && !contained', {}, true],
    ["inside", { path: "/home/work/a" }, true],
    ["inside", { path: "/home/work/../a" }, false],
    ["inside", { path: "~/a" }, "error"],
    ["path(args.path).opaque", { path: 5 }, true],
    ["path(args.path).opaque", {}, "error"],
    ['args.paths.all(p, path(p).extension != "exe")', { paths: ["~/a.exe"] }, "error"],
    ['args.text == ".in(work)"', { text: ".in(work)" }, true],
    ['url(args.url).within("example.com")', { url: "https://a.example.com/x" }, true],
    ['url(args.url).within("example.com")', { url: "https://example.com@evil.org/" }, "error"],
  ])("`%s` of %j is %s", (text, args, answer) => {
    const condition = read(text);
    expect([condition.doubt, condition.answer(args)]).toEqual([undefined, answer]);
  });

  test.each([
    "args.x * 2 == 2",
    "args.list.exists_one(x, x == 1)",
    "args.list.exists_one(x, x == 1)",
    "args.list[0] == 1",
    'from(args.x, "nobody")',
    'from(result.x, "user")',
    "user.says",
    "user.says(args.x)",
    "state.unknown == 1",
    'seen("nobody")',
    "session.name == 1",
    "result.ok",
    "{'a': 1} == args.x",
    "args.x == 1u",
    "args.x ==",
    "caps.missing",
    "args.list.all(args, args == 1)",
  ])("`%s` is a doubt: it lies outside the language", (text) => {
    expect(read(text).doubt).toBeDefined();
  });

  test("that is defined by itself is a doubt", () => {
    const doubts = new Doubts();
    const definitions = new Map<string, WrittenDefinition>([["a", { is: "condition", name: "a", text: "!a" }]]);
    readCondition({ text: "a", at: 0 }, "args", { ...VOCABULARY, definitions }, doubts);
    expect(doubts.first).toBe("definitions are nested too deep");
  });
});
