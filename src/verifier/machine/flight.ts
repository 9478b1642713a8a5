/**
 * What a model knows of the calls of one kind that are in flight. Whether there are any is enough for what is to be safe or possible. Where
 * progress is to be assured it also knows whether there is only one, because one call has one outcome: more would count as failures too.
 */
import type { Grade } from "../model/model.ts";
import type { ConditionDocument, EffectDocument, VariableDocument } from "../model/model-document.ts";

export interface Flight {
  readonly variable: VariableDocument;
  /** One call more. */
  readonly starts: EffectDocument;
  /** One ends: where that can be, and what it leaves. */
  readonly ends: { readonly guard: ConditionDocument; readonly effects: readonly EffectDocument[] };
  /** One ends, and as many stay as can be told apart. */
  readonly endsUnseen: { readonly guard: ConditionDocument };
}

/** The calls that the variable `name` stands for. */
export function flightOf(name: string, grade: Grade): Flight {
  if (grade === "possible") {
    const guard: ConditionDocument = { is: [name, true] };
    return {
      variable: { name, values: [false, true] },
      starts: { variable: name, to: true },
      ends: { guard, effects: [{ variable: name, to: false }] },
      endsUnseen: { guard },
    };
  }
  const steps = (...map: readonly (readonly [string, string])[]): EffectDocument => ({ variable: name, map });
  return {
    variable: { name, values: ["none", "one", "more"] },
    starts: steps(["none", "one"], ["one", "more"]),
    ends: { guard: { is: [name, "one", "more"] }, effects: [steps(["one", "none"], ["more", "one"])] },
    endsUnseen: { guard: { is: [name, "more"] } },
  };
}
