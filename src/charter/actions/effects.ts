/**
 * Effects: changes of state variables, as tables over their domains. A constant is always possible; `state.x + n` leads
 * out of the range from some values, and whoever checks the actions proves that it is never applied there.
 */
import type { Effect } from "../../kernel/index.ts";
import type { Names } from "../condition/names.ts";
import type { Reporter } from "../diagnostic.ts";
import { suggestion } from "../nearest.ts";
import type { Span } from "../source.ts";
import type { EffectsText, Scalar } from "../text/charter-text.ts";

/** An effect on a variable that has a name, but no number yet. */
export interface DraftEffect {
  readonly variable: string;
  readonly table: readonly number[];
  /** Values (by index) from which the effect would lead out of the range. The table leaves them as they are. */
  readonly escapes: readonly number[];
  /** The condition that keeps the effect in range. */
  readonly guard?: string;
  readonly span: Span;
}

const CHANGE = /^state\.([A-Za-z_][A-Za-z0-9_]*)\s*([+-])\s*([0-9]{1,9})$/;

/** Reads effects. In `outcome` only constants are possible: by then the state may have changed since the guard was asked. */
export function readEffects(text: EffectsText | undefined, kind: "then" | "outcome", names: Names, reporter: Reporter): DraftEffect[] {
  return (text ?? []).flatMap(({ name, nameSpan, value }) => {
    const state = names.states.get(name);
    if (state !== undefined) return effectOn(name, state, value.value, value.span, kind, reporter) ?? [];
    reporter.error(
      "charter/unknown-name",
      nameSpan,
      `there is no state variable \`${name}\``,
      suggestion(name, [...names.states.keys()], "declare it under `state`"),
    );
    return [];
  });
}

function effectOn(
  name: string,
  { variable, values }: { readonly variable: string; readonly values: readonly Scalar[] },
  value: Scalar,
  span: Span,
  kind: "then" | "outcome",
  reporter: Reporter,
): DraftEffect | undefined {
  const index = values.indexOf(value);
  if (index >= 0) return constantEffect(variable, values.length, index, span);
  const [, changed, sign, steps] = typeof value === "string" ? (CHANGE.exec(value) ?? []) : [];
  const refuse = (message: string, remedy: string): undefined => {
    reporter.error("charter/bad-effect", span, message, remedy);
    return undefined;
  };
  if (changed === undefined)
    return refuse(
      `\`${name}\` cannot become ${JSON.stringify(value)}`,
      suggestion(String(value), values.slice(0, 100).map(String), "declare another domain"),
    );
  if (changed !== name)
    return refuse(
      `\`${name}\` can only change by itself, not by \`state.${changed}\``,
      `write \`state.${name} ${sign} ${steps}\`, or a constant`,
    );
  if (!values.every((one) => typeof one === "number")) return refuse(`\`${name}\` is not a number`, "declare it with `range`");
  if (kind === "outcome")
    return refuse(
      "an outcome sets constants only, because the state may have changed since the call was decided",
      "count in `then`, and set a constant here",
    );
  const by = Number(steps) * (sign === "+" ? 1 : -1);
  const escapes = values.flatMap((_, from) => (from + by < 0 || from + by >= values.length ? [from] : []));
  const table = values.map((_, from) => (escapes.includes(from) ? from : from + by));
  const guard = by > 0 ? `state.${name} <= ${Number(values.at(-1)) - by}` : `state.${name} >= ${Number(values[0]) - by}`;
  return { variable, table, escapes, guard, span };
}

/** Every value becomes one value. */
export function constantEffect(variable: string, size: number, value: number, span: Span): DraftEffect {
  return { variable, table: new Array<number>(size).fill(value), escapes: [], span };
}

/** An effect by its table. */
export function tableEffect(variable: string, table: readonly number[], span: Span): DraftEffect {
  return { variable, table, escapes: [], span };
}

/** The effect in the machine, where variables have numbers. */
export function settledEffect({ variable, table }: DraftEffect, numberOf: (variable: string) => number): Effect {
  return { variable: numberOf(variable), table };
}
