/**
 * How much can happen, in bits per step: the growth rate of the words an observer can see (Shannon's channel capacity), as
 * an interval that is a proof, and exact counts up to a horizon. Never a safety claim: equal entropy is not equal language.
 *
 * The rate is log2 of the spectral radius of the letter automaton, the largest over its strongly connected parts. For a
 * positive vector v, min (Av)i/vi and max (Av)i/vi enclose the radius of an irreducible A (Collatz and Wielandt).
 */
import type { LetterAutomaton } from "./letter-automaton.ts";
import { componentsOf } from "./strong-components.ts";

export interface Entropy {
  /** Bits per letter, from below and above. Both are -Infinity where only finitely many words exist. */
  readonly rate: { readonly low: number; readonly high: number };
  /** Of the rate, under the measure that attains it: what the agent's choices, the environment's, and their interleaving contribute. */
  readonly shares: { readonly agent: number; readonly environment: number; readonly turn: number };
  /** The mean of log2 of the number of letters open to the agent, under the same measure. */
  readonly agentFreedom: number;
  /** What each letter contributes to the rate; largest first. */
  readonly letters: readonly { readonly letter: string; readonly bits: number }[];
}

/** Rounds of the power iteration at most, and moves looked at in all of them; the interval is true after any number. */
const ROUNDS = 10_000;
const MOVES_MAX = 50_000_000;

/** The entropy of an automaton's words. */
export function entropyOf(automaton: LetterAutomaton): Entropy {
  const parts = componentsOf(automaton.moves.map((moves) => moves.map(([, next]) => next)));
  const measured = parts.map((part) => new Part(automaton, part)).filter((part) => part.steps > 0);
  const widest = measured.reduce<Part | undefined>((best, part) => (best === undefined || part.high > best.high ? part : best), undefined);
  if (widest === undefined) {
    return { rate: { low: -Infinity, high: -Infinity }, shares: { agent: 0, environment: 0, turn: 0 }, agentFreedom: 0, letters: [] };
  }
  const low = Math.max(...measured.map((part) => part.low));
  return { rate: { low: Math.log2(low), high: Math.log2(widest.high) }, ...widest.shares() };
}

/** Exact numbers of words of length 0, 1, … `horizon`. */
export function wordCounts(automaton: LetterAutomaton, horizon: number): bigint[] {
  let ways = automaton.moves.map((_, state): bigint => (state === 0 ? 1n : 0n));
  const counts = [automaton.moves.length === 0 ? 0n : 1n];
  while (counts.length <= horizon) {
    const next = ways.map((): bigint => 0n);
    for (const [state, moves] of automaton.moves.entries()) {
      for (const [, target] of moves) next[target] = (next[target] ?? 0n) + (ways[state] ?? 0n);
    }
    ways = next;
    counts.push(ways.reduce((sum, count) => sum + count, 0n));
  }
  return counts;
}

/** Bits per letter over words of length `counts.length - 1`: what to report where budgets make all words finite. */
export function horizonRate(counts: readonly bigint[]): number {
  const last = counts.at(-1) ?? 0n;
  const bits = last.toString(2).length;
  const leading = Number(last >> BigInt(Math.max(0, bits - 53)));
  return (Math.log2(leading) + Math.max(0, bits - 53)) / (counts.length - 1);
}

/** One strongly connected part: its radius enclosed, and the measure of greatest entropy on it (Parry). */
class Part {
  readonly steps: number;
  readonly low: number;
  readonly high: number;
  readonly #automaton: LetterAutomaton;
  readonly #states: readonly number[];
  readonly #moves: readonly (readonly (readonly [letter: number, next: number])[])[];
  readonly #right: Float64Array;
  readonly #rounds: number;

  constructor(automaton: LetterAutomaton, states: readonly number[]) {
    const places = new Map(states.map((state, place) => [state, place]));
    this.#automaton = automaton;
    this.#states = states;
    this.#moves = states.map((state) =>
      (automaton.moves[state] ?? []).flatMap(([letter, next]) => {
        const place = places.get(next);
        return place === undefined ? [] : [[letter, place] as const];
      }),
    );
    this.steps = this.#moves.reduce((sum, moves) => sum + moves.length, 0);
    this.#rounds = Math.min(ROUNDS, Math.ceil(MOVES_MAX / (this.steps + 1)));
    const degreeMax = Math.max(1, ...this.#moves.map((moves) => moves.length));
    // A sum of k positive doubles and a division err by less than k + 2 units in the last place.
    const rounding = (degreeMax + 2) * Number.EPSILON;
    const { vector, low, high } = this.steps === 0 ? { vector: new Float64Array(states.length), low: 0, high: 0 } : this.#iterate();
    this.#right = vector;
    this.low = low * (1 - rounding);
    this.high = high * (1 + rounding);
  }

