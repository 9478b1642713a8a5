/**
 * The door of the auditor: a second, independent reading of everything that a ledger wrote. `audit.ts` is the way through it.
 * - `meaning` and `origin`: what arguments and results say, and on whose word; `charter`: a charter's own text, and its conditions;
 * - `redecide`: every decision, derived once more from the entries before it.
 */

// The audit of a folder, and what it finds.
export { type AuditOptions, audit, auditTree } from "./audit.ts";
export { type Finding, Findings, type Report, renderReport } from "./report.ts";
export { AUDITOR_FAULTS, type AuditorCode } from "./faults.ts";

// What a ledger's folder holds, read piece by piece.
export { readCheckpoint } from "./checkpoint.ts";
export { type Damage, readJournal, readSegment, type SegmentRead, type StoredRecord } from "./journal-reader.ts";
export { MerkleTree } from "./merkle.ts";
export { checkTileBytes, type Leaves } from "./tiles.ts";

// The keys that it is read with.
export { type Member, readRing } from "./ring.ts";
export { readSealKey, type SealKey } from "./seals.ts";

// Every decision, derived again: live, as the countersigner does, and afterwards.
export { type Derived, type Dispute, type Judged, LiveJudge } from "./live-judge.ts";
export type { Expected, RecordedEntry } from "./redecide/recorded-entry.ts";
export { type Disagreement, Redecider } from "./redecide/redecider.ts";

// What erased calls came to.
export { type Carry, sameCarry } from "./redecide/carry.ts";
export { CarryWriter } from "./redecide/carry-writer.ts";
export type { Kept } from "./stated-carry.ts";

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
