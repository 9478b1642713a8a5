/** Time as the ledger is given it: a reading and an alarm. The real one lives in the process's entry file. */
export interface Clock {
  /** Milliseconds since the epoch. May jump; ledger time does not. */
  readonly now: () => number;
  /** Calls once, `delayMs` from now at the earliest, unless the returned function is called before. */
  readonly after: (delayMs: number, call: () => void) => () => void;
}
