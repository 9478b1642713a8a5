/**
 * A result for which an executed call counts as a success: made from the examples of the classes that the charter's
 * `succeeds` conditions tell apart, and checked by the kernel. Where no condition is written any result will do.
 */
import { type Json, type Machine, type MachineDocument, outcomeOf, type Tool } from "../../kernel/index.ts";
import { isWitnessed } from "./machine-guards.ts";
import { placed } from "./placed-value.ts";

/** Ways to success that are tried for one condition, and combinations of several conditions: most charters have one of each. */
const WAYS_MAX = 64;
const COMBINATIONS_MAX = 1_024;

/** The structured content of a success of a call that these actions matched, by number; undefined where none is known. */
export function exampleResult(machine: Machine, tool: number, actions: readonly number[]): Json | undefined {
  const { document } = machine;
  const terminal = document.terminals.findIndex((one) => one.actions.join() === actions.join());
  const tests = (document.tools[tool]?.succeeds ?? []).filter(({ action }) => actions.includes(action));
  if (tests.length === 0) return {};
  let candidates: readonly Json[] = [{}];
  for (const test of tests) {
    const ways = [...waysToYes(document, test)];
    candidates = candidates.flatMap((value) => ways.map((way) => way.reduce<Json>(put, value))).slice(0, COMBINATIONS_MAX);
  }
  return candidates.find((value) => outcomeOf(machine, tool, terminal, false, value) === "ok");
}

type Part = readonly [path: readonly string[], value: Json];

function put(value: Json, [path, part]: Part): Json {
  return placed(value, path, part);
}

/** The values at each place on some ways to "yes", the end -2 of a test's diagram. */
function* waysToYes({ nodes, variables }: MachineDocument, { terms, root }: Tool["succeeds"][number]): Generator<readonly Part[]> {
  let left = WAYS_MAX;
  function* from(place: number, parts: readonly Part[]): Generator<readonly Part[]> {
    if (left <= 0) return;
    if (place < 0) {
      if (place !== -2) return;
      left -= 1;
      yield parts;
      return;
    }
    const [variable = 0, ...children] = nodes[place] ?? [];
    const term = terms[variable - variables.length];
    if (term === undefined) return yield* from(children[0] ?? -1, parts);
    for (const [index, child] of children.entries()) {
      const example = term.classes.examples[index] ?? null;
      const isAbsent = example === null && index === term.classes.undefined;
      const isPlaced = term.reads.from === "result" && term.reads.measure === undefined && !isAbsent && isWitnessed(term, index);
      yield* from(child, isPlaced ? [...parts, [term.reads.path, example]] : parts);
    }
  }
  yield* from(root, []);
}
