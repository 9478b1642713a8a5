/** Every code of a witness, with the one sentence that says what it means. */

export const WITNESS_FAULTS = {
  "witness/request-malformed": "A request is not an old size, a proof and a checkpoint, or its old size is above the checkpoint's.",
  "witness/origin-unknown": "The checkpoint is of a ledger that this witness does not follow.",
  "witness/not-signed": "The checkpoint is not signed by its ledger's key.",
  "witness/size-differs": "The old size is not that of the checkpoint that the witness cosigned last.",
  "witness/root-differs": "The checkpoint has the size of the one cosigned last and another root: the ledger has forked.",
  "witness/not-consistent": "The proof does not show that the checkpoint extends the one cosigned last.",
  "witness/store-failed": "The head could not be made durable, so it was not cosigned.",
  "witness/policy-malformed": "The policy is not of the form of c2sp.org/tlog-policy.",
  "witness/config-malformed": "The configuration of the witness's process, or a file that it names, can't be used.",
  "witness/cannot-listen": "The witness cannot listen on this address.",
} as const;

export type WitnessCode = keyof typeof WITNESS_FAULTS;
