/** Every fault of this layer, one sentence each; docs/errors.md is made from it. */

export const COUNTERSIGNER_FAULTS = {
  "countersigner/config-malformed": "The countersigner's configuration file is not in the form that it reads.",
  "countersigner/ledger-unreachable": "The countersigner cannot reach the ledger, or has lost it.",
  "countersigner/entry-forged": "The ledger hands out an entry that it may not hold, so the countersigner signs nothing any more.",
} as const;

export type CountersignerCode = keyof typeof COUNTERSIGNER_FAULTS;