  /** Power iteration on A + I, which converges for periodic parts too. */
  #iterate(): { readonly vector: Float64Array; readonly low: number; readonly high: number } {
    let vector = new Float64Array(this.#states.length).fill(1);
    for (let round = 0; ; round++) {
      const image = vector.map((_, i) => (this.#moves[i] ?? []).reduce((sum, [, next]) => sum + (vector[next] ?? 0), 0));
      let [low, high] = [Infinity, 0];
      for (const [i, value] of image.entries()) {
        const ratio = value / (vector[i] ?? 1);
        low = Math.min(low, ratio);
        high = Math.max(high, ratio);
      }
      if (round === this.#rounds || high - low <= 1e-13 * high) return { vector, low, high };
      const shifted = image.map((value, i) => value + (vector[i] ?? 0));
      const largest = shifted.reduce((a, b) => Math.max(a, b));
      vector = shifted.map((value) => Math.max(value / largest, 1e-300));
    }
  }

  /** The chain rule over who moves next, then which letter: the three shares add up to the rate. */
  shares(): Pick<Entropy, "shares" | "agentFreedom" | "letters"> {
    const { letters, isAgents } = this.#automaton;
    const weights = this.#stationary();
    const bits = new Map<number, number>();
    const shares = { agent: 0, environment: 0, turn: 0 };
    let agentFreedom = 0;
    for (const [i, moves] of this.#moves.entries()) {
      const weight = weights[i] ?? 0;
      const total = moves.reduce((sum, [, next]) => sum + (this.#right[next] ?? 0), 0);
      const chances = moves.map(([letter, next]) => ({ letter, chance: (this.#right[next] ?? 0) / total }));
      for (const { letter, chance } of chances) bits.set(letter, (bits.get(letter) ?? 0) - weight * chance * Math.log2(chance));
      const agents = chances.filter(({ letter }) => isAgents[letter]);
      const agency = agents.reduce((sum, { chance }) => sum + chance, 0);
      shares.agent +=
        weight *
        conditional(
          agents.map(({ chance }) => chance),
          agency,
        );
      shares.environment +=
        weight *
        conditional(
          chances.filter(({ letter }) => !isAgents[letter]).map(({ chance }) => chance),
          1 - agency,
        );
      shares.turn += weight * conditional([agency, 1 - agency], 1);
      if (agents.length > 0) agentFreedom += weight * Math.log2(agents.length);
    }
    const sorted = [...bits].map(([letter, value]) => ({ letter: letters[letter] ?? "?", bits: value })).sort((a, b) => b.bits - a.bits);
    return { shares, agentFreedom, letters: sorted };
  }

  /** How often the measure is in each state: left vector times right vector, normalised. */
  #stationary(): Float64Array {
    let left = new Float64Array(this.#states.length).fill(1);
    for (let round = 0; round < this.#rounds; round++) {
      const next = left.slice();
      for (const [i, moves] of this.#moves.entries()) for (const [, target] of moves) next[target] = (next[target] ?? 0) + (left[i] ?? 0);
      const largest = next.reduce((a, b) => Math.max(a, b));
      const scaled = next.map((value) => value / largest);
      const change = scaled.reduce((most, value, i) => Math.max(most, Math.abs(value - (left[i] ?? 0))), 0);
      left = scaled;
      if (change < 1e-14) break;
    }
    const products = left.map((value, i) => value * (this.#right[i] ?? 0));
    const sum = products.reduce((a, b) => a + b, 0);
    return products.map((value) => value / sum);
  }
}

/** `-Σ p log2(p / whole)`: the bits of a choice among these, weighted by how often it comes to it. */
function conditional(chances: readonly number[], whole: number): number {
  return chances.reduce((sum, chance) => (chance > 0 ? sum - chance * Math.log2(chance / whole) : sum), 0);
}
