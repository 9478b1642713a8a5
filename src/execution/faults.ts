/** Every fault of this layer, one sentence each; docs/errors.md is made from it. Reasons of a verdict are in reasons.ts. */

export const EXECUTION_FAULTS = {
  "execution/lock-malformed": "The pins (interlock.lock) are not in the format that this version reads.",
  "execution/lock-digest-mismatch": "A pinned tool definition is not the one that its digest names.",
  "execution/charter-digest-mismatch": "A charter entry carries another machine than the one its digest names.",
  "execution/replay-diverged": "The ledger records another decision than the one its own prefix leads to.",
  "execution/entry-forged": "The ledger shows an entry that its writer has not signed, or out of its place.",
  "execution/entry-unreadable": "A sealed entry that a decision depends on cannot be opened with the decider's key.",
  "execution/config-malformed": "The decider's configuration file is not in the form that it reads.",
  "execution/ledger-unreachable": "The decider cannot reach the ledger.",
} as const;

export type ExecutionCode = keyof typeof EXECUTION_FAULTS;
