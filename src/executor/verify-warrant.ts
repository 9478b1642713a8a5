/**
 * Everything an executor checks before it acts, in pure functions without dependencies, once `verifyHead` has said that the ledger is the
 * one it has always seen: who decided, that decision and proposal are recorded there, that the warrant is for this executor, this start,
 * this call, now, never used before, and under the answers that it cites (`verifyWarrant`), and that the server still serves what was
 * decided on (`verifyDefinition`). It trusts no earlier check of another part, and a doubt is a refusal.
 */
import { type Duty, digestOf, enrolmentOf, fromHex, type Identity, isCountersigned, type Ring } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import {
  type Approvers,
  asJson,
  type DecisionEntry,
  type Index,
  type Leaf,
  leafHash,
  leafText,
  type SealedCall,
  verifyConsistency,
  verifyInclusion,
  verifyLeaf,
  type Warrant,
} from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { CLOCK_SKEW_MAX_MS, WARRANT_LIFETIME_MAX_MS } from "./limits.ts";
import { openCall } from "./open-call.ts";
import type { ParkedCall } from "./rehearsal/rehearsals.ts";
import type { ScopedAnswer, ScopeUses } from "./scope-uses.ts";
import type { SpentNonces } from "./spent-nonces.ts";
import { type Head, hashesOf } from "./verify-head.ts";
import { leavesOf, verifyPeople } from "./verify-people.ts";

/** Who is asked to rehearse. */
export interface ParkedContext {
  readonly ring: Ring;
  /** This executor: its id, and the key that opens calls. */
  readonly identity: Identity;
  readonly server: string;
}

export interface WarrantContext extends ParkedContext {
  readonly epoch: string;
  /** This executor's clock, which never goes back. */
  readonly nowMs: number;
  readonly nonces: SpentNonces;
  /** Who answers, as of the entries that the ledger has sent. */
  readonly approvers: Approvers;
  readonly uses: ScopeUses;
}

/** What may be executed, once, while its definition is served. */
export interface VerifiedWarrant {
  readonly session: string;
  readonly proposal: Index;
  readonly decision: Index;
  readonly call: SealedCall;
  readonly nonce: string;
  readonly expires: number;
  /** Digest of the definition that the decision rests on. */
  readonly definition: string;
  /** Answers that it rests on and that count more than once. */
  readonly scoped: readonly ScopedAnswer[];
  /** In what form the call is sent, where that is not how it was proposed. */
  readonly sends: DecisionEntry["sends"];
}

type Terms = NonNullable<DecisionEntry["warrant"]>;

interface Recorded {
  readonly session: string;
  readonly decision: DecisionEntry;
}

/** Verifies a warrant against a head that `verifyHead` gave for it; spends nothing. Codes: see the second group in faults.ts. */
export function verifyWarrant(warrant: Warrant, head: Head, context: WarrantContext): Result<VerifiedWarrant, ExecutorCode> {
  const included = verifyRecorded(warrant, head);
  if (!included.ok) return included;
  const recorded = readDecision(warrant, head, context.ring);
  if (!recorded.ok) return recorded;
  const { session, decision } = recorded.value;
  const terms = decision.warrant;
  if (decision.verdict !== "allow" || terms === undefined)
    return refuse("executor/warrant-malformed", "the decision does not allow anything");
  const agreed = verifyCountersignature(warrant, decision, context);
  if (!agreed.ok) return agreed;
  const timely = verifyTerms(terms, warrant.decision.leaf.at, context);
  if (!timely.ok) return timely;
  const call = openCall(warrant.proposal, terms.call, context.identity);
  if (!call.ok) return call;
  const answered = verifyPeople(warrant, decision, call.value, context);
  if (!answered.ok) return answered;
  if (!isAsDecided(call.value, decision, context)) return refuse("executor/call-mismatch", "the decision names another tool than the call");
  const { nonce, expires, definition } = terms;
  const { sends } = decision;
  const [proposal, scoped] = [warrant.proposal.index, answered.value];
  return ok({ session, proposal, decision: warrant.decision.index, call: call.value, nonce, expires, definition, scoped, sends });
}

