/** Loading: what a sound document gives, and every way in which an unsound one is refused. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BANK, classesOf } from "../../test/generators/bank-machine.ts";
import { createDice, type Dice } from "../../test/generators/dice.ts";
import { randomCall, randomMachine, randomState } from "../../test/generators/machine-generator.ts";
import { randomJson } from "../../test/generators/term-generator.ts";
import { decide, initialState, type Json, KERNEL_FAULTS, type KernelCode, loadMachine, type MachineDocument, toolNumber } from "./index.ts";
import { TERMS_MAX, VALUES_MAX } from "./limits.ts";

/** A copy of a document with another value at a JSON pointer; `undefined` takes the member away. */
function changed(document: unknown, pointer: string, value: unknown): MachineDocument {
  const copy = structuredClone(document);
  const names = pointer.split("/").slice(1);
  const last = names.pop() ?? "";
  const parent = names.reduce((at, name) => (at as { [name: string]: unknown })[name], copy) as { [name: string]: unknown };
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy as MachineDocument;
}

function refusal(document: MachineDocument): { code: KernelCode; at: string | undefined } | undefined {
  const loaded = loadMachine(document);
  return loaded.ok ? undefined : { code: loaded.fault.code, at: loaded.fault.at };
}

const AMOUNT = "/tools/0/terms/0/classes";
const PAYEES = "/tools/0/terms/1/classes/lists";
const AUTOMATON = { starts: [0, 97], next: [0, 1, 1, 1], classes: [0, 1] };
const [SUM] = BANK.budgets ?? [];
const ONE_EFFECT = [{ variable: 1, table: [1, 1, 1] }];

/** So many names, each with a text. */
function texts(count: number): { [name: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`name ${index}`, "text"]));
}

const CUTS = Array.from({ length: VALUES_MAX }, (_, index) => index);

/** A node of the variable `contained` with so many children. */
function node(children: number): readonly number[] {
  return [0, ...Array.from({ length: children }, (_, place) => -1 - (place % 2))];
}

/** Where the bank's document may be changed, and to what. */
const SOUND: readonly (readonly [pointer: string, value: unknown])[] = [
  ["/roots", texts(TERMS_MAX)],
  ["/clauses/1/text", "x".repeat(65_536)],
  ["/budgets/0/most", 0],
  ["/budgets/0/resets", { every: "hour", zone: "UTC" }],
  [`${AMOUNT}/numbers`, { cuts: CUTS, classes: Array.from({ length: 2 * VALUES_MAX + 1 }, () => 1) }],
  [`${AMOUNT}/strings`, AUTOMATON],
  ["/nodes/6", node(VALUES_MAX)],
  ...["origins", "records", "parts", "asks", "needs", "interpreted"].map((aside) => [`/${aside}`, [{ anything: 1 }]] as const),
  ["/tools/0/terms/1/reads", { from: "meaning", interpreter: "url", of: ["to"], field: "host", parameters: [], each: ["address"] }],
];

