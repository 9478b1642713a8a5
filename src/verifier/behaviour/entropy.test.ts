import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generatedModel } from "../../../test/models/generated.ts";
import { transferLine } from "../../../test/models/textbook.ts";
import { transitionGraphOf } from "../explicit/transition-graph.ts";
import type { EventDocument, ModelDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
import { entropyOf, horizonRate, wordCounts } from "./entropy.ts";
import { type LetterAutomaton, type LetterOptions, letterAutomatonOf } from "./letter-automaton.ts";

function automatonOf(document: ModelDocument, options: LetterOptions = {}): LetterAutomaton {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const graph = transitionGraphOf(parsed.value);
  const automaton = graph === undefined ? undefined : letterAutomatonOf(graph, options);
  if (automaton === undefined) throw new Error("small");
  return automaton;
}

function model(
  values: readonly string[],
  events: readonly (readonly [from: string, letter: string, to: string, agency?: EventDocument["agency"]])[],
): ModelDocument {
  return {
    format: "interlock-model/1",
    name: "words",
    variables: [{ name: "x", values }],
    events: events.map(([from, letter, to, agency = "controllable"], i) => ({
      name: `${i}`,
      letter,
      agency,
      guard: { is: ["x", from] },
      effects: [{ variable: "x", to }],
    })),
  };
}

describe("the rate is the one in the books", () => {
  test("of all words over two letters: one bit", () => {
    const { rate, letters } = entropyOf(
      automatonOf(
        model(
          ["s"],
          [
            ["s", "a", "s"],
            ["s", "b", "s"],
          ],
        ),
      ),
    );
    expect(rate.low).toBeLessThanOrEqual(1);
    expect(rate.high).toBeGreaterThanOrEqual(1);
    expect(rate.high - rate.low).toBeLessThan(1e-12);
    expect(letters.map(({ bits }) => bits)).toEqual([0.5, 0.5]);
  });

  test("of the golden mean shift (no two b in a row): log2 of the golden ratio, and Fibonacci counts", () => {
    const automaton = automatonOf(
      model(
        ["free", "after"],
        [
          ["free", "a", "free"],
          ["free", "b", "after"],
          ["after", "a", "free"],
        ],
      ),
    );
    const golden = Math.log2((1 + Math.sqrt(5)) / 2);
    const { rate } = entropyOf(automaton);
    expect(rate.low).toBeLessThanOrEqual(golden);
    expect(rate.high).toBeGreaterThanOrEqual(golden);
    expect(rate.high - rate.low).toBeLessThan(1e-11);
    expect(wordCounts(automaton, 8)).toEqual([1n, 2n, 3n, 5n, 8n, 13n, 21n, 34n, 55n]);
  });

  test("of finitely many words: none, but the horizon still counts", () => {
    const automaton = automatonOf(
      model(
        ["2", "1", "0"],
        [
          ["2", "a", "1"],
          ["1", "a", "0"],
          ["2", "b", "1"],
          ["1", "b", "0"],
        ],
      ),
    );
    expect(entropyOf(automaton).rate).toEqual({ low: -Infinity, high: -Infinity });
    expect(horizonRate(wordCounts(automaton, 2))).toBe(1);
  });
});

test("splitting an event in two that look the same changes nothing", () => {
  const whole = model(
    ["s"],
    [
      ["s", "a", "s"],
      ["s", "b", "s"],
    ],
  );
  const split = model(
    ["s", "t"],
    [
      ["s", "a", "s"],
      ["s", "a", "t"],
      ["t", "a", "s"],
      ["s", "b", "s"],
      ["t", "b", "t"],
      ["t", "b", "s"],
    ],
  );
  expect(entropyOf(automatonOf(split)).rate).toEqual(entropyOf(automatonOf(whole)).rate);
});

test("a budget that is forgotten no longer ends the words", () => {
  const left = ["3", "2", "1", "0"];
  const events = left.slice(0, -1).flatMap((from, i) => [[from, "a", left[i + 1] ?? ""] as const, [from, "b", left[i + 1] ?? ""] as const]);
  expect(entropyOf(automatonOf(model(left, events))).rate.high).toBe(-Infinity);
  expect(entropyOf(automatonOf(model(left, events), { forget: new Set([0]) })).rate.low).toBeCloseTo(1, 12);
});

test("the shares of agent, environment and turn add up to the rate", () => {
  for (const options of [{}, { unsupervised: true }]) {
    const { rate, shares, letters } = entropyOf(automatonOf(transferLine(), options));
    expect(shares.agent + shares.environment + shares.turn).toBeCloseTo(rate.low, 9);
    expect(letters.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(rate.low, 9);
  }
});

test("supervision never adds words, and counts are those of enumeration, on 500 generated models", () => {
  fc.assert(
    fc.property(generatedModel({ variables: 3, values: 3, events: 5 }), (document) => {
      const [before, after] = [automatonOf(document, { unsupervised: true }), automatonOf(document)];
      const [all, left] = [wordCounts(before, 6), wordCounts(after, 6)];
      for (const [length, count] of left.entries()) expect(count <= (all[length] ?? 0n)).toBe(true);
      let words = after.moves.length === 0 ? [] : [{ state: 0, word: "" }];
      for (let length = 0; length < 5; length++) {
        words = words.flatMap(({ state, word }) =>
          (after.moves[state] ?? []).map(([letter, next]) => ({ state: next, word: `${word} ${letter}` })),
        );
        expect(BigInt(new Set(words.map(({ word }) => word)).size)).toBe(left[length + 1]);
      }
      const { rate } = entropyOf(after);
      expect(rate.low).toBeLessThanOrEqual(rate.high);
      expect(rate.high).toBeLessThanOrEqual(entropyOf(before).rate.high + 1e-9);
    }),
    { numRuns: 500 },
  );
});
