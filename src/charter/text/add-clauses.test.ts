import { describe, expect, test } from "vitest";
import { addClauses } from "./add-clauses.ts";

const NEW = { action: "pay", verdict: "deny", name: "n", when: 'seen("a") && args.x == "it\'s"' } as const;
const WRITTEN = `{ name: n, when: 'seen("a") && args.x == "it''s"' }`;

describe("a clause is added", () => {
  test.each([
    [
      "to a block action without one",
      "charter: a # first\nactions:\n  pay:\n    tool: b/p # here\n\n  other:\n    tool: b/q\n",
      `charter: a # first\nactions:\n  pay:\n    tool: b/p # here\n    deny:\n      - ${WRITTEN}\n\n  other:\n    tool: b/q\n`,
    ],
    [
      "to a block action at the end of the file",
      "charter: a\nactions:\n  pay:\n    tool: b/p",
      `charter: a\nactions:\n  pay:\n    tool: b/p\n    deny:\n      - ${WRITTEN}\n`,
    ],
    [
      "to a single condition",
      "charter: a\nactions:\n  pay:\n    deny: contained # why\n    tool: b/p\n",
      `charter: a\nactions:\n  pay:\n    deny:\n      - contained\n      - ${WRITTEN} # why\n    tool: b/p\n`,
    ],
    [
      "to a block list",
      "charter: a\nactions:\n  pay:\n    deny:\n    - contained # why\n    tool: b/p\n",
      `charter: a\nactions:\n  pay:\n    deny:\n    - contained # why\n    - ${WRITTEN}\n    tool: b/p\n`,
    ],
    [
      "to a flow list",
      "charter: a\nactions:\n  pay:\n    deny: [contained]\n    tool: b/p\n",
      `charter: a\nactions:\n  pay:\n    deny: [contained, ${WRITTEN}]\n    tool: b/p\n`,
    ],
    [
      "to a flow action without one",
      "charter: a\nactions:\n  pay: { tool: b/p, then: { x: 1 } }\n  other: { tool: b/q }\n",
      `charter: a\nactions:\n  pay: { tool: b/p, then: { x: 1 }, deny: [${WRITTEN}] }\n  other: { tool: b/q }\n`,
    ],
    [
      "to a single condition of a flow action",
      "charter: a\nactions: { pay: { deny: contained, tool: b/p } }\n",
      `charter: a\nactions: { pay: { deny: [contained, ${WRITTEN}], tool: b/p } }\n`,
    ],
  ])("%s", (_, text, expected) => {
    expect(addClauses(text, [NEW])).toBe(expected);
  });

  test.each([
    ["beside none", "charter: a\nallow: [pay/x]\n", `charter: a\nallow: [pay/x]\ndeny:\n  - pay/x: ${WRITTEN}\n`],
    [
      "beside others",
      "charter: a\ndeny:\n  - b/*\nallow: [pay/x]\n",
      `charter: a\ndeny:\n  - b/*\n  - pay/x: ${WRITTEN}\nallow: [pay/x]\n`,
    ],
    ["in a flow list", "charter: a\ndeny: [b/*]\nallow: [pay/x]\n", `charter: a\ndeny: [b/*, { pay/x: ${WRITTEN} }]\nallow: [pay/x]\n`],
  ])("to the short form %s", (_, text, expected) => {
    expect(addClauses(text, [{ ...NEW, action: "pay/x" }])).toBe(expected);
  });
});

test("several clauses, of several actions", () => {
  const text = "charter: a\nactions:\n  pay: { tool: b/p }\n  get: { tool: b/g }\n";
  const clauses = [NEW, { ...NEW, name: "m", when: "contained" }, { ...NEW, action: "get", verdict: "escalate" }] as const;
  const pay = `pay: { tool: b/p, deny: [${WRITTEN}, { name: m, when: 'contained' }] }`;
  expect(addClauses(text, clauses)).toBe(`charter: a\nactions:\n  ${pay}\n  get: { tool: b/g, escalate: [${WRITTEN}] }\n`);
});

test("what is no charter gets none", () => {
  expect(addClauses("- a\n", [NEW])).toBeUndefined();
  expect(addClauses("actions: { pay: { deny: { a: b } } }\n", [NEW])).toBeUndefined();
});
