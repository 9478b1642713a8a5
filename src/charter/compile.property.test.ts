/** Whatever text it is given, the compiler says what is wrong or makes a machine that loads; it never throws, and is never silent. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compiledFor } from "../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../test/generators/pinned-tools.ts";
import { loadMachine } from "../kernel/index.ts";

const CHARTER = `charter: x
version: 3
zone: Europe/Paris
expires: 2027-01-31
roots: { work: ./work }
sources: { mail: { results: [mail/read] } }
define: { small: args.amount <= 100, caps: { EUR: 5, USD: 6 }, friends: [ann, bob] }
state: { n: { range: [0, 3], scope: agent, resets: day }, plan: { enum: [none, made] }, open: { bool: true } }
allow:
  - files/read_*
  - mail/*
escalate:
  - files/write_file: path(args.path).in("work") && !path(args.path).hidden
deny:
  - mail/send: seen("mail") || args.to.exists(t, t.endsWith("@evil.com"))
actions:
  pay:
    tool: bank/pay
    when: has(args.amount) && args.recipient.matches("^[A-Z]{2}[0-9]+$")
    allow: "small ? args.amount <= caps[args.currency] : state.open"
    escalate:
      - { name: large, when: args.amount > 50 && state.n < 3, to: treasurer, approvals: 2, within: 2h }
    deny: state.n == 3
    while_contained: true
    then: { n: state.n + 1, plan: made }
    outcome: { ok: { open: false }, error: { plan: none } }
    succeeds: result.items.all(i, i.done) && size(result.items) > 0
limits:
  - { action: pay, at_most: 5, per: day, scope: agent, over: escalate }
  - { first: pay, before: mail/send, undone_by: [files/write_file] }
  - { excludes: [mail/read, bank/pay] }
mandates: { read: [files/*, mail/read], pay: [pay] }
`.replace("  - { excludes: [mail/read, bank/pay] }\n", "");

const PIECES = [
  "",
  " ",
  "\n",
  "  ",
  "'",
  '"',
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  ":",
  ": ",
  ",",
  "-",
  "- ",
  "!",
  "&",
  "&&",
  "||",
  "*",
  "?",
  "#",
  "@",
  "%",
  "\\",
  "`",
  "|",
  ">",
  "0",
  "1e999",
  "true",
  "null",
  "args",
  "args.in",
  "constructor",
  "__proto__",
  "toString(args.x)",
  "state.constructor",
  "path(args.path).constructor",
  "in",
  "x in []",
  "all(x, x)",
  "é",
  "😀",
  "\u202e",
  "\u0000",
  "\ud800",
  "\t",
  "charter: ",
  "allow: ",
  "<<: ",
  'matches("^(a*)*$")',
  "result",
];

/** The charter with some places cut out and replaced. */
const mutated = fc
  .array(fc.record({ at: fc.nat(CHARTER.length), length: fc.nat(12), by: fc.constantFrom(...PIECES) }), { minLength: 1, maxLength: 3 })
  .map((changes) => changes.reduce((text, { at, length, by }) => text.slice(0, at) + by + text.slice(at + length), CHARTER));

/** Values of every kind, whether they fit where they stand or not. */
const VALUES = [
  "args.x",
  "args.y.z",
  "x",
  "x.a",
  "result.r",
  "state.n",
  "state.b",
  "session.role",
  "time.hour",
  "contained",
  'seen("world")',
  "args",
  "result",
  "caps[args.x]",
  "caps[state.m]",
  "caps",
  "friends",
  "def",
  "true",
  "1",
  "-3",
  '"a"',
  "null",
  '[1, "a"]',
  "[]",
  "size(args.x)",
  "x.size()",
  "path(args.x)",
  "path(args.x).hidden",
  'path(x).in("w")',
  "path(args.x).segments",
  "url(x.a).host",
  "url(args.x).query_keys",
];

/** Conditions that are well-formed, and mostly mean nothing. */
const { condition } = fc.letrec<{ condition: string }>((tie) => {
  const value = fc.constantFrom(...VALUES);
  return {
    condition: fc.oneof(
      { maxDepth: 4, depthIdentifier: "condition" },
      value,
      fc.tuple(value, fc.constantFrom("==", "!=", "<", ">=", "in"), value).map((parts) => parts.join(" ")),
      fc.tuple(value, fc.constantFrom("startsWith", "contains", "matches")).map(([of, method]) => `${of}.${method}("^a$")`),
      fc.constantFrom("args.x", "args.x.y", "x.a", "result.r", "state.n").map((of) => `has(${of})`),
      fc.tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition")).map(([left, sign, right]) => `(${left} ${sign} ${right})`),
      fc.tuple(tie("condition"), tie("condition"), tie("condition")).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
      tie("condition").map((of) => `!(${of})`),
      fc
        .tuple(value, fc.constantFrom("all(x", "exists(x", "all(y"), tie("condition"))
        .map(([of, start, body]) => `${of}.${start}, ${body})`),
    ),
  };
});

describe("the compiler", () => {
  test("compiles the charter that the others are made of", () => {
    expect(compiledFor(PINNED_TOOLS, CHARTER).diagnostics).toEqual([]);
  });

  test("makes a machine that loads, or says what is wrong", () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { machine, diagnostics } = compiledFor(PINNED_TOOLS, text);
        expect(machine === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
        if (machine !== undefined) expect(loadMachine(machine)).toMatchObject({ ok: true });
      }),
      { numRuns: 1_000 },
    );
  });

  test("compiles or refuses every condition, however its parts are put together", () => {
    const defined = fc.constantFrom("args.x", "x == 1", "state.n > 1", 'seen("world")');
    fc.assert(
      fc.property(condition, condition, defined, (allow, succeeds, def) => {
        const state = { n: { range: [0, 3] }, b: { bool: true }, m: { enum: ["a", "zz"] } };
        const define = { caps: { a: 1, b: "c" }, friends: ["a", 1], def };
        const actions = { a: { tool: "lab/anything", allow, succeeds }, b: { tool: "lab/other", escalate: allow } };
        const { machine, diagnostics } = compiledFor(
          PINNED_TOOLS,
          JSON.stringify({ charter: "x", roots: { w: "/w" }, state, define, actions }),
        );
        expect(machine === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
        if (machine !== undefined) expect(loadMachine(machine)).toMatchObject({ ok: true });
      }),
      { numRuns: 1_500 },
    );
  });

  test("takes nothing but what the author wrote for a name: no member of every object is one", () => {
    const named = (condition: string): string => `charter: x\nactions: { a: { tool: lab/anything, allow: '${condition}' } }\n`;
    for (const condition of [
      "constructor",
      "toString(args.x)",
      "state.toString",
      "session.constructor",
      "path(args.x).constructor",
      "path(args.x).valueOf()",
      'args.x.hasOwnProperty("a")',
      "__proto__",
    ]) {
      expect(compiledFor(PINNED_TOOLS, named(condition)).diagnostics.map(({ code }) => code)).toEqual(["charter/unknown-name"]);
    }
    const { machine } = compiledFor(PINNED_TOOLS, named('args.in == "a" && has(args.__proto__) && args.constructor.name == "b"'));
    const terms = machine?.tools.find(({ name }) => name === "lab/anything")?.terms.map(({ name }) => name);
    expect(terms).toEqual(["args.__proto__", "args.constructor.name", "args.in"]);
  });

  test("of no charter at all makes no machine", () => {
    expect(compiledFor(PINNED_TOOLS)).toEqual({ diagnostics: [] });
  });
});
