/**
 * A good order of variables before anything is built. Saturation closes from below, and a level costs what it shares with those
 * above: the variables at or below it that something above still concerns, the *open* ones. FORCE (Aloul, Markov and Sakallah, 2003)
 * and Cuthill-McKee walks (DCSH begins like that) bring together what occurs together, a greedy walk closes what is open; of all
 * candidates the one with the least open wins. Deterministic: no randomness.
 *
 * A *hub*, a variable that occurs with very many, pulls all others apart. It costs least at the very bottom, where no event's highest
 * level is its own; so candidates are made with hubs set aside, too.
 */

/** A group of more variables, and of more than a quarter of all, does not tell which of them belong together: the turn of a day. */
const NARROW_MAX = 6;

type Groups = readonly (readonly number[])[];

/** The order (top first) for variables of these arities, where each group lists variables that occur together. */
export function staticOrder(arities: readonly number[], groups: Groups): number[] {
  const broad = Math.max(NARROW_MAX, arities.length / 4);
  const telling = groups.filter(({ length }) => length > 1 && length <= broad);
  const neighbours = neighboursOf(arities.length, telling);
  const candidates = [greedy(arities, neighbours)];
  for (const hubs of hubsOf(neighbours)) {
    const rest = telling.map((group) => group.filter((variable) => !hubs.has(variable)));
    const walked = cuthillMcKee(neighboursOf(arities.length, rest));
    const starts = [[...arities.keys()], walked, walked.toReversed()];
    for (const order of [...starts, ...starts.map((start) => force(start, rest))])
      candidates.push([...hubs, ...order.filter((variable) => !hubs.has(variable))]);
  }
  const costs = candidates.map((order) => openBits(order, arities, neighbours));
  return (candidates[costs.indexOf(Math.min(...costs))] ?? []).toReversed();
}

/** Sum over the groups of the distance between their first and last variable. */
function span(order: readonly number[], groups: Groups): number {
  const positions = positionsOf(order);
  let sum = 0;
  for (const group of groups) {
    let [first, last] = [order.length, 0];
    for (const variable of group) {
      const position = positions[variable] ?? 0;
      first = Math.min(first, position);
      last = Math.max(last, position);
    }
    sum += Math.max(0, last - first);
  }
  return sum;
}

/** The bits of the open variables, summed over all levels of an order from the bottom. */
function openBits(fromBottom: readonly number[], arities: readonly number[], neighbours: readonly ReadonlySet<number>[]): number {
  const positions = positionsOf(fromBottom);
  let sum = 0;
  for (const [position, variable] of fromBottom.entries()) {
    let last = position;
    for (const other of neighbours[variable] ?? []) last = Math.max(last, positions[other] ?? 0);
    sum += (last - position) * Math.log2(arities[variable] ?? 1);
  }
  return sum;
}

function positionsOf(order: readonly number[]): Int32Array {
  const positions = new Int32Array(order.length);
  for (const [position, variable] of order.entries()) positions[variable] = position;
  return positions;
}

function neighboursOf(count: number, groups: Groups): ReadonlySet<number>[] {
  const neighbours = Array.from({ length: count }, () => new Set<number>());
  for (const group of groups) for (const a of group) for (const b of group) if (a !== b) neighbours[a]?.add(b);
  return neighbours;
}

/** Different sets to set aside: nothing, and what occurs with more than a half, a quarter, an eighth of all variables. */
function hubsOf(neighbours: readonly ReadonlySet<number>[]): ReadonlySet<number>[] {
  const isHub = (share: number, others: ReadonlySet<number>): boolean => others.size * share > neighbours.length;
  const sets = [1, 2, 4, 8].map((share) => [...neighbours.keys()].filter((variable) => isHub(share, neighbours[variable] ?? new Set())));
  return [...new Map(sets.map((hubs) => [hubs.join(), new Set(hubs)])).values()];
}

/** Places next, from the bottom, what leaves least open; of equals, what the fewest others wait for. */
function greedy(arities: readonly number[], neighbours: readonly ReadonlySet<number>[]): number[] {
  const unplaced = new Set(arities.keys());
  const missing = neighbours.map((others) => others.size);
  const order: number[] = [];
  const bitsOf = (variable: number): number => Math.log2(arities[variable] ?? 1);
  const growth = (variable: number): number => {
    let bits = missing[variable] === 0 ? 0 : bitsOf(variable);
    for (const other of neighbours[variable] ?? []) if (!unplaced.has(other) && missing[other] === 1) bits -= bitsOf(other);
    return bits;
  };
  while (unplaced.size > 0) {
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (const variable of unplaced) {
      const cost = growth(variable) + (missing[variable] ?? 0) / arities.length / 1024;
      if (cost < least) [best, least] = [variable, cost];
    }
    unplaced.delete(best);
    order.push(best);
    for (const other of neighbours[best] ?? []) missing[other] = (missing[other] ?? 0) - 1;
  }
  return order;
}

/** Moves each variable to the mean of its groups' centres, until the span no longer falls. */
function force(start: readonly number[], groups: Groups): number[] {
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

/** Breadth-first through the variables that share a group, from a far end of each part, few neighbours first. */
function cuthillMcKee(neighbours: readonly ReadonlySet<number>[]): number[] {
  const degree = (variable: number): number => neighbours[variable]?.size ?? 0;
  const visited = new Set<number>();
  const order: number[] = [];
  for (const variable of neighbours.keys()) {
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
