/**
 * The shape of a machine document, member by member: `MachineDocument` for values that come from outside. What a term
 * may read depends on where it stands: in a call, in a tool's result, or in an element of a list.
 */
import { CLAUSES_MAX, NESTING_MAX, NODES_MAX, TERMS_MAX, TESTS_MAX, TEXT_MAX, TOOLS_MAX, VALUES_MAX, VARIABLES_MAX } from "./limits.ts";
import { dictionary, list, type Members, oneOf, record, type Shape, scalar, tagged } from "./shape.ts";

const text = scalar((value) => typeof value === "string" && value.length <= TEXT_MAX);
const integer = scalar((value) => Number.isSafeInteger(value));
const natural = scalar((value) => Number.isSafeInteger(value) && Number(value) >= 0);
const positive = scalar((value) => Number.isSafeInteger(value) && Number(value) > 0);
const anything: Shape = () => undefined;
const aside = list(anything, TOOLS_MAX);

const names = list(text, TERMS_MAX);
const references = list(natural, CLAUSES_MAX);
const table = list(natural, VALUES_MAX);
const effects = list(record({ variable: natural, table }), VARIABLES_MAX);
const nodes = (max: number): Shape => list(list(integer, VALUES_MAX + 1), max);

const inside = record({ from: text, path: names }, { measure: oneOf("size") });
const ofCalls: Members = {
  args: inside,
  compare: record({ from: text, left: names, operator: oneOf("==", "<", "<="), right: names }),
  fact: record({ from: text, fact: text }),
  meaning: record({ from: text, interpreter: text, of: names, field: text, parameters: list(anything, TERMS_MAX) }, { each: names }),
};

const byAutomaton = record({ starts: list(natural, VALUES_MAX), next: list(natural, NODES_MAX), classes: table });
const byWord = record({ words: dictionary(natural, VALUES_MAX), rest: natural });
const strings: Shape = (value) => (Object.hasOwn(Object(value), "starts") ? byAutomaton : byWord)(value);
const numbers = record({ cuts: list(scalar(Number.isFinite), VALUES_MAX), classes: list(natural, 2 * VALUES_MAX + 1) });
const scalars: Members = { undefined: natural, null: natural, false: natural, true: natural, objects: natural, numbers, strings };

/** Terms that may read `readings`, with quantifiers nested at most `depth` deep. */
function termsOf(readings: Members, depth: number): Shape {
  const terms = depth === 0 ? anything : termsOf({ ...readings, element: inside }, depth - 1);
  const test = record({ quantifier: oneOf("all", "exists"), terms, nodes: nodes(VALUES_MAX), root: integer });
  const lists = record({ tests: list(test, depth === 0 ? 0 : TESTS_MAX), classes: table });
  const classes = record({ count: positive, ...scalars, lists, examples: list(anything, VALUES_MAX) });
  return list(record({ name: text, reads: tagged("from", readings), classes }), TERMS_MAX);
}

const value = scalar((one) => typeof one === "string" || typeof one === "boolean" || Number.isSafeInteger(one));
const resets = record({ every: oneOf("hour", "day"), zone: text });
const owned: Members = { name: text, scope: oneOf("session", "agent", "organisation") };
const variable = record({ ...owned, values: list(value, VALUES_MAX) }, { resets });
const most = scalar((one) => Number.isFinite(one) && Number(one) >= 0);
const budget = record({ ...owned, action: natural, of: names, most }, { resets });

const outcome = record({ ok: effects, error: effects, unknown: (one) => (one === null ? undefined : effects(one)) });
const action = record({ name: text, charter: natural, whileContained: oneOf(true, false), then: effects, outcome });

const deny: Members = { name: text, charter: natural, action: integer, verdict: text, code: text, text, at: text };
const asked = record({ role: text, approvals: positive, withinMs: positive }, { severity: oneOf("high") });
const parking = record({ ...deny, obligation: asked });
const clause = tagged("verdict", { escalate: parking, quarantine: parking, deny: record(deny) });

const succeeds = list(record({ action: natural, terms: termsOf({ result: inside }, NESTING_MAX), root: integer }), CLAUSES_MAX);
const tool = record({ name: text, terms: termsOf(ofCalls, NESTING_MAX), root: integer, reveals: effects, succeeds });

const members: Members = {
  format: oneOf("interlock-machine/1"),
  charters: list(record({ name: text, version: natural, source: text }), TOOLS_MAX),
  roots: dictionary(text, TERMS_MAX),
  variables: list(variable, VARIABLES_MAX),
  actions: list(action, CLAUSES_MAX),
  clauses: list(clause, CLAUSES_MAX),
  terminals: list(record({ actions: references, clauses: references }), NODES_MAX),
  nodes: nodes(NODES_MAX),
  tools: list(tool, TOOLS_MAX),
};

const apart = { origins: aside, records: aside, parts: aside, asks: aside, needs: list(anything, CLAUSES_MAX), interpreted: aside };

/** A whole machine document. */
export const DOCUMENT_SHAPE: Shape = record(members, { budgets: list(budget, VARIABLES_MAX), ...apart });