/**
 * Verifies the same papers of a decision that parks a call, against a head that `verifyHead` gave for them. They warrant nothing: what
 * they show may be rehearsed, never executed. Codes: those of `verifyWarrant`.
 */
export function verifyParked(papers: Warrant, head: Head, context: ParkedContext): Result<ParkedCall, ExecutorCode> {
  const included = verifyRecorded(papers, head);
  if (!included.ok) return included;
  const recorded = readDecision(papers, head, context.ring);
  if (!recorded.ok) return recorded;
  const { session, decision } = recorded.value;
  if (decision.parked === undefined) return refuse("executor/warrant-malformed", "the decision does not park anything");
  const agreed = verifyCountersignature(papers, decision, context);
  if (!agreed.ok) return agreed;
  const { proposal } = papers;
  const call = openCall(proposal, proposal.leaf.seal ?? "", context.identity);
  if (!call.ok) return call;
  return isAsDecided(call.value, decision, context)
    ? ok({ session, proposal: proposal.index, decision: papers.decision.index, call: call.value, sends: decision.sends })
    : refuse("executor/call-mismatch", "the decision names another tool than the call");
}

/**
 * What the server serves, at the moment of the call, is what was decided on, and there is still time. `served`: its
 * digest, if it serves any.
 */
export function verifyDefinition(verified: VerifiedWarrant, served: string | undefined, nowMs: number): Result<void, ExecutorCode> {
  if (served !== verified.definition) {
    return refuse("executor/definition-drifted", `\`${verified.call.tool.slice(0, 128)}\` is not served as the warrant says`);
  }
  return verified.expires <= nowMs
    ? refuse("executor/warrant-expired", "the warrant expired while the server was starting")
    : ok(undefined);
}

/** Every leaf is in the tree that the checkpoint names, at their indices. */
function verifyRecorded({ decision, countersignature, proposal, people }: Warrant, { size, root }: Head): Result<void, ExecutorCode> {
  const judged = [decision, proposal, ...(countersignature === undefined ? [] : [countersignature])];
  for (const { index, leaf, inclusion } of [...judged, ...leavesOf(people)]) {
    const hashes = hashesOf(inclusion);
    const hash = leafHash(Buffer.from(leafText(leaf), "utf8"));
    if (hashes === undefined || !verifyInclusion(index, size, hash, root, hashes)) {
      return refuse("executor/warrant-not-recorded", `entry ${index} is not shown to be in the ledger`);
    }
  }
  return ok(undefined);
}

/** A decider's own decision on a gateway's own proposal, both of one session, made in this very ledger. */
function readDecision({ decision, proposal, prefix }: Warrant, head: Head, ring: Ring): Result<Recorded, ExecutorCode> {
  const decided = decision.leaf.entry;
  const proposed = proposal.leaf.entry;
  const session = decision.leaf.session;
  if (decided.kind !== "decision") return refuse("executor/warrant-malformed", "there is no decision");
  if (proposed.kind !== "proposal" || proposed.from !== "agent")
    return refuse("executor/warrant-malformed", "what was decided is no agent's proposal");
  const same = decided.proposal === proposal.index && proposal.index < decision.index && session === proposal.leaf.session;
  if (!same || session === undefined) return refuse("executor/warrant-malformed", "the decision is not about this proposal");
  if (!isSignedBy(decision.leaf, "decider", ring)) return refuse("executor/signature-refused", "the decision is not signed by the decider");
  if (!isSignedBy(proposal.leaf, "gateway", ring)) return refuse("executor/signature-refused", "the proposal is not signed by a gateway");
  return isOwnPrefix(decided.prefix, prefix, { after: proposal.index, upTo: decision.index }, head)
    ? ok({ session, decision: decided })
    : refuse("executor/prefix-differs", "the judges have not read what the ledger holds before their decision");
}

