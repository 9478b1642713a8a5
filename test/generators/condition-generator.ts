/**
 * Generated conditions, and generated values that are likely to make a difference to them: few names, few constants,
 * every kind of value in every place.
 */
import fc from "fast-check";
import type { Json } from "../../src/kernel/index.ts";
import type { ActionTree, CharterTree } from "../reference/charter.ts";
import { CAPS, type Condition, type Constant, type Place } from "../reference/condition.ts";

const NAMES = ["a", "b", "c"];
const NUMBERS = [-1, 0, 0.5, 1, 2, 3, 1e21];
const TEXTS = ["", "a", "ab", "abc", "b", "ba", "é", "😀", "a😀", "a\nb", "\uffff", "__proto__"];
/** Patterns that RE2 and JavaScript read alike. */
const PATTERNS = ["^a*$", "^(ab|ba)+$", "^[a-c]{1,2}$", "^.a?$", "^[^a]*$", "^\\w+$", "^a$|^b$", "^(?:a|)(b|c)?$", "^\\S\\s?$", "^$"];
const ORDERS = ["<", "<=", ">", ">="] as const;

const number = fc.constantFrom(...NUMBERS);
const text = fc.constantFrom(...TEXTS);
const constant: fc.Arbitrary<Constant> = fc.oneof(number, text, fc.boolean(), fc.constant(null));

/** Places inside arguments, result or element, at most two members deep. */
function place(root: Place["root"]): fc.Arbitrary<Place> {
  const shortest = root === "args" ? 1 : 0;
  return fc.array(fc.constantFrom(...NAMES), { minLength: shortest, maxLength: 2 }).map((path) => ({ root, path }));
}

/** Questions about one value at some place below `root`. */
function question(root: Place["root"]): fc.Arbitrary<Condition> {
  const at = place(root);
  const member = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }).map((path): Place => ({ root, path }));
  return fc.oneof(
    fc.record({ is: fc.constant("flag" as const), at }),
    fc.record({ is: fc.constant("has" as const), at: member }),
    fc.record({ is: fc.constant("equal" as const), at, to: constant }),
    fc.record({ is: fc.constant("among" as const), at, of: fc.array(constant, { minLength: 1, maxLength: 3 }) }),
    fc.record({ is: fc.constant("order" as const), at, order: fc.constantFrom(...ORDERS), to: fc.oneof(number, text) }),
    fc.record({ is: fc.constant("size" as const), at, order: fc.constantFrom(...ORDERS, "==" as const), to: fc.constantFrom(0, 1, 2) }),
    fc.record({ is: fc.constant("text" as const), at, method: fc.constantFrom("startsWith", "endsWith", "contains"), text }),
    fc.record({ is: fc.constant("text" as const), at, method: fc.constant("matches" as const), text: fc.constantFrom(...PATTERNS) }),
    fc.record({ is: fc.constant("member" as const), of: constant, at }),
  );
}

/** What joins conditions. */
function joined(leaf: fc.Arbitrary<Condition>, depth: number): fc.Arbitrary<Condition> {
  if (depth === 0) return leaf;
  const part = joined(leaf, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ is: fc.constant("not" as const), of: part }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constantFrom("and" as const, "or" as const), left: part, right: part }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant("choose" as const), test: part, yes: part, no: part }) },
  );
}

/** A quantifier over a list below `root`; its body asks about the element only. */
function quantifier(root: Place["root"], nesting: number): fc.Arbitrary<Condition> {
  const leaf = nesting === 0 ? question("element") : fc.oneof(question("element"), quantifier("element", nesting - 1));
  return fc.record({
    is: fc.constant("quantifier" as const),
    quantifier: fc.constantFrom("all" as const, "exists" as const),
    at: place(root),
    body: joined(leaf, 1),
  });
}

const comparison: fc.Arbitrary<Condition> = fc.record({
  is: fc.constant("compare" as const),
  left: place("args"),
  order: fc.constantFrom(...ORDERS, "==" as const, "!=" as const),
  right: place("args"),
});

/** Conditions on arguments alone: those that any CEL engine can evaluate. */
export const argumentCondition: fc.Arbitrary<Condition> = joined(
  fc.oneof(
    { weight: 4, arbitrary: question("args") },
    { weight: 1, arbitrary: quantifier("args", 1) },
    { weight: 1, arbitrary: comparison },
  ),
  3,
);