/** Where the bank's document is changed, to what, and the refusal: its code, and its place where that is another one. */
const REFUSALS: readonly (readonly [pointer: string, value: unknown, code: KernelCode, at?: string])[] = [
  ["/format", "interlock-machine/2", "kernel/malformed"],
  ["/comment", "hello", "kernel/malformed"],
  ["/nodes", undefined, "kernel/malformed", ""],
  ["/nodes", {}, "kernel/malformed"],
  ["/nodes/6", node(VALUES_MAX + 1), "kernel/malformed"],
  ["/roots", [], "kernel/malformed"],
  ["/roots", { "a~/b": 1 }, "kernel/malformed", "/roots/a~0~1b"],
  ["/roots", texts(TERMS_MAX + 1), "kernel/malformed"],
  ["/charters/0/version", -1, "kernel/malformed"],
  ["/charters/0/version", 1.5, "kernel/malformed"],
  ["/charters/0/version", "1", "kernel/malformed"],
  ["/variables/1", null, "kernel/malformed"],
  ["/variables/1/values/0", 0.5, "kernel/malformed"],
  ["/variables/1/scope", "world", "kernel/malformed"],
  ["/variables/1/resets/every", "year", "kernel/malformed"],
  ["/actions/0/whileContained", 1, "kernel/malformed"],
  ["/actions/0/outcome/unknown", 1, "kernel/malformed"],
  ["/clauses/0/verdict", "allow", "kernel/malformed"],
  ["/clauses/0", [], "kernel/malformed"],
  ["/clauses/0/obligation", { role: "owner", approvals: 1, withinMs: 1 }, "kernel/malformed"],
  ["/clauses/1/obligation", undefined, "kernel/malformed", "/clauses/1"],
  ["/clauses/1/obligation/approvals", 0, "kernel/malformed"],
  ["/clauses/1/text", "x".repeat(65_537), "kernel/malformed"],
  ["/tools/0/terms/0/reads/from", "result", "kernel/malformed"],
  ["/tools/0/terms/0/reads/from", "element", "kernel/malformed"],
  ["/tools/0/terms/0/reads/measure", "weight", "kernel/malformed"],
  ["/tools/0/succeeds/0/terms/0/reads/from", "args", "kernel/malformed"],
  [`${AMOUNT}/numbers/cuts/0`, Number.NaN, "kernel/malformed"],
  [`${AMOUNT}/strings`, "rent", "kernel/malformed"],
  [`${PAYEES}/tests`, Array.from({ length: 8 }, () => BANK.tools[0]?.terms[1]?.classes.lists.tests[0]), "kernel/malformed"],
  ["/needs", {}, "kernel/malformed"],
  ["/budgets", {}, "kernel/malformed"],
  ["/budgets/0/of", "amount", "kernel/malformed"],
  ["/budgets/0/most", -1, "kernel/malformed"],
  ["/budgets/0/most", Number.POSITIVE_INFINITY, "kernel/malformed"],
  ["/budgets/0/resets", {}, "kernel/malformed"],
  ["/budgets/0/scope", "world", "kernel/malformed"],
  ["/budgets", [SUM, SUM], "kernel/duplicate"],
  ["/budgets/0/action", 1, "kernel/unknown-reference"],
  ["/variables", [], "kernel/no-containment", "/variables/0"],
  ["/variables/0/name", "held", "kernel/no-containment", "/variables/0"],
  ["/variables/0/values", [true, false], "kernel/no-containment", "/variables/0"],
  ["/variables/0/scope", "agent", "kernel/no-containment", "/variables/0"],
  ["/variables/0/resets", { every: "day", zone: "UTC" }, "kernel/no-containment", "/variables/0"],
  ["/variables/2/name", "contained", "kernel/duplicate", "/variables"],
  ["/variables/2/values", [1, 1], "kernel/duplicate"],
  ["/variables/2/values", [1], "kernel/duplicate"],
  ["/variables/2/values", [1, 2, 1], "kernel/duplicate"],
  ["/clauses/1/name", "otherwise", "kernel/duplicate", "/clauses"],
  ["/tools", [BANK.tools[0], BANK.tools[0]], "kernel/duplicate"],
  ["/actions/0/charter", 1, "kernel/unknown-reference"],
  ["/clauses/0/charter", 1, "kernel/unknown-reference"],
  ["/clauses/1/action", 1, "kernel/unknown-reference"],
  ["/clauses/1/action", -2, "kernel/unknown-reference"],
  ["/terminals/1/actions", [1], "kernel/unknown-reference"],
  ["/terminals/2/clauses", [3], "kernel/unknown-reference"],
  ["/tools/0/root", 6, "kernel/unknown-reference"],
  ["/tools/0/root", -6, "kernel/unknown-reference"],
  ["/tools/0/succeeds/0/action", 1, "kernel/unknown-reference"],
  ["/tools/0/succeeds/0/root", -4, "kernel/unknown-reference"],
  ["/actions/0/then/0/variable", 3, "kernel/unknown-reference"],
  ["/actions/0/then/0/variable", 0, "kernel/bad-effect", "/actions/0/then/0"],
  ["/actions/0/then/0/table", [1, 2], "kernel/bad-effect"],
  ["/actions/0/then/0/table", [1, 2, 3], "kernel/bad-effect"],
  ["/actions/0/outcome/ok", [{ variable: 2, table: [1, 2] }], "kernel/bad-effect", "/actions/0/outcome/ok/0/table"],
  ["/actions/0/outcome/unknown", [...ONE_EFFECT, { variable: 1, table: [0, 0, 0] }], "kernel/bad-effect"],
  ["/tools/0/reveals/0/variable", 1, "kernel/bad-effect", "/tools/0/reveals/0/table"],
  ["/tools/0/reveals", ONE_EFFECT, "kernel/bad-effect", "/tools/0/root"],
  ["/terminals/0", { actions: [], clauses: [] }, "kernel/bad-terminal"],
  ["/terminals/0/clauses", [0, 1], "kernel/bad-terminal", "/terminals/0"],
  ["/terminals/4/clauses", [2, 1], "kernel/out-of-order", "/terminals/4"],
  ["/terminals/4/actions", [0, 0], "kernel/out-of-order", "/terminals/4"],
  ["/nodes/0", [4, 3, -4], "kernel/out-of-order"],
  ["/nodes/0", [3, -1, 1, -2], "kernel/out-of-order"],
  ["/nodes/2/0", 5, "kernel/out-of-order", "/nodes/2"],
  ["/nodes/2/0", 4, "kernel/out-of-order", "/nodes/2"],
  ["/tools/0/terms/0/name", "z", "kernel/out-of-order", "/tools/0/terms"],
  ["/nodes/0", [4, -2, -2], "kernel/not-reduced"],
  ["/nodes/0", [4], "kernel/not-reduced"],
  ["/nodes/1", [4, -2, -4], "kernel/not-reduced"],
  ["/nodes/0", [], "kernel/wrong-arity"],
  ["/nodes/0/0", -1, "kernel/wrong-arity", "/nodes/0"],
  ["/nodes/3", [1, 2, -1], "kernel/wrong-arity", "/tools/0/root"],
  ["/nodes/2", [3, -1, 0], "kernel/wrong-arity", "/tools/0/root"],
  ["/nodes/5", [0, -1, -2], "kernel/wrong-arity", "/tools/0/succeeds/0/root"],
  [`${AMOUNT}/undefined`, 3, "kernel/bad-classifier", AMOUNT],
  [`${AMOUNT}/strings/rest`, 3, "kernel/bad-classifier", AMOUNT],
  [`${AMOUNT}/examples`, [null], "kernel/bad-classifier"],
  [`${AMOUNT}/numbers/cuts`, [0, 500, 100], "kernel/bad-classifier"],
  [`${AMOUNT}/numbers/classes`, [0], "kernel/bad-classifier"],
  [`${AMOUNT}/strings`, { ...AUTOMATON, classes: [] }, "kernel/bad-classifier"],
  [`${AMOUNT}/strings`, { ...AUTOMATON, starts: [1, 97] }, "kernel/bad-classifier"],
  [`${AMOUNT}/strings`, { ...AUTOMATON, starts: [0, 0] }, "kernel/bad-classifier", `${AMOUNT}/strings/starts`],
  [`${AMOUNT}/strings`, { ...AUTOMATON, next: [0] }, "kernel/bad-classifier", `${AMOUNT}/strings/next`],
  [`${AMOUNT}/strings`, { ...AUTOMATON, next: [0, 1, 1, 2] }, "kernel/bad-classifier", `${AMOUNT}/strings/next`],
  ["/tools/0/succeeds/0/terms/0/classes/true", 3, "kernel/bad-classifier", "/tools/0/succeeds/0/terms/0/classes"],
  [`${PAYEES}/classes`, [0], "kernel/bad-classifier"],
  [`${PAYEES}/tests/0/terms/0/classes/null`, 3, "kernel/bad-classifier", `${PAYEES}/tests/0/terms/0/classes`],
  [`${PAYEES}/tests/0/nodes/0`, [0, -1, -2, -4], "kernel/unknown-reference", `${PAYEES}/tests/0/root`],
  [`${PAYEES}/tests/0/nodes/0`, [1, -1, -2, -3], "kernel/wrong-arity", `${PAYEES}/tests/0/root`],
  [`${PAYEES}/tests/0/nodes/0`, [0, -1, -1, -1], "kernel/not-reduced"],
  [`${PAYEES}/tests/0/root`, 1, "kernel/unknown-reference"],
];

