/**
 * The door of the auditor: a second, independent reading of everything that a ledger wrote. `audit.ts` is the way through it.
 * - `meaning` and `origin`: what arguments and results say, and on whose word; `charter`: a charter's own text, and its conditions;
 * - `redecide`: every decision, derived once more from the entries before it.
 */
export type { AuditOptions } from "./audit.ts";
export { audit, auditTree } from "./audit.ts";
export { readCheckpoint } from "./checkpoint.ts";
export type { Derived, Dispute, Judged } from "./live-judge.ts";
export { LiveJudge } from "./live-judge.ts";
export type { Damage, SegmentRead, StoredRecord } from "./journal-reader.ts";
export { readJournal, readSegment } from "./journal-reader.ts";
export { MerkleTree } from "./merkle.ts";
export type { Leaves } from "./tiles.ts";
export { checkTileBytes } from "./tiles.ts";
export type { Finding, Report } from "./report.ts";
export { Findings, renderReport } from "./report.ts";
export type { Member } from "./ring.ts";
export { readRing } from "./ring.ts";
export type { SealKey } from "./seals.ts";
export { readSealKey } from "./seals.ts";
export type { AuditorCode } from "./faults.ts";
export { AUDITOR_FAULTS } from "./faults.ts";
export type { Expected, RecordedEntry } from "./redecide/recorded-entry.ts";
export type { Disagreement } from "./redecide/redecider.ts";
export { Redecider } from "./redecide/redecider.ts";
export { type Carry, sameCarry } from "./redecide/carry.ts";
export type { Kept } from "./stated-carry.ts";
export { CarryWriter } from "./redecide/carry-writer.ts";

// One judgement, without a ledger around it: what two implementations are compared by.
export { argumentSchema } from "./redecide/argument-schema.ts";
export { readAnew as readCharters } from "./redecide/charters-in-force.ts";
export { judge } from "./redecide/judgement.ts";
export { thenEffects } from "./redecide/outcome-effects.ts";
export { SessionMemory } from "./redecide/session-memory.ts";
export { stateAfter } from "./charter/state-variable.ts";

// On whose word: what two implementations are compared by.
export { LeftWords } from "./origin/left-words.ts";
export { Voices } from "./origin/voices.ts";

// Meaning, read a second time.
export { type Executed, executedForm } from "./meaning/executed-form.ts";
export { INTERPRETERS } from "./meaning/interpreters.ts";
