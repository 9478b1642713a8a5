/**
 * What followers are sent: for each selection, which entry is next, whether it may go out already, and as which message.
 * A feed decides; `Follower` fetches and sends.
 */

import { unreachable } from "../../fault/index.ts";
import type { Link, Urgency } from "../../link/index.ts";
import type { Index, Leaf } from "../entry.ts";
import { asJson } from "../leaf.ts";
import type { Ledger } from "../ledger.ts";
import type { FromLedger, Selection } from "../protocol.ts";
import { completeWarrant } from "../receipts.ts";
import type { HeldEntry } from "../recent-entries.ts";

export interface Feed {
  /** The next entry from `from` on that may be delivered now, if there is one. */
  readonly next: (from: Index) => Index | undefined;
  /** Sends what follows from the entry, if anything; `fetch` gets an earlier one. */
  readonly deliver: (entry: HeldEntry, fetch: (index: Index) => Promise<HeldEntry | undefined>) => void | Promise<void>;
}

/** What feeds look at. */
export interface Sources {
  readonly ledger: Ledger;
  /** Size of the prefix that a decider has folded. */
  readonly observed: () => number;
}

export function makeFeed(link: Link, selection: Selection, sources: Sources): Feed {
  const { ledger } = sources;
  switch (selection.what) {
    case "all":
      return { next: (from) => (from < ledger.size ? from : undefined), deliver: (entry) => sendEntry(link, entry, urgencyOf(entry)) };
    case "durable":
      return { next: (from) => (from < ledger.head.size ? from : undefined), deliver: (entry) => sendEntry(link, entry) };
    case "session":
      return sessionFeed(link, selection.session, sources);
    case "warrants":
      return warrantFeed(link, selection.server, selection.seen ?? 0, ledger);
    default:
      return unreachable(selection);
  }
}

/** An entry message, put together of texts that are canonical already: members in order, and base64 needs no escapes. */
function sendEntry(link: Link, { index, text, blob }: HeldEntry, urgency: Urgency = "soon"): void {
  link.sendUnchecked(`{${blob === undefined ? "" : `"blob":"${blob}",`}"index":${index},"leaf":${text},"say":"entry"}`, urgency);
}

/** An allow under a warrant wakes its executor: decider and gateway have nothing to do before the outcome, which comes soon. */
function urgencyOf({ leaf: { entry } }: HeldEntry): Urgency {
  return entry.kind === "decision" && entry.warrant !== undefined ? "patient" : "soon";
}

function sessionFeed(link: Link, session: string, { ledger, observed }: Sources): Feed {
  let place = 0;
  return {
    next: (from) => {
      const entries = ledger.sequencer.sessions.entriesOf(session);
      while ((entries[place] ?? from) < from) place += 1;
      const index = entries[place];
      if (index === undefined || index >= observed()) return undefined;
      return index < ledger.head.size || mayBeLost(ledger.recent(index)?.leaf) ? index : undefined;
    },
    deliver: (entry) => (isAgents(entry) ? undefined : sendEntry(link, entry, urgencyOf(entry))),
  };
}

/** An agent's proposal: its session's gateway wrote it. */
function isAgents({ leaf: { entry } }: HeldEntry): boolean {
  return entry.kind === "proposal" && entry.from === "agent";
}

/** A proposal or an outcome that a crash loses leaves a call unasked or in doubt, which is the truth: it may be shown before. */
function mayBeLost(leaf: Leaf | undefined): boolean {
  return leaf?.entry.kind === "proposal" || leaf?.entry.kind === "outcome";
}

function warrantFeed(link: Link, server: string, seenAtFirst: number, ledger: Ledger): Feed {
  let seen = seenAtFirst;
  /** Proposals of this executor's own server that are not over. */
  const asked = new Set<Index>();
  const isOwn = ({ index, leaf: { entry, by } }: HeldEntry): boolean => {
    if (entry.kind === "proposal" && by === link.peer.id) asked.add(index);
    if ((entry.kind !== "decision" && entry.kind !== "outcome") || !asked.has(entry.proposal)) return false;
    if (entry.kind === "outcome" || entry.verdict === "deny") asked.delete(entry.proposal);
    return true;
  };
  const offer = (decision: HeldEntry, proposal: HeldEntry): void => {
    const { head, sequencer } = ledger;
    const message: FromLedger = {
      say: "warrant",
      warrant: completeWarrant(sequencer.tree, head, decision, proposal, seen <= head.size ? seen : 0),
    };
    seen = head.size;
    link.send(asJson(message));
  };
  return {
    next: (from) => (from < ledger.head.size ? from : undefined),
    deliver: async (held, fetch) => {
      const { entry } = held.leaf;
      if (entry.kind === "session" || isOwn(held)) return sendEntry(link, held);
      if (entry.kind !== "decision" || entry.warrant?.server !== server) return;
      if (entry.warrant.epoch !== ledger.sequencer.calls.epochOf(server)) return;
      const proposal = ledger.recent(entry.proposal) ?? (await fetch(entry.proposal));
      if (proposal !== undefined) offer(held, proposal);
    },
  };
}
