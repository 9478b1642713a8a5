/** DECIDING: the decider's pure fold, pins, explanations, tickets, and dry runs without a ledger. */

// The decider.
export { Decider } from "./decider.ts";
export type { Emitted, Folded } from "./folded.ts";
export type { Carry } from "./carry.ts";
export { readCarries } from "./stated-carries.ts";
export { Watch } from "./watch.ts";
export { type Answerer, type AnswererOf, type Answerers, type AnsweringPerson, EVERYBODY } from "./obligations.ts";
export { type Judgement, judge } from "./judge.ts";
export { type DeciderWorld, runDecider } from "./decider-process.ts";
export { Vouching } from "./vouched.ts";
export { Origins } from "./origins.ts";
export { argumentsThatRun, placesOf, type SentForm, sentForm, termsOfForm } from "./sent-form.ts";
export type { CharterInForce } from "./live-charters.ts";
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
export { type Explanation, explanationOf, parseTicket, printable, ticketOf } from "./explain.ts";
export { type Rewritten, type ShownCall, shownCall } from "./shown-call.ts";
export { type Reason, REASONS } from "./reasons.ts";

// Codes.
export { EXECUTION_FAULTS, type ExecutionCode } from "./faults.ts";
