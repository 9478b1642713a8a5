import { describe, expect, test } from "vitest";
import { Doubts } from "./doubts.ts";
import { readCharter } from "./written-charter.ts";

function doubtOf(text: string): string | undefined {
  const doubts = new Doubts();
  readCharter(text, doubts);
  return doubts.first;
}

describe("a charter as written", () => {
  test("is read in short and in long form", () => {
    const doubts = new Doubts();
    const charter = readCharter(
      "charter: x\nallow: [a/b, { a/c: args.n > 1 }]\nescalate: [{ a/c: { name: x, when: true, to: boss } }]\nactions:\n" +
        "  pay: { tool: [a/d], escalate: [args.n > 5, { when: true, to: boss, within: 2h }] }\n" +
        "limits: [{ action: pay, at_most: 3, per: day }]\n",
      doubts,
    );
    expect(doubts.first).toBeUndefined();
    expect(charter.short).toMatchObject([
      { pattern: "a/b", clause: { name: undefined, when: { text: "true" } } },
      { pattern: "a/c", clause: { when: { text: "args.n > 1" }, role: "owner" } },
      { pattern: "a/c", verdict: "escalate", clause: { name: "x", role: "boss", approvals: 1, withinMs: 900_000 } },
    ]);
    expect(charter.actions[0]?.clauses.escalate).toMatchObject([
      { role: "owner", withinMs: 900_000 },
      { role: "boss", withinMs: 7_200_000 },
    ]);
    expect(charter.actions[0]?.allow).toBeUndefined();
    expect(charter.limits).toMatchObject([{ is: "count", atMost: 3, per: "day", scope: "session", over: "deny" }]);
  });

  test("bounds change no decision", () => {
    expect(doubtOf("charter: x\nallow: [a/b]\nbounds: { never: [contained] }\n")).toBeUndefined();
  });

  test.each([
    ["parts that are a list", "charter: x\nparts: [a/b]\n"],
    ["an unknown key", "charter: x\nalow: [a/b]\n"],
    ["an unknown key of an action", "charter: x\nactions: { a: { tool: a/b, alow: true } }\n"],
    ["a tag", "charter: x\nallow: !done\n"],
    ["an anchor", "charter: &x x\n"],
    ["an alias", "a: &x b\ncharter: *x\n"],
    ["a merge key", "charter: x\nroots: { <<: { a: b } }\n"],
    ["a key twice", "charter: x\ncharter: y\n"],
    ["a directive", "%YAML 1.2\n---\ncharter: x\n"],
    ["an empty condition", "charter: x\nactions: { a: { tool: a/b, allow: } }\n"],
    ["a state variable without a domain", "charter: x\nstate: { n: { range: [3] } }\n"],
    ["a word that means nothing", "charter: x\notherwise: maybe\n"],
    ["a list where a map is wanted", "charter: x\nroots: [a]\n"],
  ])("with %s is a doubt", (_, text) => {
    expect(doubtOf(text)).toBeDefined();
  });
});
