/**
 * What the executor of one tool server is sent: sessions, whatever its own server asked, and a warrant for each call as soon as
 * the decision is durable and, where a countersigner is enrolled for the server, its countersignature too, in either order. One that
 * rehearses is also sent the same papers of each decision that parks a call, as long as it waits and nobody has rehearsed it.
 */
import { digestOf, toBase64 } from "../../crypto/index.ts";
import type { Link } from "../../link/index.ts";
import type { DecisionEntry, Entry, Index, Leaf } from "../entry.ts";
import { asJson } from "../leaf.ts";
import type { Ledger } from "../ledger.ts";
import type { CosignedHead, FromLedger } from "../protocol.ts";
import type { Head } from "../publication.ts";
import { completeWarrant, type HeldPeople, type WarrantEntries } from "../receipts.ts";
import type { HeldEntry } from "../recent-entries.ts";
import { isAnswer } from "../sequence/writers.ts";
import type { Feed } from "./feed.ts";
import { sendEntry } from "./send-entry.ts";

export interface WarrantSelection {
  readonly server: string;
  /** Size of the head that the executor saw last. */
  readonly seen?: number;
  /** Whether it is sent parked calls. */
  readonly rehearses?: boolean;
  /** Whether a warrant needs a countersignature. */
  readonly isCountersigned: boolean;
}

/** One half of a warrant that waits for the other. */
interface Halves {
  decision?: HeldEntry;
  countersignature?: HeldEntry;
}

export function warrantFeed(
  link: Link,
  { server, seen: seenAtFirst = 0, rehearses = false, isCountersigned }: WarrantSelection,
  ledger: Ledger,
): Feed {
  let seen = seenAtFirst;
  /** Proposals of this executor's own server that are not over. */
  const asked = new Set<Index>();
  const waiting = new Map<Index, Halves>();
  const isOwn = ({ index, leaf: { entry, by } }: HeldEntry): boolean => {
    if (entry.kind === "proposal" && by === link.peer.id) asked.add(index);
    if ((entry.kind !== "decision" && entry.kind !== "outcome") || !asked.has(entry.proposal)) return false;
    if (entry.kind === "outcome" || entry.verdict === "deny") asked.delete(entry.proposal);
    return true;
  };
  const offer = (entries: WarrantEntries): void => {
    const { head, sequencer } = ledger;
    const papers = completeWarrant(sequencer.tree, head, entries, seen <= head.size ? seen : 0);
    seen = head.size;
    const message: FromLedger = isParked(entries.decision) ? { say: "rehearse", papers } : { say: "warrant", warrant: papers };
    link.send(asJson(message));
  };
  const isForIt = ({ parked, warrant, tool }: DecisionEntry): boolean =>
    parked === undefined ? warrant?.server === server : rehearses && tool?.startsWith(`${server}/`) === true;
  /** The halves of the warrant that the entry completes, if it does. */
  const complete = (held: HeldEntry): Omit<WarrantEntries, "proposal"> | undefined => {
    const { entry } = held.leaf;
    if (entry.kind === "refusal" || entry.kind === "outcome") waiting.delete(entry.proposal);
    const isDecision = entry.kind === "decision" && isForIt(entry);
    if (!isDecision && !(entry.kind === "countersignature" && entry.server === server)) return undefined;
    if (!isCountersigned) return isDecision ? { decision: held, countersignature: undefined } : undefined;
    const halves = waiting.get(entry.proposal) ?? {};
    waiting.set(entry.proposal, halves);
    halves[isDecision ? "decision" : "countersignature"] = held;
    const { decision, countersignature } = halves;
    if (decision === undefined || countersignature === undefined || !agree(decision, countersignature)) return undefined;
    waiting.delete(entry.proposal);
    return { decision, countersignature };
  };
  return {
    show: (head) => {
      const last = seen <= ledger.head.size ? seen : 0;
      const message: FromLedger = { say: "witnessed", head: cosignedHead(head, last, ledger) };
      seen = Math.max(last, head.size);
      link.send(asJson(message));
    },
    next: (from) => (from < ledger.head.size ? from : undefined),
    deliver: async (held, fetch) => {
      if (ABOUT_PEOPLE.has(held.leaf.entry.kind) || isOwn(held)) return sendEntry(link, held);
      const completed = complete(held);
      const entry = completed?.decision.leaf.entry;
      if (completed === undefined || entry?.kind !== "decision" || !isOpen(completed.decision, server, ledger)) return;
      const find: Find = async (index) => ledger.recent(index) ?? (await fetch(index));
      const proposal = await find(entry.proposal);
      const people = entry.answers === undefined ? undefined : await findPeople(entry.answers, completed.decision, ledger, find);
      if (proposal !== undefined) offer({ ...completed, proposal, ...(people === undefined ? {} : { people }) });
    },
  };
}

