import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Relation, type StateSet, SymbolicForest } from "./symbolic-forest.ts";
import { FALSE, SymbolicNodes, TRUE } from "./symbolic-nodes.ts";
import { closure } from "./symbolic-saturation.ts";
import { sift } from "./symbolic-sifting.ts";

const ARITIES = [3, 2, 4, 1, 2];
const STATES: readonly (readonly number[])[] = ARITIES.reduce<number[][]>(
  (states, arity) => states.flatMap((state) => Array.from({ length: arity }, (_, value) => [...state, value])),
  [[]],
);

const order = fc.shuffledSubarray(
  ARITIES.map((_, i) => i),
  { minLength: ARITIES.length },
);
const subset = fc.array(fc.boolean(), { minLength: STATES.length, maxLength: STATES.length });
const relation = fc.record({
  guard: subset,
  assigned: fc.uniqueArray(fc.integer({ min: 0, max: ARITIES.length - 1 }), { maxLength: 3 }).chain((variables) =>
    fc.tuple(
      ...variables.map((variable) =>
        fc.record({
          variable: fc.constant(variable),
          table: fc.array(fc.integer({ min: 0, max: (ARITIES[variable] ?? 1) - 1 }), {
            minLength: ARITIES[variable] ?? 1,
            maxLength: ARITIES[variable] ?? 1,
          }),
        }),
      ),
    ),
  ),
});

function forestOf(levels: readonly number[], nodesMax = 1_000_000): SymbolicForest {
  return new SymbolicForest(new SymbolicNodes(ARITIES, levels, nodesMax));
}

function setOf(forest: SymbolicForest, members: readonly boolean[]): StateSet {
  return members.reduce((set, member, i) => (member ? forest.union(set, forest.only(STATES[i] ?? [])) : set), FALSE as StateSet);
}

function membersOf(forest: SymbolicForest, set: StateSet): boolean[] {
  return STATES.map((state) => forest.has(set, state));
}

function declared(forest: SymbolicForest, { guard, assigned }: { guard: readonly boolean[]; assigned: Relation["assigned"] }): Relation {
  const known = { guard: setOf(forest, guard), assigned };
  forest.declare(known);
  return known;
}

/** The number of the state that a relation's assignments lead to. */
function nextOf(state: readonly number[], { assigned }: { assigned: Relation["assigned"] }): number {
  const next = [...state];
  for (const { variable, table } of assigned) next[variable] = table[state[variable] ?? 0] ?? 0;
  return STATES.findIndex((known) => known.join() === next.join());
}

/** What `edges` (from, to) reach from the marked states, by repetition. */
function leastFixpoint(marked: boolean[], edges: readonly (readonly [number, number])[]): boolean[] {
  for (let open = edges; ; ) {
    const firing = open.filter(([from, to]) => marked[from] && !marked[to]);
    if (firing.length === 0) return marked;
    for (const [, to] of firing) marked[to] = true;
    open = open.filter(([, to]) => !marked[to]);
  }
}

