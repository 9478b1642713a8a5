/**
 * Warrants as the ledger completes them: decision, countersignature and proposal, with the ledger's receipt that all are recorded in
 * the tree that its signed head names, that the decision was made in this tree, and that this head extends the one the executor saw last.
 */
import { toBase64 } from "../crypto/index.ts";
import { assert } from "../fault/index.ts";
import type { People, Recorded, Warrant } from "./protocol.ts";
import type { Head } from "./publication.ts";
import type { HeldEntry } from "./recent-entries.ts";
import type { Tree } from "./tree/tree.ts";

/** What a warrant is made of. All entries are below the head's size. */
export interface WarrantEntries {
  readonly decision: HeldEntry;
  readonly countersignature: HeldEntry | undefined;
  readonly proposal: HeldEntry;
  /** Where the decision cites answers. */
  readonly people?: HeldPeople;
}

export interface HeldPeople {
  readonly answers: readonly HeldEntry[];
  readonly questions: readonly HeldEntry[];
  readonly earlier?: HeldEntry;
  readonly session: HeldEntry;
  readonly grant?: HeldEntry;
}

/** Completes a warrant; `seen` is the size of the head that the executor saw last, or 0. */
export function completeWarrant(tree: Tree, head: Head, entries: WarrantEntries, seen: number): Warrant {
  const { decision, countersignature, proposal, people } = entries;
  assert(decision.index < head.size && proposal.index < decision.index && seen <= head.size, "a warrant is about entries of its head");
  const { entry } = decision.leaf;
  assert(entry.kind === "decision" && entry.prefix.size <= decision.index, "a decision is made in what lies before it");
  const inclusionOf = ({ index }: HeldEntry): string[] => tree.inclusionProof(index, head.size).map(toBase64);
  const recorded = (held: HeldEntry): Recorded => ({ index: held.index, leaf: held.leaf, inclusion: inclusionOf(held) });
  const recordedCall = (held: HeldEntry): Recorded & { readonly blob: string } => ({ ...recorded(held), blob: held.blob ?? "" });
  return {
    decision: recorded(decision),
    prefix: tree.consistencyProof(entry.prefix.size, head.size).map(toBase64),
    ...(countersignature === undefined ? {} : { countersignature: recorded(countersignature) }),
    proposal: recordedCall(proposal),
    ...(people === undefined ? {} : { people: recordedPeople(people, recorded, recordedCall) }),
    checkpoint: head.note,
    consistency: { from: seen, proof: tree.consistencyProof(seen, head.size).map(toBase64) },
  };
}

function recordedPeople(
  { answers, questions, earlier, session, grant }: HeldPeople,
  recorded: (held: HeldEntry) => Recorded,
  recordedCall: (held: HeldEntry) => Recorded & { readonly blob: string },
): People {
  return {
    answers: answers.map(recorded),
    questions: questions.map(recorded),
    ...(earlier === undefined ? {} : { earlier: recordedCall(earlier) }),
    session: recorded(session),
    ...(grant === undefined ? {} : { grant: recorded(grant) }),
  };
}
