import { expect, test } from "vitest";
import { asksFacts, callCondition, charterWords } from "./call-condition.ts";

const WORDS = charterWords(`charter: a
define: { big: args.amount > 500, known: session.role == "owner", plain: 'does("pay") && big' }
actions:
  pay: { tool: b/p }
  abroad: { tool: b/p, when: '!args.to.startsWith("DE")' }
  get: { tool: b/g, when: true }
`);

const ALONE = {
  words: WORDS,
  actions: ["pay", "abroad", "get"],
  does: (action: string) => (action === "pay" ? true : action === "abroad" ? (WORDS.whens.get(action) ?? true) : false),
  asked: false,
};

test.each([
  ['does("pay")', "", []],
  ['does("pay") && args.amount > 500', "args.amount > 500", []],
  ['does("pay") && big && !asked()', "big", []],
  ['does("abroad") && (big || contained)', '(!args.to.startsWith("DE")) && (big || contained)', []],
  ['does("get") || !(args.amount > 5 && args.amount < 7)', "!(args.amount > 5 && args.amount < 7)", []],
  ['does("*") ? big : false', "true ? big : false", []],
  ['does("get")', "false", []],
  ['plain && seen("mail")', 'big && seen("mail")', []],
  ['does("pay") && !known && big', "big", ['session.role == "owner"']],
  ['does("pay") && (time.hour < 5 || big)', "", ["time.hour < 5"]],
])("a bound is a condition on the calls of an action: %s", (bound, when, leftOut) => {
  expect(callCondition(bound, ALONE)).toEqual({ when, leftOut });
});

test("answered calls are other calls", () => {
  expect(callCondition('does("pay") && !asked()', { ...ALONE, asked: true })?.when).toBe("false");
  expect(callCondition("args.x > ", ALONE)).toBeUndefined();
});

test("facts are found in definitions, too", () => {
  expect(asksFacts("big && known", WORDS)).toBe(true);
  expect(asksFacts("big", WORDS)).toBe(false);
});
