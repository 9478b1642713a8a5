/**
 * WHO ELSE SAW IT: a witness that cosigns the heads of ledgers (C2SP tlog-witness), evidence of forks, and policies of who
 * must have seen a head.
 */

// The witness.
export { type HeadStore, type Refusal, Witness, type WitnessOptions } from "./witness.ts";
export type { AddCheckpoint } from "./add-checkpoint.ts";
export { headFiles } from "./head-files.ts";
export { serveWitness } from "./witness-server.ts";

// Asking witnesses.
export { type SubmittedHead, submitHead, type WitnessAnswer, withCosignatures } from "./submit-head.ts";

// What is kept of a fork, and whom it convicts.
export { convicts, type Evidence, evidenceFile } from "./evidence.ts";

// Whose cosignatures count.
export { type Quorum, parseQuorum, satisfies, witnessedAt } from "./quorum.ts";

// Codes.
export { WITNESS_FAULTS, type WitnessCode } from "./faults.ts";
