/**
 * Names that look like a charter's: every confusable pair of Unicode put into every tool's name, and what else can hide in a text. None
 * is the name; nothing is folded, repaired or trimmed on the way to the decision.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";

const PAIRS = join(import.meta.dirname, "../../../shared/data/vectors/confusables/confusables-13.0.0.json");
const TOOLS = ["mail/read", "bank/pay", "files/write", "office/switch_2"];

/** Everything is allowed that has one of the names. */
function open(): PaperLedger {
  const ledger = new PaperLedger(lockOf(Object.fromEntries(TOOLS.map((tool) => [tool, ["café"]]))));
  ledger.charter(`charter: open\nallow: [mail/*, bank/*, files/*, office/*]\n`);
  ledger.startExecutors();
  ledger.open("s1");
  return ledger;
}

/** Verdicts and codes of calls, each once. */
function answersTo(ledger: PaperLedger, tools: readonly string[]): readonly string[] {
  return [...new Set(tools.map((tool) => ledger.propose(tool, {}).decision.entry).map(({ verdict, codes }) => `${verdict} ${codes[0]}`))];
}

describe("names that look like a tool's", () => {
  test("are allowed where they are the tool's", () => {
    expect(answersTo(open(), TOOLS)).toEqual(["allow undefined"]);
  });

  test("with something invisible, turned, wide, or at an end are not pinned: tool/not-pinned", () => {
    const odd = ["\u200b", "\u200d", "\u202e", "\ufeff", " ", "\u0000", "\r", "\n", "\u0301", "．"];
    const names = TOOLS.flatMap((tool) => odd.flatMap((mark) => [tool + mark, mark + tool, tool.replace("/", `/${mark}`)]));
    const wide = TOOLS.map((tool) => tool.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)));
    expect(answersTo(open(), [...names, ...wide, ...TOOLS.map((tool) => tool.toUpperCase())])).toEqual(["deny tool/not-pinned"]);
  });

  test.skipIf(!existsSync(PAIRS))("in any of 6,311 confusable pairs are not pinned (needs ../shared/data)", () => {
    const pairs = Object.entries(JSON.parse(readFileSync(PAIRS, "utf8")) as { readonly [source: string]: string });
    expect(pairs.length).toBe(6_311);
    const names = pairs.flatMap(([one, other]) =>
      TOOLS.flatMap((tool) => [tool.replace(other, one), tool.replace(one, other), tool.replaceAll(other, one)]),
    );
    const lookalikes = [...new Set(names)].filter((name) => !TOOLS.includes(name));
    expect(lookalikes.length).toBeGreaterThan(500);
    expect(answersTo(open(), lookalikes)).toEqual(["deny tool/not-pinned"]);
  });
});

test("an argument's name in another normal form is another name: arguments/outside-schema", () => {
  const ledger = open();
  const [composed, decomposed] = ["café".normalize("NFC"), "café".normalize("NFD")];
  const codesOf = (args: { readonly [name: string]: number }): readonly string[] => ledger.propose("bank/pay", args).decision.entry.codes;
  expect(codesOf({ [composed]: 1 })).toEqual([]);
  expect(codesOf({ [decomposed]: 1 })).toEqual(["arguments/outside-schema"]);
  expect(codesOf({ [composed]: 1, [decomposed]: 1 })).toEqual(["arguments/outside-schema"]);
});
