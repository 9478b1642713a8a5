/** State variables as people read them: what they may be now, and what a call would make of them. */
import type { Effect, MachineDocument } from "../kernel/index.ts";
import type { ApiChange, ApiValue } from "./api.ts";

type Scalar = string | number | boolean;

/** Every variable with the values that it may have in some states. */
export function valuesIn({ variables }: MachineDocument, states: readonly Int32Array[]): readonly ApiValue[] {
  return variables.map(({ name, scope, values }, variable) => {
    const numbers = [...new Set(states.map((state) => state[variable] ?? 0))];
    return { variable: name, scope, values: numbers.map((number) => values[number] ?? "") };
  });
}

/** Those of them that are, or may be, another than their first value. */
export function movedValues(machine: MachineDocument, states: readonly Int32Array[]): readonly ApiValue[] {
  return valuesIn(machine, states).filter(({ values }, variable) =>
    values.some((value) => value !== machine.variables[variable]?.values[0]),
  );
}

/** What a call of `tool` that matches some actions changes: with the decision, and with a result that is a success. */
export function changesBy(
  machine: MachineDocument,
  actions: readonly string[],
  tool: string,
  states: readonly Int32Array[],
): readonly ApiChange[] {
  const matched = machine.actions.filter(({ name }) => actions.includes(name));
  const reveals = machine.tools.find(({ name }) => name === tool)?.reveals ?? [];
  const changes = (when: ApiChange["when"], effects: readonly Effect[]): readonly ApiChange[] =>
    effects.flatMap(({ variable, table }) => {
      const declared = machine.variables[variable];
      const before = [...new Set(states.map((state) => state[variable] ?? 0))];
      const after = [...new Set(before.map((value) => table[value] ?? value))];
      if (declared === undefined || (before.length === after.length && before.every((value) => after.includes(value)))) return [];
      const said = (numbers: readonly number[]): readonly Scalar[] => numbers.map((number) => declared.values[number] ?? "");
      return [{ variable: declared.name, scope: declared.scope, values: said(after), before: said(before), when }];
    });
  return [
    ...changes(
      "decision",
      matched.flatMap(({ then }) => then),
    ),
    ...changes("success", [...matched.flatMap(({ outcome }) => outcome.ok), ...reveals]),
  ];
}
