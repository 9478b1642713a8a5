/**
 * Who is contained, and by which held call: found in the ledger's leaves, so every key sees it. A containment goes on when its call is
 * over, and then nothing waits for anybody; so it is told beside what waits, with the word that ends it.
 */
import { Containments, type Hold, ticketOf, Vouching } from "../../execution/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import { type FollowedEntry, type Index, leafHash, leafText } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import type { Attached } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { HINT_ENTRIES_MAX } from "../limits.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import { WhatBecame } from "./what-became.ts";

/** A held call since which an agent and its user are contained. */
export interface Containing extends Hold {
  readonly ticket: string;
  /** Such as "has expired: nobody answered it in time"; undefined while it waits. */
  readonly became?: string;
}

interface Owner {
  readonly agent: string;
  readonly user: string;
}

/** Every held call that contains somebody, oldest first. Codes: `cli/not-running`. */
export async function readContaining({ ring, ...attached }: Attached): Promise<Result<readonly Containing[], CliCode>> {
  const vouching = new Vouching(ring);
  const containments = new Containments(vouching.answerers.of);
  const owners = new Owners();
  const courses = new Map<Index, WhatBecame>();
  const read = await entriesOf({ ring, ...attached }).read(0, ({ index, leaf }) => {
    const { entry } = leaf;
    // Nothing but the ledger's word is told of an entry that nobody vouches for.
    if (!vouching.take(leaf).ok) return;
    owners.take({ index, leaf });
    containments.take({ index, leaf, hash: leafHash(Buffer.from(leafText(leaf))) }, owners.of(leaf.session));
    if (entry.kind === "decision" && entry.verdict === "quarantine" && entry.parked !== undefined)
      courses.set(entry.proposal, new WhatBecame(entry.proposal, ring));
    if ("proposal" in entry) courses.get(entry.proposal)?.take(leaf);
  });
  if (!read.ok) return read;
  const parked = await attached.client.parked();
  const waiting = new Set(parked.ok ? parked.value.map(({ proposal }) => proposal) : []);
  return ok(
    containments.all().map((hold) => {
      const ticket = ticketOf(hold.proposal);
      const became = waiting.has(hold.proposal) ? undefined : courses.get(hold.proposal)?.words();
      return became === undefined ? { ...hold, ticket } : { ...hold, ticket, became };
    }),
  );
}

/** Says who is contained, if anybody; gives by which tickets, undefined where the ledger is too long. Code: `cli/not-running`. */
export async function showContaining(out: Output, attached: Attached): Promise<Result<readonly string[] | undefined, CliCode>> {
  const status = await attached.client.status();
  if (status.ok && status.value.size > HINT_ENTRIES_MAX) return ok(undefined);
  const containing = await readContaining(attached);
  if (!containing.ok) return containing;
  for (const { ticket, owner, since, became } of containing.value) {
    const whom = `\`${visible(owner.agent)}\` for \`${visible(owner.user)}\` is contained since ${new Date(since).toISOString()}`;
    out.line(paint("magenta", `${whom}, by ${ticket}${became === undefined ? ", which is held" : ""}`));
    if (became !== undefined) out.line(`    it ${became}; what ends this:  interlock discard ${ticket} --containment end`);
  }
  return ok(containing.value.map(({ ticket }) => ticket));
}

/** Whose each session is, as the decider has it. */
class Owners {
  readonly #grants = new Map<Index, Owner & { readonly expires: number }>();
  readonly #sessions = new Map<string, Owner>();

  of(session: string | undefined): Owner | undefined {
    return session === undefined ? undefined : this.#sessions.get(session);
  }

  take({ index, leaf: { entry, session, at } }: Pick<FollowedEntry, "index" | "leaf">): void {
    if (entry.kind === "grant") this.#grants.set(index, { agent: entry.agent, user: entry.user, expires: entry.expires });
    if (entry.kind !== "session" || session === undefined || this.#sessions.has(session)) return;
    const grant = this.#grants.get(entry.grant ?? -1);
    const isGranted = grant?.agent === entry.agent && grant.expires > at;
    this.#sessions.set(session, { agent: entry.agent, user: isGranted ? grant.user : "" });
  }
}
