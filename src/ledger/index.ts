/**
 * WHAT HAPPENED: entries, the tree and its proofs, the store, the ledger itself, and how parts speak to it. `ledger.ts` is the way
 * through it.
 * - `tree`: Merkle tree, proofs and tiles; `disk`: the store's port to the file system, real and simulated;
 * - `sequence`: what may be written next, kind by kind; `hub`: who hears what, and whether the system is ready.
 */

/** What an entry says, and its bytes. */
export type {
  AnswerEntry,
  ApproverEntry,
  ApproverKey,
  AttestationEntry,
  Authors,
  CarryEntry,
  CarryRefusal,
  CharterEntry,
  RunningSessions,
  CountersignatureEntry,
  DecisionEntry,
  DriftEntry,
  Entry,
  ErasureEntry,
  GrantEntry,
  HeardEntry,
  Index,
  Leaf,
  OutcomeEntry,
  PinEntry,
  ProposalEntry,
  RefusalEntry,
  RehearsalEntry,
  Scope,
  SessionEntry,
  TimerEntry,
} from "./entry.ts";
export type { SealedCall, SealedResult } from "./sealed.ts";
export { type DiffLine, type FileChange, type Rehearsal, rehearsalFrom } from "./rehearsal.ts";
export { scopeFlaw, scopeWords } from "./scope.ts";
export { asJson, charterStatement, leafText, readLeaf, statement, verifyLeaf } from "./leaf.ts";
export { signStatements } from "./joint-signature.ts";
export type { Approver, ApproverSignature } from "./approvers.ts";
export { approverId, Approvers, verifyAnswered } from "./approvers.ts";
export { checkWriter, isAnswer } from "./sequence/writers.ts";
export { CharterSuccession } from "./sequence/charter-succession.ts";

/** The tree (RFC 6962) and its files (C2SP tlog-tiles). */
export type { Hash } from "./tree/merkle.ts";
export { leafHash, nodeHash } from "./tree/merkle.ts";
export { Frontier } from "./tree/frontier.ts";
export { Tree } from "./tree/tree.ts";
export { verifyConsistency, verifyInclusion } from "./tree/proof.ts";

/** What parts say to the ledger and hear from it. */
export type { CosignedHead, FromLedger, InForce, People, Recorded, Selection, SessionView, ToLedger, Warrant } from "./protocol.ts";

/** The ledger itself, and a part's end of its link to it. */
export type { Clock } from "./clock.ts";
export type { Disk, DiskCode, DiskFile } from "./disk/disk.ts";
export { realDisk } from "./disk/real-disk.ts";
export { makeFile, makeFolder, replaceFile } from "./disk/replace-file.ts";
export type { Change, Failure } from "./disk/simulated-disk.ts";
export { SimulatedDisk } from "./disk/simulated-disk.ts";
export type { Append, LedgerEvents, LedgerOptions } from "./ledger.ts";
export { Ledger, openLedger, originOf } from "./ledger.ts";
export type { Head } from "./publication.ts";
export type { HeldEntry } from "./recent-entries.ts";
export type { Place } from "./sequence/recent-places.ts";
export type { Statement } from "./sequence/writers.ts";
export type { LedgerStart, RunningLedger } from "./start-ledger.ts";
export { openHub, startLedger } from "./start-ledger.ts";
export { measureCode } from "./measure-code.ts";
export { faultLine } from "./fault-line.ts";
export type { Malformed, PartKeys } from "./part-config.ts";
export { readPartConfig, readPartKeys } from "./part-config.ts";
export type { ErasedPlaces } from "./protocol.ts";
export type { Draft, FollowedEntry, LedgerStatus, Readiness } from "./client.ts";
export { LedgerClient } from "./client.ts";

/** Codes and limits. */
export type { LedgerCode } from "./faults.ts";
export { LEDGER_FAULTS } from "./faults.ts";
export { BLOB_BYTES_MAX, HEARD_MAX, LEAF_BYTES_MAX, SCOPE_TIMES_MAX } from "./limits.ts";
