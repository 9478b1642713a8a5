/**
 * What every contender is given: clauses that any of them can express. A call is denied if a deny clause of its tool
 * holds, else allowed if an allow clause of its tool holds, else denied.
 */

export type Value = string | number | boolean;

export type Condition = readonly [field: string, operator: "<=" | ">" | "==" | "in", value: Value | readonly string[]];

export interface BenchClause {
  readonly verdict: "allow" | "deny";
  readonly tool: string;
  /** All of these hold. */
  readonly when: readonly Condition[];
}

/** A call with well-typed arguments: every field that its tool's clauses read is there. */
export interface Sample {
  readonly tool: string;
  readonly args: { readonly [field: string]: Value };
}

/** The clauses by tool, in the order of their tools. */
export function byTool(clauses: readonly BenchClause[]): ReadonlyMap<string, readonly BenchClause[]> {
  return Map.groupBy(clauses, ({ tool }) => tool);
}

/** The fields that a tool's clauses read, each with the values it is compared with. */
export function fieldsOf(clauses: readonly BenchClause[]): ReadonlyMap<string, readonly Value[]> {
  const fields = new Map<string, Value[]>();
  for (const [field, , value] of clauses.flatMap(({ when }) => when)) {
    const values = typeof value === "object" ? value : [value];
    fields.set(field, [...(fields.get(field) ?? []), ...values]);
  }
  return fields;
}

/** How a notation writes conditions: everyone's own way, so that each contender reads what its users write. */
export interface Notation {
  readonly field: (field: string) => string;
  readonly value: (value: Value) => string;
  readonly equals: string;
  readonly isOneOf: (field: string, words: readonly string[]) => string;
  readonly and: string;
}

/** A clause's conditions as text; `undefined` where it has none. */
export function conditionText({ when }: BenchClause, notation: Notation): string | undefined {
  const parts = when.map(([field, operator, value]) => {
    if (typeof value === "object") return notation.isOneOf(notation.field(field), value);
    return `${notation.field(field)} ${operator === "==" ? notation.equals : operator} ${notation.value(value)}`;
  });
  return parts.length === 0 ? undefined : parts.join(notation.and);
}

/** Who decides: `prepare` makes of a sample whatever they take, outside of the time measured; `allows` is measured. */
export interface Contender {
  readonly name: string;
  readonly prepare: (sample: Sample) => unknown;
  readonly allows: (prepared: never) => boolean;
}
