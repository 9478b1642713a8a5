/**
 * A call that waits for a person's word, as that person may judge it: exactly what would run, from its sealed proposal, never
 * what the agent says about it, with the explanation of the decision that made it wait.
 */
import type { ApiMessage, ApiOlderCharter, ApiSince } from "../../console-server/index.ts";
import { type Identity, type Json, toHex } from "../../crypto/index.ts";
import { type Explanation, explanationOf, parseTicket, type Rewritten, shownCall, ticketOf } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type FollowedEntry, type Index, leafHash, leafText, type Rehearsal, rehearsalFrom } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import type { Attached } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { openEntry } from "../ledger/sealed-content.ts";
import { WhatBecame } from "./what-became.ts";

export interface WaitingCall {
  readonly ticket: string;
  readonly proposal: Index;
  readonly decision: Index;
  /** Hash of the decision's leaf, hex: what a person's answer names. */
  readonly shown: string;
  readonly session: string;
  /** What was decided; an allowed call waits where it is in doubt. */
  readonly verdict: "escalate" | "quarantine" | "allow";
  /** Ledger time of the proposal. */
  readonly at: number;
  /** Until when people can answer, ledger time; a doubt has no end. */
  readonly until?: number;
  /** Who must answer; empty for a doubt, which any approver can end. */
  readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  readonly tool: string;
  /** What runs if it is allowed: undefined where that can't be said, and then nobody can say yes. */
  readonly args: Json | undefined;
  /** Where the agent wrote something else. */
  readonly rewritten: readonly Rewritten[];
  readonly explanation: Explanation | undefined;
  /** JSON pointers to what clauses look at, where that was looked at. */
  readonly lookedAt?: readonly string[];
  /** What it would do, where that was tried; a code where it could not be. */
  readonly rehearsal?: { readonly found: Rehearsal | undefined; readonly code?: string };
  /** What it would send, where that was looked at and it sends something. */
  readonly outbox?: ApiMessage;
  /** Its session's own charter, where that was looked at and another is in force that does not judge it alone. */
  readonly older?: ApiOlderCharter;
  /** What is not as it was when it began to wait, where that was looked at. */
  readonly since?: ApiSince;
}

/** Every parked call, oldest first. Codes: `cli/not-running`. */
export async function parkedCalls(attached: Attached): Promise<Result<readonly WaitingCall[], CliCode>> {
  const listed = await attached.client.parked();
  if (!listed.ok) return fail("cli/not-running", "the ledger did not say what is parked", { cause: listed.fault });
  const calls: WaitingCall[] = [];
  for (const { proposal, decision, rehearsal } of listed.value) {
    const entries = await Promise.all([readOne(attached, proposal), readOne(attached, decision)]);
    const call = waitingCallOf(attached.identity, entries[0], entries[1]);
    const said = rehearsal === undefined ? undefined : await readOne(attached, rehearsal);
    if (call !== undefined) calls.push(said === undefined ? call : { ...call, ...rehearsalOf(attached.identity, said) });
  }
  return ok(calls);
}

function rehearsalOf(identity: Identity, said: FollowedEntry): Pick<WaitingCall, "rehearsal"> {
  const { entry } = said.leaf;
  if (entry.kind !== "rehearsal") return {};
  const found = rehearsalFrom(openEntry(identity, said));
  return { rehearsal: { found, ...(entry.code === undefined ? {} : { code: entry.code }) } };
}

/** The proposal that a ticket names. Codes: `cli/ticket-malformed`. */
export function readTicket(ticket: string): Result<Index, CliCode> {
  const proposal = parseTicket(ticket);
  if (proposal !== undefined) return ok(proposal);
  return fail("cli/ticket-malformed", `\`${ticket}\` is no ticket`, { remedy: "copy one from `interlock pending` or `interlock held`" });
}

/** Why a call does not wait for anybody. Codes: `cli/ticket-unknown`, `cli/not-parked`. */
export async function notWaiting(attached: Attached, proposal: Index): Promise<Result<never, CliCode>> {
  const ticket = ticketOf(proposal);
  const known = await readOne(attached, proposal);
  if (known?.leaf.entry.kind !== "proposal") {
    return fail("cli/ticket-unknown", `no call has the ticket \`${ticket}\``, { remedy: "see `interlock pending` and `interlock held`" });
  }
  const became = new WhatBecame(proposal, attached.ring);
  const read = await entriesOf(attached).read(proposal + 1, ({ leaf }) => became.take(leaf));
  return fail("cli/not-parked", `the call \`${ticket}\` ${read.ok ? became.words() : "is not parked any more"}`, {
    remedy: `see all of it with \`interlock log --from ${proposal}\``,
  });
}

async function readOne(attached: Attached, index: Index): Promise<FollowedEntry | undefined> {
  const read = await attached.client.read(index, index + 1);
  return read.ok ? read.value[0] : undefined;
}

/** A call from its proposal and the decision that makes it wait; undefined where these are not that. */
export function waitingCallOf(
  identity: Identity,
  proposal: FollowedEntry | undefined,
  decision: FollowedEntry | undefined,
): WaitingCall | undefined {
  if (proposal === undefined || decision?.leaf.entry.kind !== "decision") return undefined;
  const { verdict, parked } = decision.leaf.entry;
  if (verdict === "deny" || (verdict === "allow") !== (parked === undefined)) return undefined;
  const call = shownCall(openEntry(identity, proposal), decision.leaf.entry.sends);
  return {
    ticket: ticketOf(proposal.index),
    proposal: proposal.index,
    decision: decision.index,
    shown: toHex(leafHash(new TextEncoder().encode(leafText(decision.leaf)))),
    session: proposal.leaf.session ?? "",
    verdict,
    at: proposal.leaf.at,
    ...(parked === undefined ? {} : { until: parked.until }),
    roles: parked?.roles ?? [],
    tool: call?.tool ?? "(sealed)",
    args: call?.args,
    rewritten: call?.rewritten ?? [],
    explanation: explanationOf(decision.leaf.entry, openEntry(identity, decision)),
  };
}
