/** State variables and what may change them. The first value of a variable is its initial one. */
import type { Scalar } from "./charter-yaml.ts";
import type { Doubts } from "./doubts.ts";
import type { Scope, WrittenEffect } from "./written-charter.ts";

export interface StateVariable {
  /** With the charter's name before it where several charters are in force together. */
  readonly name: string;
  readonly values: readonly Scalar[];
  readonly scope: Scope;
  /** When it is initial again, in an IANA zone. */
  readonly resets: { readonly every: "hour" | "day"; readonly zone: string } | undefined;
}

/** A change of one variable. Changes of one call happen at once. */
export interface Effect {
  readonly variable: string;
  readonly becomes: (value: Scalar) => Scalar;
}

/** The state after changes that happen at once. */
export function stateAfter(state: ReadonlyMap<string, Scalar>, effects: readonly Effect[]): ReadonlyMap<string, Scalar> {
  return new Map([...state].map(([name, value]) => [name, valueAfter(effects, name, value)]));
}

/** Of changes that happen at once, those of one variable agree. */
export function valueAfter(effects: readonly Effect[], name: string, value: Scalar): Scalar {
  return effects.find(({ variable }) => variable === name)?.becomes(value) ?? value;
}

/** Several changes of everything, one after the other, as one. */
export function oneAfterTheOther(steps: readonly (readonly Effect[])[]): readonly Effect[] {
  const changed = new Set(steps.flat().map(({ variable }) => variable));
  return [...changed].map((variable) => ({
    variable,
    becomes: (value) => steps.reduce((at, effects) => valueAfter(effects, variable, at), value),
  }));
}

/** `contained` of every session; no charter declares it. */
export const CONTAINED: StateVariable = { name: "contained", values: [false, true], scope: "session", resets: undefined };

export function setTo(variable: string, value: Scalar): Effect {
  return { variable, becomes: () => value };
}

/** A hold contains its session; only a person ends that. */
export const CONTAIN: readonly (readonly Effect[])[] = [[setTo("contained", true)]];
export const END_CONTAINMENT: readonly (readonly Effect[])[] = [[setTo("contained", false)]];

/** A change from each value of the domain, in its order, to another one. */
export function fromTo(variable: string, from: readonly Scalar[], to: readonly Scalar[]): Effect {
  return { variable, becomes: (value) => to[from.indexOf(value)] ?? value };
}

/** Effects as written: a value of the variable, or `state.x + n` of itself. A step out of the domain is never taken. */
export function readEffects(
  written: readonly WrittenEffect[],
  declared: ReadonlyMap<string, StateVariable>,
  doubts: Doubts,
): readonly Effect[] {
  return written.flatMap(({ variable, value }) => {
    const state = declared.get(variable);
    if (state?.values.includes(value) === true) return [setTo(state.name, value)];
    const [, name, sign, steps] = /^state\.([A-Za-z_][A-Za-z0-9_]*)\s*([+-])\s*([0-9]{1,9})$/.exec(String(value)) ?? [];
    if (state !== undefined && name === variable) {
      const stepped = state.values.map((from) => Number(from) + (sign === "-" ? -1 : 1) * Number(steps));
      return [
        fromTo(
          state.name,
          state.values,
          state.values.map((from, place) => (state.values.includes(stepped[place] ?? from) ? (stepped[place] ?? from) : from)),
        ),
      ];
    }
    doubts.note(`\`${variable}\` cannot become \`${String(value)}\``);
    return [];
  });
}
