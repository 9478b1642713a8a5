/** Which known word was probably meant: for "did you mean". Pure text distance (Levenshtein, with swaps), no meaning. */

/** The nearest candidate, if at most a third of the word would have to change. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.floor(word.length / 3) + 1;
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** "did you mean …?", or what there is. */
export function suggestion(word: string, candidates: readonly string[], nothing: string): string {
  const guess = nearest(word, candidates);
  if (guess !== undefined) return `did you mean \`${guess}\`?`;
  if (candidates.length === 0) return nothing;
  const shown = candidates
    .slice(0, 8)
    .map((name) => `\`${name}\``)
    .join(", ");
  return `there is ${shown}${candidates.length > 8 ? ` and ${candidates.length - 8} more` : ""}`;
}

function distance(left: string, right: string, enough: number): number {
  if (Math.abs(left.length - right.length) >= enough) return enough;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let steps = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) steps = Math.min(steps, (before[j - 2] ?? 0) + 1);
      next.push(steps);
    }
    [before, row] = [row, next];
  }
  return row[right.length] ?? enough;
}
