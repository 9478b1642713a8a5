/**
 * The shape of a machine document, member by member: `MachineDocument` for values that come from outside. What a term
 * may read depends on where it stands: a call's arguments and facts, a tool's result, or an element of a list.
 */
import {
  CLAUSES_MAX, NESTING_MAX, NODES_MAX, TERMS_MAX, TESTS_MAX, TOOLS_MAX, VALUES_MAX, VARIABLES_MAX,
} from "./limits.ts";
import {
  anything, boolean, dictionary, either, finite, integer, list, natural, oneOf, positive, record, type Shape, scalar, tagged, text,
} from "./shape.ts";

const names: Shape = list(text, TERMS_MAX);
const references: Shape = list(natural, CLAUSES_MAX);
const table: Shape = list(natural, VALUES_MAX);
const effects: Shape = list(record({ variable: natural, table }), VARIABLES_MAX);
const nodes = (max: number): Shape => list(list(integer, VALUES_MAX + 1), max);

const inside: Shape = record({ from: text, path: names }, { measure: oneOf("size") });

const READINGS_OF_A_CALL: Readonly<Record<string, Shape>> = {
  args: inside,
  compare: record({ from: text, left: names, operator: oneOf("==", "<", "<="), right: names }),
  fact: record({ from: text, fact: text }),
  meaning: record({ from: text, interpreter: text, of: names, field: text, parameters: list(anything, TERMS_MAX) }),
};

const automaton: Shape = record({
  starts: list(natural, VALUES_MAX),
  next: list(natural, NODES_MAX),
  classes: table,
});

function term(readings: Readonly<Record<string, Shape>>, depth: number): Shape {
  const test = depth === 0 ? anything : record({
    quantifier: oneOf("all", "exists"),
    terms: list(term({ ...readings, element: inside }, depth - 1), TERMS_MAX),
    nodes: nodes(VALUES_MAX),
    root: integer,
  });
  const classes = record({
    count: positive,
    undefined: natural,
    null: natural,
    false: natural,
    true: natural,
    numbers: record({ cuts: list(finite, VALUES_MAX), classes: list(natural, 2 * VALUES_MAX + 1) }),
    strings: either("starts", automaton, record({ words: dictionary(natural, VALUES_MAX), rest: natural })),
    lists: record({ tests: list(test, depth === 0 ? 0 : TESTS_MAX), classes: table }),
    objects: natural,
    examples: list(anything, VALUES_MAX),
  });
  return record({ name: text, reads: tagged("from", readings), classes });
}

const terms = (readings: Readonly<Record<string, Shape>>): Shape => list(term(readings, NESTING_MAX), TERMS_MAX);

const variable: Shape = record(
  {
    name: text,
    values: list(scalar("a text, an integer, true or false", isScalar), VALUES_MAX),
    scope: oneOf("session", "agent", "organisation"),
  },
  { resets: record({ every: oneOf("hour", "day"), zone: text }) },
);

const action: Shape = record({
  name: text,
  charter: natural,
  whileContained: boolean,
  then: effects,
  outcome: record({ ok: effects, error: effects, unknown: (value) => (value === null ? undefined : effects(value)) }),
});

const parking = { obligation: record({ role: text, approvals: positive, withinMs: positive }) };
const clause = (required: Readonly<Record<string, Shape>>): Shape =>
  record({ name: text, charter: natural, action: integer, verdict: text, code: text, text, at: text, ...required });

const tool: Shape = record({
  name: text,
  terms: terms(READINGS_OF_A_CALL),
  root: integer,
  reveals: effects,
  succeeds: list(record({ action: natural, terms: terms({ result: inside }), root: integer }), CLAUSES_MAX),
});

/** A whole machine document. */
export const DOCUMENT_SHAPE: Shape = record({
  format: oneOf("interlock-machine/1"),
  charters: list(record({ name: text, version: natural, source: text }), TOOLS_MAX),
  roots: dictionary(text, TERMS_MAX),
  variables: list(variable, VARIABLES_MAX),
  actions: list(action, CLAUSES_MAX),
  clauses: list(tagged("verdict", { escalate: clause(parking), quarantine: clause(parking), deny: clause({}) }), CLAUSES_MAX),
  terminals: list(record({ actions: references, clauses: references }), NODES_MAX),
  nodes: nodes(NODES_MAX),
  tools: list(tool, TOOLS_MAX),
});

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value);
}
