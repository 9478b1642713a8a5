/**
 * A call that waits for a person's word, as that person may judge it: exactly what would run, from its sealed proposal, never
 * what the agent says about it, with the explanation of the decision that made it wait. What looks like a secret is dots:
 * `interlock reveal` shows it. What an answer signs is the decision, which commits to the whole call.
 */
import {
  type ApiMessage,
  type ApiOlderCharter,
  type ApiSince,
  looksSecret,
  maskSecrets,
  secretsAbout,
  secretsIn,
} from "../../console-server/index.ts";
import { type Identity, type Json, toHex } from "../../crypto/index.ts";
import { type Explanation, explanationOf, parseTicket, shownCall, ticketOf } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type FollowedEntry, type Index, leafHash, leafText, type Rehearsal, rehearsalFrom } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import type { Attached } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { maskedExplanation } from "../ledger/masked-explanation.ts";
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
  /** JSON pointers to what is dots in the arguments. */
  readonly secrets: readonly string[];
  /** Where the agent wrote something else: what it wrote, unless that looks like a secret. */
  readonly rewritten: readonly { readonly at: string; readonly proposed?: Json }[];
  readonly explanation: Explanation | undefined;
  /** What became of a held call that is over, and whose containment goes on. */
  readonly became?: string;
  /** JSON pointers to what clauses look at, where that was looked at. */
  readonly lookedAt?: readonly string[];
  /** What it would do, where that was tried; a code where it could not be. */
  readonly rehearsal?: { readonly found: Rehearsal | undefined; readonly code?: string; readonly secrets?: SecretsBeside };
  /** What it would send, where that was looked at and it sends something. */
  readonly outbox?: ApiMessage;
  /** Its session's own charter, where that was looked at and another is in force that does not judge it alone. */
  readonly older?: ApiOlderCharter;
  /** What is not as it was when it began to wait, where that was looked at. */
  readonly since?: ApiSince;
}

/** What is dots of what is sealed beside an entry, as JSON pointers. */
export interface SecretsBeside {
  readonly entry: Index;
  readonly places: readonly string[];
}

/** A held call that is over, by the decision that held it. */
export async function heldCall(attached: Attached, proposal: Index, decision: Index): Promise<WaitingCall | undefined> {
  const entries = await Promise.all([readOne(attached, proposal), readOne(attached, decision)]);
  return waitingCallOf(attached.identity, entries[0], entries[1]);
}

/** Every parked call, oldest first. Codes: `cli/not-running`. */
export async function parkedCalls(attached: Attached): Promise<Result<readonly WaitingCall[], CliCode>> {
  const listed = await attached.client.parked();
  if (!listed.ok) return fail("cli/not-running", "the ledger did not say what is parked", { cause: listed.fault });
  const calls: WaitingCall[] = [];
  for (const { proposal, decision, rehearsal } of listed.value) {
    const entries = await Promise.all([readOne(attached, proposal), readOne(attached, decision)]);
    const said = rehearsal === undefined ? undefined : await readOne(attached, rehearsal);
    const call = waitingCallOf(attached.identity, entries[0], entries[1], said);
    if (call !== undefined) calls.push(call);
  }
  return ok(calls);
}

/** `known`: the call, whose secrets a rehearsal may repeat. */
function rehearsalOf(identity: Identity, said: FollowedEntry, known: Json): Pick<WaitingCall, "rehearsal"> {
  const { entry } = said.leaf;
  if (entry.kind !== "rehearsal") return {};
  const opened = openEntry(identity, said);
  const places = opened === undefined ? [] : secretsAbout(known, opened);
  const found = opened === undefined ? undefined : rehearsalFrom(maskSecrets(opened, places));
  const secrets = places.length === 0 ? {} : { secrets: { entry: said.index, places } };
  return { rehearsal: { found, ...(entry.code === undefined ? {} : { code: entry.code }), ...secrets } };
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
  rehearsed?: FollowedEntry,
): WaitingCall | undefined {
  if (proposal === undefined || decision?.leaf.entry.kind !== "decision") return undefined;
  const { verdict, parked } = decision.leaf.entry;
  if (verdict === "deny" || (verdict === "allow") !== (parked === undefined)) return undefined;
  const opened = openEntry(identity, proposal);
  const call = shownCall(opened, decision.leaf.entry.sends);
  const explanation = explanationOf(decision.leaf.entry, openEntry(identity, decision));
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
    args: call === undefined ? undefined : maskSecrets(call.args),
    secrets: call === undefined ? [] : secretsIn(call.args),
    rewritten: (call?.rewritten ?? []).map(({ at, proposed }) => (looksSecret(proposed, at) ? { at } : { at, proposed })),
    explanation: explanation === undefined ? undefined : maskedExplanation(call?.args, explanation),
    ...(rehearsed === undefined ? {} : rehearsalOf(identity, rehearsed, { proposed: opened ?? null, runs: call?.args ?? null })),
  };
}
