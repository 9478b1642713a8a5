/**
 * A good order of variables before anything is built: variables that occur together should lie close together. FORCE
 * (Aloul, Markov and Sakallah, 2003) from several starts, among them a Cuthill-McKee walk of the dependency matrix (DCSH
 * begins like that), keeping the order with the smallest total span. Deterministic: no randomness.
 */

/** The order (top first) for `count` variables, where each group lists variables that occur together. */
export function staticOrder(count: number, groups: readonly (readonly number[])[]): number[] {
  const given = Array.from({ length: count }, (_, i) => i);
  const wide = groups.filter((group) => group.length > 1);
  const walked = cuthillMcKee(count, wide);
  const starts = [given, walked, walked.toReversed()];
  const candidates = [...starts, ...starts.map((start) => force(start, wide))];
  return candidates.reduce((best, order) => (span(order, wide) < span(best, wide) ? order : best));
}

/** Sum over the groups of the distance between their first and last variable. */
export function span(order: readonly number[], groups: readonly (readonly number[])[]): number {
  const positions = positionsOf(order);
  let sum = 0;
  for (const group of groups) {
    let [first, last] = [order.length, 0];
    for (const variable of group) {
      const position = positions[variable] ?? 0;
      first = Math.min(first, position);
      last = Math.max(last, position);
    }
    sum += last - first;
  }
  return sum;
}

function positionsOf(order: readonly number[]): Int32Array {
  const positions = new Int32Array(order.length);
  for (const [position, variable] of order.entries()) positions[variable] = position;
  return positions;
}

/** Moves each variable to the mean of its groups' centres, until the span no longer falls. */
function force(start: readonly number[], groups: readonly (readonly number[])[]): number[] {
  let order = [...start];
  for (let best = span(order, groups), round = 0; round < 200; round++) {
    const positions = positionsOf(order);
    const sums = new Float64Array(order.length);
    const counts = new Float64Array(order.length);
    for (const group of groups) {
      const centre = group.reduce((sum, variable) => sum + (positions[variable] ?? 0), 0) / group.length;
      for (const variable of group) {
        sums[variable] = (sums[variable] ?? 0) + centre;
        counts[variable] = (counts[variable] ?? 0) + 1;
      }
    }
    const place = (variable: number): number =>
      counts[variable] === 0 ? (positions[variable] ?? 0) : (sums[variable] ?? 0) / (counts[variable] ?? 1);
    const moved = order.toSorted((a, b) => place(a) - place(b) || (positions[a] ?? 0) - (positions[b] ?? 0));
    const cost = span(moved, groups);
    if (cost >= best) return order;
    best = cost;
    order = moved;
  }
  return order;
}

/** Breadth-first through the graph of variables that share a group, from a far end of each part, few neighbours first. */
function cuthillMcKee(count: number, groups: readonly (readonly number[])[]): number[] {
  const neighbours = Array.from({ length: count }, () => new Set<number>());
  for (const group of groups) for (const a of group) for (const b of group) if (a !== b) neighbours[a]?.add(b);
  const degree = (variable: number): number => neighbours[variable]?.size ?? 0;
  const visited = new Set<number>();
  const order: number[] = [];
  for (let variable = 0; variable < count; variable++) {
    if (visited.has(variable)) continue;
    const far = walk(variable, neighbours, degree, new Set()).at(-1) ?? variable;
    order.push(...walk(far, neighbours, degree, visited));
  }
  return order;
}

function walk(
  start: number,
  neighbours: readonly ReadonlySet<number>[],
  degree: (variable: number) => number,
  visited: Set<number>,
): number[] {
  const order = [start];
  visited.add(start);
  for (const variable of order) {
    for (const next of [...(neighbours[variable] ?? [])].sort((a, b) => degree(a) - degree(b) || a - b)) {
      if (visited.has(next)) continue;
      visited.add(next);
      order.push(next);
    }
  }
  return order;
}