describe("loadMachine", () => {
  test("loads a sound document", () => {
    const loaded = loadMachine(BANK);
    if (!loaded.ok) throw new Error(loaded.fault.message);
    expect(toolNumber(loaded.value, "bank/pay")).toBe(0);
    expect(toolNumber(loaded.value, "bank/steal")).toBe(-1);
    expect([...initialState(loaded.value)]).toEqual([0, 0, 0]);
  });

  test("loads whatever its format and its limits allow", () => {
    for (const [pointer, value] of SOUND) expect(refusal(changed(BANK, pointer, value)), pointer).toBeUndefined();
  });

  test("refuses effects that disagree where their actions match together, and nowhere else", () => {
    const refund = { ...BANK.actions[0], name: "refund", then: [{ variable: 1, table: [0, 0, 1] }] };
    const both = changed(BANK, "/actions/1", refund);
    expect(refusal(changed(both, "/terminals/1/actions", [1]))).toBeUndefined();
    expect(refusal(changed(both, "/terminals/1/actions", [0, 1]))).toEqual({ code: "kernel/bad-effect", at: "/tools/0/root" });
  });

  for (const [pointer, value, code, at] of REFUSALS) {
    test(`refuses ${code} where ${pointer} is ${JSON.stringify(value)?.slice(0, 60)}`, () => {
      const document = changed(BANK, pointer, value);
      expect(refusal(document)).toEqual({ code, at: at ?? pointer });
      const loaded = loadMachine(document);
      expect(loaded.ok ? "" : loaded.fault.message).toMatch(/^[a-z0-9`].+[^.]$/);
    });
  }

  test("refuses what is not a document at all", () => {
    for (const value of [null, undefined, 1, "", [], {}]) {
      expect(refusal(value as unknown as MachineDocument)).toEqual({ code: "kernel/malformed", at: "" });
    }
  });

  test("refuses quantifiers nested deeper than the limit", () => {
    const nest = (depth: number): object => ({
      name: "x",
      reads: { from: "element", path: [] },
      classes: classesOf(
        2,
        depth === 0
          ? {}
          : { lists: { tests: [{ quantifier: "all", terms: [nest(depth - 1)], nodes: [], root: -1 }] as never, classes: [0, 0, 1] } },
      ),
    });
    const test = (depth: number): MachineDocument =>
      changed(BANK, `${PAYEES}/tests/0`, { quantifier: "all", terms: [nest(depth)], nodes: [], root: -1 });
    expect(refusal(test(2))).toBeUndefined();
    expect(refusal(test(3))?.code).toBe("kernel/malformed");
  });

  test("names every code of its table in a refusal above", () => {
    expect([...new Set(REFUSALS.map(([, , code]) => code))].sort()).toEqual(Object.keys(KERNEL_FAULTS).sort());
  });

  test("survives any one change to a document: it is refused, or it decides", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const dice = createDice(seed);
        const document = damaged(dice, randomMachine(dice, 2));
        const loaded = loadMachine(document);
        if (!loaded.ok) return;
        for (let i = 0; i < 5; i++) {
          const tool = dice.below(loaded.value.document.tools.length);
          if (loaded.value.tools[tool] === undefined) continue;
          const terminal = decide(loaded.value, tool, randomState(dice, document), randomCall(dice, document, tool));
          expect(document.terminals[terminal]).toBeDefined();
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A document with one value somewhere inside it replaced by a random one. */
function damaged(dice: Dice, document: MachineDocument): MachineDocument {
  let pointer = "";
  let at: unknown = document;
  while (typeof at === "object" && at !== null && Object.keys(at).length > 0 && (pointer === "" || !dice.oneIn(6))) {
    const name = dice.pick(Object.keys(at));
    pointer += `/${name}`;
    at = (at as { [name: string]: unknown })[name];
  }
  const value: Json = dice.pick([dice.below(6), -dice.below(6), randomJson(dice, 1)]);
  return changed(document, pointer, value);
}