describe("sets are what they are built from, in every order of variables", () => {
  test("union, intersection, difference, count, canonical numbers", () => {
    fc.assert(
      fc.property(order, subset, subset, (levels, a, b) => {
        const forest = forestOf(levels);
        const [left, right] = [setOf(forest, a), setOf(forest, b)];
        expect(membersOf(forest, left)).toEqual(a);
        expect(membersOf(forest, forest.union(left, right))).toEqual(a.map((x, i) => x || b[i]));
        expect(membersOf(forest, forest.intersection(left, right))).toEqual(a.map((x, i) => x && b[i]));
        expect(membersOf(forest, forest.difference(left, right))).toEqual(a.map((x, i) => x && !b[i]));
        expect(forest.count(left)).toBe(BigInt(a.filter(Boolean).length));
        expect(forest.difference(TRUE, forest.difference(TRUE, left))).toBe(left);
        if (left !== FALSE) expect(forest.has(left, forest.pick(left))).toBe(true);
      }),
    );
  });

  test("predecessors and successors", () => {
    fc.assert(
      fc.property(order, relation, subset, (levels, step, a) => {
        const forest = forestOf(levels);
        const known = declared(forest, step);
        const set = setOf(forest, a);
        const image = STATES.map(() => false);
        for (const [i, state] of STATES.entries()) if (a[i] && step.guard[i]) image[nextOf(state, step)] = true;
        expect(membersOf(forest, forest.successors(known, set))).toEqual(image);
        expect(membersOf(forest, forest.predecessors(known, set))).toEqual(
          STATES.map((state, i) => Boolean(step.guard[i] && a[nextOf(state, step)])),
        );
      }),
    );
  });

  test("closure by saturation is the least fixpoint, both ways, inside its constraint", () => {
    fc.assert(
      fc.property(order, fc.array(relation, { maxLength: 4 }), subset, subset, fc.boolean(), (levels, steps, a, c, forward) => {
        const forest = forestOf(levels);
        const relations = steps.map((step) => declared(forest, step));
        const reached = leastFixpoint(
          a.map((x, i) => Boolean(x && c[i])),
          steps
            .flatMap((step) => STATES.flatMap((state, i) => (step.guard[i] ? [[i, nextOf(state, step)] as const] : [])))
            .map(([i, next]) => (forward ? [i, next] : [next, i]) as readonly [number, number])
            .filter(([, to]) => c[to]),
        );
        const closed = closure(forest, relations, forward ? "forward" : "backward", setOf(forest, a), setOf(forest, c));
        expect(membersOf(forest, closed)).toEqual(reached);
      }),
    );
  });
});

test("collection keeps what is needed and frees the rest", () => {
  fc.assert(
    fc.property(order, subset, subset, (levels, a, b) => {
      const forest = forestOf(levels);
      const kept = setOf(forest, a);
      setOf(forest, b);
      forest.collect([kept]);
      expect(forest.nodes.live).toBe(forest.nodesIn(kept).size);
      expect(membersOf(forest, kept)).toEqual(a);
      expect(setOf(forest, a)).toBe(kept);
      expect(membersOf(forest, setOf(forest, b))).toEqual(b);
    }),
  );
});

test("meeting the limit of nodes is noticed", () => {
  const forest = forestOf([0, 1, 2, 3, 4], 3);
  setOf(
    forest,
    STATES.map((_, i) => i % 3 === 0),
  );
  expect(forest.exhausted).toBe(true);
});

describe("sifting", () => {
  test("changes the order and nothing else", () => {
    fc.assert(
      fc.property(order, subset, subset, relation, (levels, a, b, step) => {
        const forest = forestOf(levels);
        const known = declared(forest, step);
        const [left, right] = [setOf(forest, a), setOf(forest, b)];
        const before = forest.successors(known, left);
        const image = membersOf(forest, before);
        forest.collect([left, right]);
        const size = forest.nodes.live;
        expect(sift(forest, [left, right])).toBeLessThanOrEqual(size);
        expect(membersOf(forest, left)).toEqual(a);
        expect(membersOf(forest, right)).toEqual(b);
        expect(setOf(forest, a)).toBe(left);
        expect(membersOf(forest, forest.successors(known, left))).toEqual(image);
        forest.collect([left, right]);
        const kept = new Set([left, right, known.guard].flatMap((set) => [...forest.nodesIn(set)]));
        expect(forest.nodes.live).toBe(kept.size);
      }),
    );
  });

  test("finds the good order of a sum of products", () => {
    const pairs = 7;
    const variables = Array.from({ length: 2 * pairs }, (_, i) => i);
    const forest = new SymbolicForest(
      new SymbolicNodes(
        variables.map(() => 2),
        variables,
        1_000_000,
      ),
    );
    const both = (i: number): StateSet => forest.intersection(forest.is(i, [1]), forest.is(i + pairs, [1]));
    const set = variables.slice(0, pairs).reduce((sum, i) => forest.union(sum, both(i)), FALSE as StateSet);
    forest.collect([set]);
    expect(forest.nodes.live).toBe(2 ** (pairs + 1) - 2);
    expect(sift(forest, [set])).toBe(2 * pairs);
  });
});