/** What the judges read ends between proposal and decision, and is what the head's tree begins with: nothing left out, nothing moved. */
function isOwnPrefix(
  { size, root }: DecisionEntry["prefix"],
  proof: readonly string[],
  { after, upTo }: { readonly after: Index; readonly upTo: Index },
  head: Head,
): boolean {
  const [read, hashes] = [fromHex(root), hashesOf(proof)];
  if (read === undefined || hashes === undefined || size <= after || size > upTo) return false;
  return verifyConsistency(size, head.size, read, head.root, hashes);
}

/** Where a countersigner is enrolled for this server: it has signed that exactly this decision follows, for this session. */
function verifyCountersignature(
  { decision: { leaf }, countersignature }: Warrant,
  decision: DecisionEntry,
  { ring, server }: ParkedContext,
): Result<void, ExecutorCode> {
  if (!isCountersigned(ring, server)) return ok(undefined);
  if (countersignature === undefined) return refuse("executor/countersignature-missing", "the second judge has not signed");
  const { entry, session } = countersignature.leaf;
  const isAboutIt =
    entry.kind === "countersignature" &&
    entry.server === server &&
    entry.proposal === decision.proposal &&
    session === leaf.session &&
    entry.decision === digestOf(asJson(decision));
  if (!isAboutIt) return refuse("executor/countersignature-refused", "the second judge has signed another decision");
  return isSignedBy(countersignature.leaf, `countersigner:${server}`, ring)
    ? ok(undefined)
    : refuse("executor/countersignature-refused", "the countersignature is not by this server's countersigner");
}

function isSignedBy(leaf: Leaf, duty: Duty, ring: Ring): boolean {
  const writer = enrolmentOf(ring, leaf.by);
  return writer?.duties.includes(duty) === true && verifyLeaf(leaf, writer.identity);
}

/**
 * For this executor and this start, in time by both clocks, and not used before. A warrant may wait for its executor until it expires; one
 * that was decided in this clock's future would live longer than it says.
 */
function verifyTerms(terms: Terms, decidedAt: number, context: WarrantContext): Result<void, ExecutorCode> {
  const { identity, server, epoch, nowMs, nonces } = context;
  if (terms.server !== server || terms.executor !== identity.id)
    return refuse("executor/warrant-for-another", "the warrant is for another executor");
  if (terms.epoch !== epoch) return refuse("executor/epoch-void", "the warrant is for an earlier start of this executor");
  if (decidedAt - nowMs > CLOCK_SKEW_MAX_MS)
    return refuse("executor/clock-skewed", `my clock is ${decidedAt - nowMs} ms behind ledger time, so no expiry can be judged`);
  if (terms.expires <= decidedAt) return refuse("executor/warrant-expired", "the warrant had expired before its decision was recorded");
  if (terms.expires <= nowMs)
    return refuse("executor/warrant-expired", `the warrant, decided ${nowMs - decidedAt} ms ago, expired ${nowMs - terms.expires} ms ago`);
  if (terms.expires > decidedAt + WARRANT_LIFETIME_MAX_MS)
    return refuse("executor/warrant-malformed", "the warrant lives longer than any may");
  if (nonces.has(terms.nonce)) return refuse("executor/nonce-spent", "the warrant has been used");
  if (!nonces.hasRoom(nowMs)) return refuse("executor/nonces-full", "no room for a further live nonce");
  return ok(undefined);
}

/** Whether the call is of the decision's tool, and its pinned name (`server/tool`, `server#method`) one of this server's. */
function isAsDecided({ tool }: SealedCall, decision: DecisionEntry, { server }: ParkedContext): boolean {
  if (tool !== decision.tool) return false;
  return tool.startsWith(`${server}/`) || tool.startsWith(`${server}#`);
}

function refuse(code: ExecutorCode, message: string): Result<never, ExecutorCode> {
  return fail(code, message);
}
