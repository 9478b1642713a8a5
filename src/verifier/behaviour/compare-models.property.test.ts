import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generatedModel } from "../../../test/models/generated.ts";
import { isWinning, largestWinningSet, type PlainGraph, plainGraphOf } from "../../../test/models/plain-graph.ts";
import { philosophers, transferLine } from "../../../test/models/textbook.ts";
import type { Model } from "../model/model.ts";
import type { ModelDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
import { compareModels } from "./compare-models.ts";

function modelOf(document: ModelDocument): Model {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
}

/** All words up to a length that the most permissive supervisor admits, by the definitions alone. */
function wordsOf(model: Model, length: number): Set<string> {
  const graph: PlainGraph = plainGraphOf(model);
  const winning = largestWinningSet(graph);
  expect(isWinning(graph, winning)).toBe(true);
  const words = new Set<string>();
  const extend = (state: number, word: readonly string[]): void => {
    words.add(word.join(" "));
    if (word.length === length) return;
    for (const [source, event, target] of graph.steps) {
      if (source === state && winning.has(target)) extend(target, [...word, model.events[event]?.letter ?? ""]);
    }
  };
  if (winning.has(0)) extend(0, []);
  return words;
}

test("agrees with the comparison of all words, on 10,000 generated pairs", { timeout: 240_000 }, () => {
  const seen = new Map<string, number>();
  const pair = fc.tuple(generatedModel({ variables: 2, values: 3, events: 4 }), fc.integer({ min: 0, max: 3 }), fc.boolean());
  fc.assert(
    fc.property(pair, ([document, dropped, both]) => {
      // The second model differs in one permission, or also in one event; so every answer occurs.
      const events = document.events.map((event, i) =>
        i === dropped ? { ...event, requires: { is: ["v0", 0] } as const, guard: true } : event,
      );
      const changed = { ...document, events: both ? events.slice(0, 3) : events };
      const [before, after] = [modelOf(document), modelOf(changed)];
      if (plainGraphOf(before).states.length > 5 || plainGraphOf(after).states.length > 5) return;
      const { answer, gained, lost } = compareModels(before, after);
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
      const length = Math.min(4, Math.max(gained?.length ?? 3, lost?.length ?? 3));
      const [old, now] = [wordsOf(before, length), wordsOf(after, length)];
      const shortest = (of: Set<string>, missing: Set<string>) =>
        [...of]
          .filter((word) => !missing.has(word))
          .map((word) => (word === "" ? 0 : word.split(" ").length))
          .reduce((a, b) => Math.min(a, b), Infinity);
      const lengthOf = (word: readonly string[] | undefined) => (word === undefined || word.length > length ? Infinity : word.length);
      expect(lengthOf(gained)).toBe(shortest(now, old));
      expect(lengthOf(lost)).toBe(shortest(old, now));
      if (gained !== undefined && gained.length <= length) expect(now.has(gained.join(" "))).toBe(true);
    }),
    { numRuns: 10_000 },
  );
  for (const answer of ["equal", "narrower", "wider", "incomparable"]) expect(seen.get(answer) ?? 0).toBeGreaterThan(15);
});

describe("compares meanings, not texts", () => {
  test("reordering and renaming variables, and splitting a guard, are equal", () => {
    const line = transferLine();
    const split = line.events
      .flatMap((event) =>
        event.name === "1"
          ? [
              { ...event, name: "1a", letter: "1", guard: { all: [event.guard ?? true, { is: ["TU", 0] as const }] } },
              { ...event, name: "1b", letter: "1", guard: { all: [event.guard ?? true, { not: { is: ["TU", 0] as const } }] } },
            ]
          : [event],
      )
      .reverse();
    expect(compareModels(modelOf(line), modelOf({ ...line, events: split, variables: [...line.variables].reverse() })).answer).toBe(
      "equal",
    );
  });

  test("a larger buffer is wider, and the story uses it", () => {
    const line = transferLine();
    const more = { ...line, events: line.events.map((event) => (event.name === "1" ? { ...event, requires: true } : event)), goals: [] };
    const { answer, gained } = compareModels(
      modelOf({
        ...line,
        events: line.events.map((event) => (event.name === "1" ? { ...event, requires: { is: ["B1", 0] } as const } : event)),
        goals: [],
      }),
      modelOf(more),
    );
    expect(answer).toBe("wider");
    expect(gained).toEqual(["1", "2", "1"]);
  });

  test("what is too large is undecided", () => {
    expect(compareModels(modelOf(philosophers(9)), modelOf(philosophers(9)), 100).answer).toBe("undecided");
  });
});
