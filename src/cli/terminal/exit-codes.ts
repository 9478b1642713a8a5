/** How every command ends. Scripts may rely on these numbers. */

export const EXIT = {
  /** Done, or the answer is yes. */
  ok: 0,
  /** The answer is no: a charter with errors, a failed example, a wrong ledger. */
  negative: 1,
  /** It can't be said: an audit that lacks keys, a proof that ran out of its limits. */
  undecided: 2,
  /** Something expected failed: a missing file, a broken configuration, a server that does not start. */
  fault: 3,
  /** The command line is wrong. */
  usage: 64,
  /** A defect of ours. */
  bug: 70,
} as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];
