/** Small models by chance, as fast-check arbitraries: every agency, permission, assumption and kind of effect occurs. */
import fc from "fast-check";
import type { ConditionDocument, EffectDocument, EventDocument, ModelDocument } from "../../src/verifier/index.ts";

export interface Size {
  readonly variables: number;
  readonly values: number;
  readonly events: number;
}

function conditionOf(sizes: readonly number[]): fc.Arbitrary<ConditionDocument> {
  const variable = fc.integer({ min: 0, max: sizes.length - 1 });
  const atom = variable.chain((v) =>
    fc
      .uniqueArray(fc.integer({ min: 0, max: (sizes[v] ?? 1) - 1 }), { minLength: 1, maxLength: 2 })
      .map((values): ConditionDocument => ({ is: [`v${v}`, ...values] })),
  );
  const pair = fc.array(atom, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 4, arbitrary: atom },
    { weight: 2, arbitrary: pair.map((all): ConditionDocument => ({ all })) },
    { weight: 2, arbitrary: pair.map((any): ConditionDocument => ({ any })) },
    { weight: 1, arbitrary: atom.map((not): ConditionDocument => ({ not })) },
  );
}

function effectsOf(sizes: readonly number[]): fc.Arbitrary<EffectDocument[]> {
  const one = fc.integer({ min: 0, max: sizes.length - 1 }).chain((v) => {
    const value = fc.integer({ min: 0, max: (sizes[v] ?? 1) - 1 });
    return fc.oneof(
      { weight: 3, arbitrary: value.map((to): EffectDocument => ({ variable: `v${v}`, to })) },
      {
        weight: 1,
        arbitrary: fc
          .uniqueArray(fc.tuple(value, value), { selector: ([from]) => from, minLength: 1 })
          .map((map): EffectDocument => ({ variable: `v${v}`, map })),
      },
    );
  });
  return fc.uniqueArray(one, { selector: (effect) => effect.variable, minLength: 1, maxLength: 2 });
}

/** A model within the size, with one or no bound, one or two goals. */
export function generatedModel(size: Size): fc.Arbitrary<ModelDocument> {
  return fc.array(fc.integer({ min: 2, max: size.values }), { minLength: 1, maxLength: size.variables }).chain((sizes) => {
    const condition = conditionOf(sizes);
    const event = fc.record({
      agency: fc.constantFrom("controllable", "controllable", "controllable", "uncontrollable", "human"),
      guard: condition,
      effects: effectsOf(sizes),
      requires: fc.option(condition, { nil: undefined, freq: 6 }),
      relied: fc.option(fc.boolean(), { nil: undefined, freq: 10 }),
    });
    return fc
      .record({
        events: fc.array(event, { minLength: 1, maxLength: size.events }),
        bad: fc.option(condition, { nil: undefined, freq: 3 }),
        goals: fc.array(condition, { minLength: 1, maxLength: 2 }),
        live: fc.boolean(),
      })
      .map(
        ({ events, bad, goals, live }): ModelDocument => ({
          format: "interlock-model/1",
          name: "generated",
          variables: sizes.map((count, v) => ({ name: `v${v}`, values: Array.from({ length: count }, (_, i) => i) })),
          events: events.map(
            ({ requires, relied, ...rest }, i): EventDocument =>
              ({
                name: `e${i}`,
                ...rest,
                ...(requires === undefined ? {} : { requires }),
                ...(relied === undefined ? {} : { relied }),
              }) as EventDocument,
          ),
          never: bad === undefined ? [] : [{ name: "bad", when: bad }],
          goals: goals.map((when, i) => ({ name: `goal ${i}`, when })),
          ...(live ? { assume: { human: "live" as const } } : {}),
        }),
      );
  });
}

/** Models whose goals are to be assured: the world has choices of its own, and fails at most so often in a row, or as it likes. */
export function assuredModel(size: Size): fc.Arbitrary<ModelDocument> {
  const mark = fc.record({
    choice: fc.constantFrom("a", "b", undefined),
    outcome: fc.constantFrom("failure" as const, "failure" as const, "success" as const, undefined),
  });
  return fc
    .record({
      document: generatedModel(size),
      marks: fc.array(mark, { minLength: size.events, maxLength: size.events }),
      failures: fc.constantFrom(0, 1, 2, undefined),
    })
    .map(
      ({ document, marks, failures }): ModelDocument => ({
        ...document,
        grade: "assured",
        events: document.events.map((event, i): EventDocument => {
          const { choice, outcome } = marks[i] ?? {};
          const chosen = event.agency !== "uncontrollable" || choice === undefined ? {} : { choice };
          return { ...event, ...chosen, ...(outcome === undefined ? {} : { outcome }) };
        }),
        assume: { ...document.assume, ...(failures === undefined ? {} : { failures }) },
      }),
    );
}
