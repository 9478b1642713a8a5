/**
 * The meaning of a machine document once more, as plainly as it can be written: the oracle that the kernel is compared
 * with. It follows docs/machine-format.md and nothing else, shares no code with the kernel, validates nothing and is slow.
 */
import type { Call, Classifier, Effect, Json, ListTest, MachineDocument, Reading, Term, Verdict } from "../../src/kernel/index.ts";

/** The terminal that a call of a tool ends in. */
export function referenceDecide(document: MachineDocument, tool: number, state: readonly number[], call: Call): number {
  const { root, terms } = document.tools[tool] as MachineDocument["tools"][number];
  return follow(document.nodes, root, (variable) =>
    variable < state.length ? (state[variable] as number) : classOf(terms[variable - state.length] as Term, call, undefined),
  );
}

/** The verdict of a terminal when some clauses are discharged. */
export function referenceVerdict(document: MachineDocument, terminal: number, discharged: ReadonlySet<number>): Verdict {
  const verdicts = (document.terminals[terminal]?.clauses ?? []).map((index) => ({ index, verdict: document.clauses[index]?.verdict }));
  if (verdicts.some(({ verdict }) => verdict === "deny")) return "deny";
  const open = verdicts.filter(({ index }) => !discharged.has(index));
  if (open.some(({ verdict }) => verdict === "quarantine")) return "quarantine";
  return open.some(({ verdict }) => verdict === "escalate") ? "escalate" : "allow";
}

/** The state after an allow. */
export function referenceProceed(document: MachineDocument, terminal: number, state: readonly number[]): number[] {
  return change(
    state,
    actionsOf(document, terminal).flatMap(({ then }) => then),
  );
}

/** The states that may follow an outcome. */
export function referenceObserve(
  document: MachineDocument,
  tool: number,
  terminal: number,
  outcome: "ok" | "error" | "unknown",
  state: readonly number[],
): number[][] {
  const actions = actionsOf(document, terminal);
  const reveals = document.tools[tool]?.reveals ?? [];
  const after = (word: "ok" | "error"): number[] => {
    const effects = actions.map((action) => {
      if (outcome !== "unknown") return action.outcome[outcome];
      return action.outcome.unknown === null ? action.outcome[word] : action.outcome.unknown;
    });
    return change(state, [...reveals, ...effects.flat()]);
  };
  const [first, second] = [after("ok"), after("error")];
  return String(first) === String(second) ? [first] : [first, second];
}

/** What a result counts as. */
export function referenceOutcome(
  document: MachineDocument,
  tool: number,
  terminal: number,
  isError: boolean,
  result: Json | undefined,
): string {
  if (isError) return "error";
  const base = document.variables.length;
  const matched = document.terminals[terminal]?.actions ?? [];
  const tests = (document.tools[tool]?.succeeds ?? []).filter(({ action }) => matched.includes(action));
  const answers = tests.map(({ root, terms }) =>
    follow(document.nodes, root, (variable) => classOf(terms[variable - base] as Term, { args: null, facts: {} }, result)),
  );
  return answers.some((answer) => answer === 2) ? "unknown" : answers.every((answer) => answer === 1) ? "ok" : "error";
}

function actionsOf(document: MachineDocument, terminal: number): MachineDocument["actions"][number][] {
  return (document.terminals[terminal]?.actions ?? []).map((index) => document.actions[index] as MachineDocument["actions"][number]);
}

function change(state: readonly number[], effects: readonly Effect[]): number[] {
  const next = [...state];
  for (const { variable, table } of effects) next[variable] = table[state[variable] as number] as number;
  return next;
}

function follow(nodes: readonly (readonly number[])[], reference: number, valueOf: (variable: number) => number): number {
  if (reference < 0) return -1 - reference;
  const [variable, ...children] = nodes[reference] as [number, ...number[]];
  return follow(nodes, children[valueOf(variable)] as number, valueOf);
}

function classOf(term: Term, call: Call, item: Json | undefined): number {
  return classify(term.classes, read(term.name, term.reads, call, item), call);
}

function classify(classes: Classifier, value: Json | undefined, call: Call): number {
  if (value === undefined) return classes.undefined;
  if (value === null) return classes.null;
  if (value === true) return classes.true;
  if (value === false) return classes.false;
  if (typeof value === "number") return classOfNumber(classes, value);
  if (typeof value === "string") return classOfText(classes, value);
  if (!Array.isArray(value)) return classes.objects;
  const digits = classes.lists.tests.map((test) => answer(test, value, call));
  return classes.lists.classes[Number.parseInt(`0${digits.join("")}`, 3)] as number;
}

function classOfNumber({ numbers }: Classifier, value: number): number {
  const point = numbers.cuts.indexOf(value === 0 ? 0 : value);
  const below = numbers.cuts.filter((cut) => cut < value).length;
  return numbers.classes[point >= 0 ? 2 * point + 1 : 2 * below] as number;
}

function classOfText({ strings }: Classifier, value: string): number {
  if ("words" in strings) return Object.hasOwn(strings.words, value) ? (strings.words[value] as number) : strings.rest;
  let state = 0;
  for (const character of value) {
    const symbol = strings.starts.findLastIndex((start) => start <= (character.codePointAt(0) as number));
    state = strings.next[state * strings.starts.length + symbol] as number;
  }
  return strings.classes[state] as number;
}

function answer(test: ListTest, list: readonly Json[], call: Call): 0 | 1 | 2 {
  const answers = list.map((element) => follow(test.nodes, test.root, (variable) => classOf(test.terms[variable] as Term, call, element)));
  if (test.quantifier === "all" && answers.includes(0)) return 0;
  if (test.quantifier === "exists" && answers.includes(1)) return 1;
  if (answers.includes(2)) return 2;
  return test.quantifier === "all" ? 1 : 0;
}

function read(name: string, reads: Reading, call: Call, item: Json | undefined): Json | undefined {
  switch (reads.from) {
    case "args":
      return measure(reads.measure, at(call.args, reads.path));
    case "element":
    case "result":
      return measure(reads.measure, at(item, reads.path));
    case "compare":
      return compare(at(call.args, reads.left), reads.operator, at(call.args, reads.right));
    default:
      return Object.entries(call.facts).find(([fact]) => fact === name)?.[1];
  }
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined || value === undefined) return value;
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return at(Object.entries(value).find(([member]) => member === name)?.[1], rest);
}

function measure(what: "size" | undefined, value: Json | undefined): Json | undefined {
  if (what === undefined) return value;
  if (typeof value === "string") return [...value].length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

function compare(left: Json | undefined, operator: string, right: Json | undefined): Json | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === "==") return normal(left) === normal(right);
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return undefined;
  const less = typeof left === "number" ? left < (right as number) : comesFirst([...left], [...(right as string)]);
  return less || (operator === "<=" && left === right);
}

function comesFirst(left: readonly string[], right: readonly string[]): boolean {
  const [a, ...restOfLeft] = left;
  const [b, ...restOfRight] = right;
  if (a === undefined || b === undefined) return a === undefined && b !== undefined;
  return a === b ? comesFirst(restOfLeft, restOfRight) : (a.codePointAt(0) as number) < (b.codePointAt(0) as number);
}

/** One text for one value, whatever the order of members. */
function normal(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(normal).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${normal(member)}`);
  return `{${members.sort().join()}}`;
}
