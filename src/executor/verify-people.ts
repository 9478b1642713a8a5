/**
 * People's word, checked by the executor itself: where a decision cites answers, each is signed by an enrolled key that has its role still,
 * over exactly the leaf of a decision that parked this call, in time; they come from enough people, and are seen on enough renderers. So
 * both judges together can't make up what a person said. It is stricter than they are where it knows less: a role that was taken away after
 * the answer counts no more.
 */
import { canonicalize, type Duty, enrolmentOf, type Identity, type Ring, toHex } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import {
  type AnswerEntry,
  type Approvers,
  type DecisionEntry,
  type Index,
  type Leaf,
  leafHash,
  leafText,
  type People,
  type Recorded,
  type Scope,
  type SealedCall,
  scopeFlaw,
  statement,
  verifyAnswered,
  verifyLeaf,
  type Warrant,
} from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { openCall } from "./open-call.ts";
import type { ScopedAnswer, ScopeUses } from "./scope-uses.ts";

export interface PeopleContext {
  readonly ring: Ring;
  /** Who answers, as of the entries that the ledger has sent. */
  readonly approvers: Approvers;
  /** This executor, whose key opens calls. */
  readonly identity: Identity;
  readonly uses: ScopeUses;
}

/** An answer that holds by itself. */
interface Yes {
  readonly person: string;
  readonly renderer: string;
  readonly role: string;
  readonly kind: AnswerEntry["kind"];
  readonly entry: Index;
  readonly scope?: Scope;
}

/** What parked the call, as people were shown it. */
interface Question {
  readonly verdict: DecisionEntry["verdict"];
  readonly parked: NonNullable<DecisionEntry["parked"]>;
  readonly index: number;
  readonly hash: string;
  readonly proposal: Index;
}

/** Every leaf of people's word, which must be in the tree like the others. */
export function leavesOf(people: People | undefined): readonly Recorded[] {
  if (people === undefined) return [];
  const { answers, questions, earlier, session, grant } = people;
  return [...answers, ...questions, ...(earlier === undefined ? [] : [earlier]), session, ...(grant === undefined ? [] : [grant])];
}

/**
 * Checks what the decision says that people said of `call`; nothing, where it cites nothing. That the leaves are recorded is checked
 * elsewhere. Gives the answers that count more than once. Codes: `executor/approval-missing`, `executor/approval-refused`.
 */
export function verifyPeople(
  warrant: Warrant,
  decision: DecisionEntry,
  call: SealedCall,
  context: PeopleContext,
): Result<readonly ScopedAnswer[], ExecutorCode> {
  const { answers: cited } = decision;
  const { people } = warrant;
  if (cited === undefined) return ok([]);
  const isWhole = people?.answers.length === cited.length && people.answers.every(({ index }, place) => index === cited[place]);
  if (people === undefined || cited.length === 0 || !isWhole || new Set(cited).size < cited.length)
    return missing("the warrant does not carry the answers that the decision cites");
  const user = userOf(people, warrant.decision.leaf, context.ring);
  if (user === undefined) return refuse("whose session it is was not recorded by a gateway and its host");
  const question = questionOf(people, warrant, decision, context.ring);
  if (!question.ok) return question;
  const isEarlier = question.value.proposal !== warrant.proposal.index;
  if (isEarlier && !isSameCall(people.earlier, question.value.proposal, { call, decided: warrant.decision.leaf }, context))
    return refuse("people were asked about another call");
  const countedAt = Math.max(warrant.proposal.leaf.at, ...people.answers.map(({ leaf }) => leaf.at));
  const given: Yes[] = [];
  for (const answer of people.answers) {
    const yes = readAnswer(answer, { question: question.value, decision, before: warrant.decision.index, countedAt }, context);
    if (!yes.ok) return yes;
    given.push(yes.value);
  }
  const counted = countAnswers(given, question.value, user);
  if (!counted.ok) return counted;
  const scoped = given.flatMap(({ entry, scope }) => (scope === undefined ? [] : [{ entry, scope }]));
  return scoped.every((one) => context.uses.hasLeft(one, warrant.proposal.index))
    ? ok(scoped)
    : refuse("an answer that it rests on has no use left");
}

/** The user of the session that the decision is of: of a grant that its host signed, or nobody; undefined where that is not shown. */
function userOf({ session, grant }: People, decided: Leaf, ring: Ring): string | undefined {
  const { entry } = session.leaf;
  const isOpening = entry.kind === "session" && entry.ended === undefined && session.leaf.session === decided.session;
  if (!isOpening || !isSignedBy(session.leaf, "gateway", ring)) return undefined;
  if (entry.grant === undefined) return "";
  const isGrant = grant?.index === entry.grant && grant.leaf.entry.kind === "grant" && isSignedBy(grant.leaf, "host", ring);
  return isGrant && grant.leaf.entry.kind === "grant" ? grant.leaf.entry.user : undefined;
}

