/** What the entries of a day say about it, read in plain words: which charters judge a call, and what is erased. */
import type { CharterEntry, Index, Leaf } from "../../src/ledger/index.ts";
import { widthOf } from "./office.ts";

/** How many lines each charter that judges a call lets it write, when its last decision was taken (docs/decisions/0025). */
export function widthsFor(leaves: readonly Leaf[], proposal: Index): readonly number[] {
  const decision = leaves.findLast(({ entry }) => entry.kind === "decision" && entry.proposal === proposal)?.entry;
  const read = decision?.kind === "decision" ? decision.prefix.size : leaves.length;
  const session = leaves[proposal]?.session;
  let inForce: CharterEntry | undefined;
  let own: CharterEntry | undefined;
  for (const { entry, session: at } of leaves.slice(0, read)) {
    if (entry.kind === "charter") {
      inForce = entry;
      if (own !== undefined && entry.runningSessions === undefined) own = entry;
    }
    if (entry.kind === "session" && at === session) own = entry.ended === true ? undefined : inForce;
  }
  const judges = inForce?.runningSessions === "pinned" ? [own ?? inForce] : [inForce, own];
  return judges.flatMap((charter) => (charter === undefined ? [] : [widthOf(charter.machine)]));
}

/** For whom a call is made; nobody, where its session has no grant. */
export function userOf(leaves: readonly Leaf[], proposal: Index): string {
  const session = leaves[proposal]?.session;
  const opened = leaves.find(({ entry, session: at }) => entry.kind === "session" && at === session)?.entry;
  const grant = opened?.kind === "session" && opened.grant !== undefined ? leaves[opened.grant]?.entry : undefined;
  return grant?.kind === "grant" ? grant.user : "";
}

/** The entries whose contents two judges let go: grants of that agent and user, and whatever stands in their sessions. */
export function erasedOf(leaves: readonly Leaf[]): ReadonlySet<Index> {
  const complete = leaves.flatMap(({ entry }) =>
    entry.kind === "carry" && entry.server !== undefined && entry.refused === undefined ? [entry.erasure] : [],
  );
  return new Set(complete.flatMap((erasure) => contentsOf(leaves, erasure)));
}

function contentsOf(leaves: readonly Leaf[], erasure: Index): readonly Index[] {
  const owner = leaves[erasure]?.entry;
  const before = [...leaves.slice(0, erasure).entries()];
  const isIts = (entry: Leaf["entry"] | undefined): boolean =>
    owner?.kind === "erasure" && entry?.kind === "grant" && entry.agent === owner.agent && entry.user === owner.user;
  const sessions = new Set(
    before.flatMap(([, { entry, session }]) => (entry.kind === "session" && isIts(leaves[entry.grant ?? -1]?.entry) ? [session] : [])),
  );
  return before.flatMap(([index, { entry, session }]) => (isIts(entry) || (session !== undefined && sessions.has(session)) ? [index] : []));
}