/** Whether what the decision says still holds: calls under an earlier start are in doubt, and what waited may be over. */
function isOpen({ index, leaf: { entry } }: HeldEntry, server: string, { sequencer: { calls } }: Ledger): boolean {
  if (entry.kind !== "decision") return false;
  return entry.warrant === undefined ? calls.awaitsRehearsal(entry.proposal, index) : entry.warrant.epoch === calls.epochOf(server);
}

/** The head with the proof between it and the one of `last` entries, from the smaller to the larger. */
function cosignedHead({ size, note }: Head, last: number, { sequencer }: Ledger): CosignedHead {
  const from = Math.min(last, size);
  const proof = from === 0 ? [] : sequencer.tree.consistencyProof(from, Math.max(last, size)).map(toBase64);
  return { checkpoint: note, consistency: { from, proof } };
}

/** Whose sessions these are, and who answers in whose name. */
const ABOUT_PEOPLE: ReadonlySet<Entry["kind"]> = new Set(["session", "charter", "pin", "approver"]);

type Find = (index: Index) => Promise<HeldEntry | undefined>;

/** What people were asked and said, as the decision cites it; what is cited wrongly is for the executor to refuse. */
async function findPeople(
  cited: readonly Index[],
  { leaf }: HeldEntry,
  { sequencer, head }: Ledger,
  find: Find,
): Promise<HeldPeople | undefined> {
  const [opening = head.size] = sequencer.sessions.entriesOf(leaf.session ?? "");
  const session = await find(opening);
  if (session === undefined) return undefined;
  const entry = session.leaf.entry;
  const grant = entry.kind === "session" && entry.grant !== undefined ? await find(entry.grant) : undefined;
  const findAll = async (indices: readonly Index[]): Promise<HeldEntry[]> =>
    (await Promise.all(indices.filter((index) => index < head.size).map(find))).flatMap((found) => found ?? []);
  const answers = await findAll(cited);
  const asked = answers.flatMap(({ leaf: { entry: answer } }) => (isAnswer(answer) ? [answer.decision] : []));
  const questions = await findAll([...new Set(asked)]);
  const [about = proposalOf(leaf)] = questions.map((question) => proposalOf(question.leaf));
  const earlier = about === proposalOf(leaf) || about === undefined ? undefined : await find(about);
  return {
    answers,
    questions,
    session,
    ...(earlier === undefined ? {} : { earlier }),
    ...(grant === undefined ? {} : { grant }),
  };
}

/** The proposal that an entry is about. */
function proposalOf({ entry }: Leaf): Index | undefined {
  return "proposal" in entry ? entry.proposal : undefined;
}

function agree({ leaf: decided }: HeldEntry, { leaf: { entry, session } }: HeldEntry): boolean {
  return entry.kind === "countersignature" && session === decided.session && entry.decision === digestOf(asJson(decided.entry));
}

function isParked({ leaf: { entry } }: HeldEntry): boolean {
  return entry.kind === "decision" && entry.parked !== undefined;
}
