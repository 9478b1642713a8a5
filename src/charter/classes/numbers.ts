/** Numbers between other numbers: which double stands for an interval, chosen so that people can read it. */

/** A number strictly between the two, where an absent bound is infinite; undefined if there is no double between them. */
export function between(above: number | undefined, below: number | undefined): number | undefined {
  if (above === undefined && below === undefined) return 0;
  const candidates =
    above === undefined
      ? [Math.ceil(below ?? 0) - 1, -Number.MAX_VALUE]
      : below === undefined
        ? [Math.floor(above) + 1, Number.MAX_VALUE]
        : [Math.floor(above) + 1, rounded(above, below), above / 2 + below / 2];
  return candidates.find((value) => (above === undefined || value > above) && (below === undefined || value < below));
}

/** The middle, with as few digits as fit. */
function rounded(above: number, below: number): number {
  const middle = above / 2 + below / 2;
  for (let digits = 1; digits <= 17; digits++) {
    const short = Number(middle.toPrecision(digits));
    if (short > above && short < below) return short;
  }
  return middle;
}
