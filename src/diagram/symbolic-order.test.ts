/** Orders of variables before anything is built: what belongs together lies together, and what belongs to everything at the bottom. */
import { expect, test } from "vitest";
import { staticOrder } from "./symbolic-order.ts";

/** Counters 0 … n-1, the flag n+i of counter i, and last a variable that every flag sets. */
function counters(n: number, more: readonly (readonly number[])[] = []): number[] {
  const arities = Array.from({ length: 2 * n + 1 }, (_, variable) => (variable < n ? 10 : 2));
  const pairs = Array.from({ length: n }, (_, i) => [
    [i, n + i],
    [n + i, 2 * n],
  ]).flat();
  return staticOrder(arities, [...pairs, ...more]);
}

/** How far apart each counter and its flag are. */
function distances(order: readonly number[], n: number): number[] {
  return Array.from({ length: n }, (_, i) => Math.abs(order.indexOf(i) - order.indexOf(n + i)));
}

test("a hub lies at the bottom and does not part what belongs together", () => {
  const order = counters(20);
  expect(order.slice(-3)).toContain(40);
  expect(Math.max(...distances(order, 20))).toBeLessThanOrEqual(2);
});

test("a group of very many tells nothing", () => {
  const all = Array.from({ length: 20 }, (_, i) => i);
  expect(counters(20, [all])).toEqual(counters(20));
});

test("a chain stays a chain, from one of its ends", () => {
  const links = [3, 0, 5, 1, 4, 2];
  const groups = links.slice(1).map((variable, i) => [links[i] ?? 0, variable]);
  const order = staticOrder(
    links.map(() => 2),
    groups,
  );
  expect([order, order.toReversed()]).toContainEqual(links);
});

test("every variable comes once, whatever the groups", () => {
  for (const groups of [[], [[0, 1, 2, 3, 4, 5, 6]], [[6], [2, 4]]])
    expect(staticOrder([2, 2, 3, 1, 2, 2, 4], groups).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
