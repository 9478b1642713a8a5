/** The traps of YAML, each with the fix that is printed. */
import { describe, expect, test } from "vitest";
import { compiledFor } from "../../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../../test/generators/pinned-tools.ts";

/** The errors of a text: code, place, remedy. */
function errorsOf(text: string): readonly string[] {
  return compiledFor(PINNED_TOOLS, text).diagnostics.map(
    ({ code, at, remedy }) => `${code} ${at.replace("charter.yaml:", "")} ${remedy ?? ""}`,
  );
}

const TRAPS: readonly (readonly [name: string, text: string, expected: string])[] = [
  [
    "a condition that begins with `!` is a tag",
    "charter: x\nactions:\n  a:\n    tool: bank/pay\n    allow: !state.done\n",
    'charter/tag 5:12 quote it: "!state.done"',
  ],
  ["a tag with a value", "charter: !!str x\n", 'charter/tag 1:10 quote it: "!!str x"'],
  ["an anchor", "charter: &name x\n", 'charter/anchor 1:10 a charter has no anchors; if it is part of a condition, quote it: "&name x"'],
  [
    "an alias",
    "charter: x\ndescribes: *name\n",
    "charter/anchor 2:12 write the value itself; a tool pattern begins with its server, as in `mail/*`",
  ],
  [
    "a bare star as a pattern",
    "charter: x\nallow: [*]\n",
    "charter/anchor 2:9 write the value itself; a tool pattern begins with its server, as in `mail/*`",
  ],
  ["a merge key", "charter: x\nstate:\n  <<: { done: { bool: false } }\n", "charter/merge-key 3:3 write the entries out"],
  ["a duplicate key", "charter: x\nallow: [bank/pay]\nallow: [mail/read]\n", "charter/duplicate-key 3:1 merge the two, or delete one"],
  [
    "a comma that cuts a condition in a flow map",
    "charter: x\nactions: { a: { tool: mail/send, allow: args.to.all(x, x == 'b') } }\n",
    "charter/flow-comma 2:41 quote the whole value: \"args.to.all(x, x == 'b')\"",
  ],
  [
    "a comma that cuts a condition in a flow list",
    "charter: x\nallow: [mail/send: f(a, b)]\n",
    'charter/flow-comma 2:20 quote the whole value: "f(a, b)"',
  ],
  [
    "an empty condition",
    "charter: x\nactions:\n  a:\n    tool: bank/pay\n    allow:\n",
    "charter/empty-condition 5:11 write `true`, or leave the key out",
  ],
  ["an empty quoted condition", 'charter: x\nallow: [bank/pay: ""]\n', "charter/empty-condition 2:19 write `true`, or leave the key out"],
  [
    "a condition that begins with a quote",
    'charter: x\nactions:\n  a:\n    tool: mail/send\n    allow: "boss" in args.to\n',
    "charter/unquoted 5:12 quote the whole condition: '\"boss\" in args.to'",
  ],
  [
    "a condition with `? :`",
    "charter: x\nactions:\n  a:\n    tool: bank/pay\n    allow: has(args.amount) ? true : false\n",
    'charter/unquoted 5:12 quote the value: "has(args.amount) ? true : false"',
  ],
  ["a value that begins with a reserved sign", "charter: x\ndescribes: @me\n", 'charter/unquoted 2:12 quote it: "@me"'],
  [
    "a condition that ` #` cuts",
    'charter: x\nactions:\n  a:\n    tool: bank/pay\n    allow: args.recipient == "a #1"\n',
    "charter/syntax 5:30 close its quote; if it contains ` #`, quote the whole condition, because YAML reads ` #` as a comment",
  ],
];

describe("a charter's YAML", () => {
  test.each(TRAPS)("refuses %s", (_, text, expected) => {
    expect(errorsOf(text)).toContain(expected);
  });

  test("refuses what is not one document without directives: charter/yaml", () => {
    expect(errorsOf("charter: [x\n")[0]).toMatch(/^charter\/yaml /);
    expect(errorsOf("%YAML 1.1\n---\ncharter: x\n")[0]).toMatch(/^charter\/yaml 1:1 /);
    expect(errorsOf("charter: x\n---\ncharter: y\n")[0]).toMatch(/^charter\/yaml /);
    expect(errorsOf("\tcharter: x\n")[0]).toMatch(/^charter\/yaml 1:1 /);
  });

  test("refuses an empty text: charter/missing-key", () => {
    expect(errorsOf("")).toEqual(["charter/missing-key 1:1 begin with `charter: NAME`"]);
    expect(errorsOf("# nothing\n")).toEqual(["charter/missing-key 1:1 begin with `charter: NAME`"]);
  });

  test("refuses what passes its limits: charter/too-large", () => {
    expect(errorsOf(`charter: x\n${"#".repeat(300_000)}`)[0]).toMatch(/^charter\/too-large 1:1 /);
    expect(errorsOf(`charter: x\nallow: ${"[".repeat(40)}${"]".repeat(40)}\n`)[0]).toMatch(/^charter\/too-large 2:/);
  });

  test("never hangs or throws, whatever it is given", () => {
    for (const text of [
      "{",
      "}",
      ":",
      "?",
      "- - -",
      "\0",
      "charter: x\nallow:\n  - ? a\n",
      "charter: \ud800",
      "[[]]",
      "1",
      "null",
      "charter: {charter: x}",
      "? [a]\n: b\n",
    ]) {
      expect(errorsOf(text).length).toBeGreaterThan(0);
    }
  });
});
