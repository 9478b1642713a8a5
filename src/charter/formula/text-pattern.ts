/**
 * Sets of texts as trees: the regular part of every condition on a text (a prefix, a word inside, a regular expression,
 * an alphabetical order). Over code points; a JSON text has no lone surrogates.
 */

/** Inclusive ranges of code points, in order, not touching. */
export type Ranges = readonly (readonly [from: number, to: number])[];

export type TextPattern =
  | { readonly kind: "set"; readonly ranges: Ranges }
  | { readonly kind: "sequence"; readonly parts: readonly TextPattern[] }
  | { readonly kind: "choice"; readonly parts: readonly TextPattern[] }
  | { readonly kind: "repeat"; readonly of: TextPattern; readonly min: number; readonly max: number };

export const CODE_POINT_MAX = 0x10ffff;

const ANY: TextPattern = { kind: "set", ranges: [[0, CODE_POINT_MAX]] };
const ANYTHING: TextPattern = { kind: "repeat", of: ANY, min: 0, max: Number.POSITIVE_INFINITY };

export function literal(text: string): TextPattern {
  return { kind: "sequence", parts: codePoints(text).map((point) => ({ kind: "set", ranges: [[point, point]] })) };
}

export function startingWith(text: string): TextPattern {
  return { kind: "sequence", parts: [literal(text), ANYTHING] };
}

export function endingWith(text: string): TextPattern {
  return { kind: "sequence", parts: [ANYTHING, literal(text)] };
}

export function containing(text: string): TextPattern {
  return { kind: "sequence", parts: [ANYTHING, literal(text), ANYTHING] };
}

/** The texts before `bound` by code points, and `bound` itself if `inclusive`. */
export function orderedBefore(bound: string, inclusive: boolean): TextPattern {
  const points = codePoints(bound);
  const prefix = (length: number): TextPattern => literal(String.fromCodePoint(...points.slice(0, length)));
  const parts: TextPattern[] = inclusive ? [literal(bound)] : [];
  for (const [index, point] of points.entries()) {
    parts.push(prefix(index));
    if (point > 0) parts.push({ kind: "sequence", parts: [prefix(index), { kind: "set", ranges: [[0, point - 1]] }, ANYTHING] });
  }
  return { kind: "choice", parts };
}

/** Sorted, without overlaps, touching ranges joined. */
export function normalRanges(ranges: readonly (readonly [number, number])[]): Ranges {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** All code points that are not in the ranges. */
export function complement(ranges: Ranges): Ranges {
  const outside: [number, number][] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) outside.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= CODE_POINT_MAX) outside.push([next, CODE_POINT_MAX]);
  return outside;
}

function codePoints(text: string): number[] {
  return [...text].map((character) => character.codePointAt(0) ?? 0);
}
