/** What followers are sent: for each selection, which entry is next, whether it may go out already, and as which message. */
import { isCountersigned } from "../../crypto/index.ts";
import { unreachable } from "../../fault/index.ts";
import type { Link, Urgency } from "../../link/index.ts";
import type { Leaf } from "../entry.ts";
import type { Ledger } from "../ledger.ts";
import type { Selection } from "../protocol.ts";
import type { HeldEntry } from "../recent-entries.ts";
import type { Feed } from "./feed.ts";
import { sendEntry } from "./send-entry.ts";
import { warrantFeed } from "./warrant-feed.ts";

/** What feeds look at. */
export interface Sources {
  readonly ledger: Ledger;
  /** Size of the prefix that a decider has folded. */
  readonly observed: () => number;
}

export function makeFeed(link: Link, selection: Selection, sources: Sources): Feed {
  const { ledger } = sources;
  switch (selection.what) {
    case "all": {
      const urgency = link.peer.duties.includes("decider") ? urgencyOf : urgencyForCountersigner;
      return { next: (from) => (from < ledger.size ? from : undefined), deliver: (entry) => sendEntry(link, entry, urgency(entry)) };
    }
    case "durable":
      return { next: (from) => (from < ledger.head.size ? from : undefined), deliver: (entry) => sendEntry(link, entry) };
    case "session":
      return sessionFeed(link, selection.session, sources);
    case "warrants":
      return warrantFeed(link, { ...selection, isCountersigned: isCountersigned(ledger.ring, selection.server) }, ledger);
    default:
      return unreachable(selection);
  }
}

/** What wakes its executor, not a judge or a gateway: they have nothing to do before the outcome, which comes soon. */
function urgencyOf({ leaf: { entry } }: HeldEntry): Urgency {
  return (entry.kind === "decision" && entry.warrant !== undefined) || entry.kind === "countersignature" ? "patient" : "soon";
}

/** A gateway waits for the decider to have seen an outcome, and for no countersigner. */
function urgencyForCountersigner(entry: HeldEntry): Urgency {
  return entry.leaf.entry.kind === "outcome" ? "patient" : urgencyOf(entry);
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
    deliver: (entry) => (isForOthers(entry) ? undefined : sendEntry(link, entry, urgencyOf(entry))),
  };
}

/** An agent's proposal, which its session's gateway wrote, and a rehearsal, which is for people. */
function isForOthers({ leaf: { entry } }: HeldEntry): boolean {
  return (entry.kind === "proposal" && entry.from === "agent") || entry.kind === "rehearsal";
}

/** A proposal or an outcome that a crash loses leaves a call unasked or in doubt, which is the truth: it may be shown before. */
function mayBeLost(leaf: Leaf | undefined): boolean {
  return leaf?.entry.kind === "proposal" || leaf?.entry.kind === "outcome";
}