/** The one decision that every answer is about: it parked a call of this session and tool under this charter, and the decider signed it. */
function questionOf(
  { questions }: People,
  { decision: { leaf }, proposal }: Warrant,
  { machine, tool }: DecisionEntry,
  ring: Ring,
): Result<Question, ExecutorCode> {
  const [asked, ...others] = questions;
  if (asked === undefined || others.length > 0) return missing("it does not carry the one decision that the answers are about");
  const { entry } = asked.leaf;
  const parks = entry.kind === "decision" && (entry.verdict === "escalate" || entry.verdict === "quarantine");
  if (!parks || entry.parked === undefined || !isSignedBy(asked.leaf, "decider", ring))
    return refuse("what people answered is no decision that parks a call");
  const isAsked = entry.proposal <= proposal.index && asked.leaf.session === leaf.session && asked.index > entry.proposal;
  if (!isAsked) return refuse("people were asked about another call");
  if (entry.machine !== machine || entry.tool !== tool) return refuse("people were asked under another charter");
  const hash = toHex(leafHash(Buffer.from(leafText(asked.leaf), "utf8")));
  return ok({ verdict: entry.verdict, parked: entry.parked, index: asked.index, hash, proposal: entry.proposal });
}

interface Asked {
  readonly question: Question;
  readonly decision: DecisionEntry;
  /** Index of the decision that cites the answer. */
  readonly before: number;
  /** Ledger time at which the answers are counted. */
  readonly countedAt: number;
}

/** A yes to exactly what was shown, by somebody who may answer, before the deadline and its own expiry. */
function readAnswer(
  { index, leaf }: Recorded,
  { question, decision, before, countedAt }: Asked,
  context: PeopleContext,
): Result<Yes, ExecutorCode> {
  const { entry, session, seal, by, at } = leaf;
  if (entry.kind !== "approval" && entry.kind !== "release") return refuse(`entry ${index} is not a yes`);
  const isEarlier = question.proposal !== decision.proposal;
  const { scope } = entry;
  if ((isEarlier && scope === undefined) || scopeFlaw(entry, question, at) !== undefined)
    return refuse(`the answer in entry ${index} is of one call`);
  const isAboutIt = entry.proposal === question.proposal && entry.decision === question.index && entry.shown === question.hash;
  if (!isAboutIt || index <= question.index || index >= before) return refuse(`the answer in entry ${index} is about something else`);
  const expires = isEarlier ? (scope?.until ?? 0) : entry.expires;
  if (at > question.parked.until || expires <= countedAt) return refuse(`the answer in entry ${index} was not in time`);
  const approver = context.approvers.find(by);
  if (approver?.roles.includes(entry.role) !== true) return refuse(`\`${by}\` does not answer as \`${entry.role}\``);
  const signed = verifyAnswered(approver, statement(entry, session, seal), leaf);
  if (!signed.ok)
    return fail("executor/approval-refused", `the answer in entry ${index} is not \`${approver.person}\`'s`, { cause: signed.fault });
  const { person, renderer } = approver;
  return ok({ person, renderer, role: entry.role, kind: entry.kind, entry: index, ...(scope === undefined ? {} : { scope }) });
}

/** Whether the call that people were asked about earlier, as a gateway proposed it in this session, is this one, argument for argument. */
function isSameCall(
  earlier: People["earlier"],
  asked: Index,
  { call, decided }: { readonly call: SealedCall; readonly decided: Leaf },
  { ring, identity }: PeopleContext,
): boolean {
  if (earlier?.index !== asked || earlier.leaf.session !== decided.session || !isSignedBy(earlier.leaf, "gateway", ring)) return false;
  const opened = openCall(earlier, earlier.leaf.seal ?? "", identity);
  const [one, other] = [opened.ok ? opened.value : undefined, call];
  return one !== undefined && canonicalize([one.tool, one.args]) === canonicalize([other.tool, other.args]);
}

/** In each role enough people, none of them twice; the session's user is none of two; of a held call somebody released it. */
function countAnswers(
  given: readonly Yes[],
  { verdict, parked: { roles, renderers = 1 } }: Question,
  user: string,
): Result<void, ExecutorCode> {
  const needsOthers = new Set(roles.filter(({ approvals }) => approvals > 1).map(({ role }) => role));
  const counted = given.filter(({ person, role }) => !(person === user && needsOthers.has(role)));
  const roleOf = new Map(counted.toReversed().map(({ person, role }) => [person, role]));
  for (const { role, approvals } of roles) {
    const count = [...roleOf.values()].filter((one) => one === role).length;
    if (count < approvals) return missing(`${count} of the ${approvals} people who must answer as \`${role}\` have said yes`);
  }
  if (roles.length === 0) return missing("it was parked for nobody");
  if (new Set(counted.map(({ renderer }) => renderer)).size < renderers)
    return missing(`the answers were not seen on ${renderers} different renderers`);
  return verdict === "escalate" || counted.some(({ kind }) => kind === "release") ? ok(undefined) : missing("nobody has released it");
}

function isSignedBy(leaf: Leaf, duty: Duty, ring: Ring): boolean {
  const writer = enrolmentOf(ring, leaf.by);
  return writer?.duties.includes(duty) === true && verifyLeaf(leaf, writer.identity);
}

function missing(message: string): Result<never, ExecutorCode> {
  return fail("executor/approval-missing", message);
}

function refuse(message: string): Result<never, ExecutorCode> {
  return fail("executor/approval-refused", message);
}