/** Conditions on a result. */
export const resultCondition: fc.Arbitrary<Condition> = joined(fc.oneof(question("result"), quantifier("result", 0)), 2);

/** What generated charters declare: the names that conditions on state use. */
export const DECLARED = {
  sources: { mail: { results: ["s/mail"] } },
  define: { caps: CAPS },
  state: { mode: { enum: ["idle", "busy", "done"] }, count: { range: [0, 3] }, open: { bool: true } },
};

/** Its domains, as in the machine; `seen(mail)`, `seen(world)` and `contained` too. */
export const DOMAINS: { readonly [name: string]: readonly (string | number | boolean)[] } = {
  contained: [false, true],
  count: [0, 1, 2, 3],
  mode: ["idle", "busy", "done"],
  open: [true, false],
  "seen(mail)": [false, true],
  "seen(world)": [false, true],
};

const ofState: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    is: fc.constant("state" as const),
    name: fc.constant("mode"),
    order: fc.constant("==" as const),
    to: fc.constantFrom("idle", "busy", "done"),
  }),
  fc.record({
    is: fc.constant("state" as const),
    name: fc.constant("count"),
    order: fc.constantFrom(...ORDERS),
    to: fc.constantFrom(-1, 0, 1, 2.5, 3),
  }),
  fc.record({ is: fc.constant("state" as const), name: fc.constant("open"), order: fc.constant("==" as const), to: fc.boolean() }),
  fc.record({ is: fc.constant("seen" as const), source: fc.constantFrom("mail", "world") }),
  fc.record({ is: fc.constant("contained" as const) }),
  fc.record({ is: fc.constant("role" as const), of: fc.subarray(["owner", "guest", "unknown"], { minLength: 1 }) }),
  fc.record({ is: fc.constant("constant" as const), value: fc.boolean() }),
);

const key = fc.oneof(fc.constant("mode" as const), place("args"));

const ofTable: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ is: fc.constant("capped" as const), at: place("args"), order: fc.constantFrom(...ORDERS), by: key }),
  fc.record({ is: fc.constant("cap" as const), by: key, order: fc.constantFrom(...ORDERS, "==" as const), to: fc.constantFrom(0, 1, 2.5) }),
);

/** Conditions on everything that a call can be judged by. */
export const callCondition: fc.Arbitrary<Condition> = joined(
  fc.oneof(
    { weight: 3, arbitrary: question("args") },
    { weight: 1, arbitrary: quantifier("args", 0) },
    { weight: 2, arbitrary: ofState },
    { weight: 1, arbitrary: ofTable },
  ),
  2,
);

export const state: fc.Arbitrary<{ readonly [name: string]: string | number | boolean }> = fc.record(
  Object.fromEntries(Object.entries(DOMAINS).map(([name, values]) => [name, fc.constantFrom(...values)])),
);

/** Any small JSON value from the same names and constants. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "json" },
    constant,
    fc.array(tie("value"), { maxLength: 3, depthIdentifier: "json" }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 3, depthIdentifier: "json" }),
  ),
})).value;

export const callArguments: fc.Arbitrary<Json> = fc.dictionary(fc.constantFrom(...NAMES), json, { maxKeys: 3 });

function actionTree(name: string): fc.Arbitrary<ActionTree> {
  const some = fc.array(callCondition, { maxLength: 2 });
  return fc.record(
    {
      name: fc.constant(name),
      when: callCondition,
      allow: callCondition,
      deny: some,
      quarantine: some,
      escalate: some,
      whileContained: fc.boolean(),
    },
    { requiredKeys: ["name", "deny", "quarantine", "escalate", "whileContained"] },
  );
}

/** Charters with up to three actions that match calls of one tool. */
export function charterTree(name: string, otherwise: CharterTree["otherwise"]): fc.Arbitrary<CharterTree> {
  const actions = fc.tuple(actionTree("first"), actionTree("second"), actionTree("third"));
  return fc.record({
    name: fc.constant(name),
    otherwise: fc.constant(otherwise),
    actions: actions.chain((all) => fc.subarray(all, { minLength: 1 })),
  });
}
