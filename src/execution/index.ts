/**
 * DECIDING: the pure fold over the ledger, pins, explanations, and dry runs without a ledger. `decider.ts` is the way through
 * it, `world.ts` what it has learned besides calls. Each folder knows only those named before it:
 * - `state`: the values of state variables, and what sessions know; `judging`: the judgement of one call; `calls`: those that are not over;
 * - `approvals`: who is asked, and what an answer counts for; `effects`: what each event does to the states of the charters that judge;
 * - `decision`: from a proposal to its decision, its explanation and its warrant's terms; `live`: the decider as a part.
 * `erasure` looks on from outside: what the calls of an erased context came to.
 */

// The decider.
export { Decider } from "./decider.ts";
export type { Emitted, Folded } from "./folded.ts";
export type { Carry } from "./erasure/carry.ts";
export { readCarries } from "./erasure/stated-carries.ts";
export { Watch } from "./erasure/watch.ts";
export { Containments, type Hold } from "./approvals/containments.ts";
export { type Answerer, type AnswererOf, type Answerers, type AnsweringPerson, EVERYBODY } from "./approvals/obligations.ts";
export { type Judgement, judge } from "./judging/judge.ts";
export { type DeciderWorld, runDecider } from "./live/decider-process.ts";
export { Vouching } from "./live/vouched.ts";
export { Origins } from "./state/origins.ts";
export { argumentsThatRun, placesOf, type SentForm, sentForm, termsOfForm } from "./calls/sent-form.ts";
export type { CharterInForce } from "./effects/live-charters.ts";
export {
  type DryRunAnswer,
  type DryRunCharter,
  type DryRunGrant,
  type DryRunOutcome,
  DryRun,
} from "./dry-run.ts";

// Pins.
export {
  digestOfDefinition,
  digestOfMethod,
  type Lock,
  lockedDigests,
  type LockedTool,
  lockedTools,
  lockFromJson,
  parseLock,
  type PinnedServer,
  type PinnedTool,
  serverOf,
} from "./lock.ts";

// What people and models read.
export {
  decidingClause,
  type ExplainedClause,
  type Explanation,
  explanationOf,
  parseTicket,
  printable,
  ticketOf,
} from "./decision/explain.ts";
export { type Rewritten, type ShownCall, shownCall } from "./calls/shown-call.ts";
export { type Reason, REASONS } from "./reasons.ts";

// Codes.
export { EXECUTION_FAULTS, type ExecutionCode } from "./faults.ts";
