/**
 * The verdict lattice: allow < escalate < quarantine < deny. Joining takes the severest, so composing one more
 * clause, action or charter can only narrow, and order never matters.
 */

/** The four verdicts, mildest first. The index of a verdict here is its severity. */
export const VERDICTS = ["allow", "escalate", "quarantine", "deny"] as const;

export type Verdict = (typeof VERDICTS)[number];

/** How severe a verdict is: 0 for allow to 3 for deny. */
export function severity(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}

/** The severer of two verdicts: the join of the lattice. */
export function join(left: Verdict, right: Verdict): Verdict {
  return severity(left) >= severity(right) ? left : right;
}
