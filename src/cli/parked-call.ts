/**
 * A parked call as a person may judge it: the exact canonical call from its sealed proposal, never what the agent says
 * about it, with the explanation of the decision that parked it.
 */
import { fromBase64, type Identity, isJsonObject, type Json, openSealed, parseJson, toHex } from "../crypto/index.ts";
import { type Explanation, parseTicket } from "../execution/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { type DecisionEntry, type FollowedEntry, type Index, leafHash, leafText } from "../ledger/index.ts";
import type { Attached } from "./attach.ts";
import type { CliCode } from "./faults.ts";

export interface ParkedCall {
  readonly ticket: string;
  readonly proposal: Index;
  readonly decision: Index;
  /** Hash of the decision's leaf, hex: what a person's answer names. */
  readonly shown: string;
  readonly session: string;
  readonly verdict: "escalate" | "quarantine";
  /** Ledger time of the proposal, and until when people can answer. */
  readonly at: number;
  readonly until: number;
  readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  readonly tool: string;
  readonly args: Json;
  readonly explanation: Explanation | undefined;
}

/** Every call that waits for people now, oldest first. Codes: `cli/not-running`. */
export async function parkedCalls(attached: Attached): Promise<Result<readonly ParkedCall[], CliCode>> {
  const listed = await attached.client.parked();
  if (!listed.ok) return fail("cli/not-running", "the ledger did not say what is parked", { cause: listed.fault });
  const calls: ParkedCall[] = [];
  for (const { proposal, decision } of listed.value) {
    const entries = await Promise.all([readOne(attached, proposal), readOne(attached, decision)]);
    const call = parkedCallOf(attached.identity, entries[0], entries[1]);
    if (call !== undefined) calls.push(call);
  }
  return ok(calls);
}

/** The parked call of a ticket. Codes: `cli/ticket-malformed`, `cli/ticket-unknown`, `cli/not-parked`, `cli/not-running`. */
export async function parkedCall(attached: Attached, ticket: string): Promise<Result<ParkedCall, CliCode>> {
  const proposal = parseTicket(ticket);
  if (proposal === undefined)
    return fail("cli/ticket-malformed", `\`${ticket}\` is no ticket`, { remedy: "copy one from `interlock pending` or `interlock held`" });
  const calls = await parkedCalls(attached);
  if (!calls.ok) return calls;
  const call = calls.value.find((parked) => parked.proposal === proposal);
  if (call !== undefined) return ok(call);
  const known = await readOne(attached, proposal);
  if (known?.leaf.entry.kind !== "proposal")
    return fail("cli/ticket-unknown", `no call has the ticket \`${ticket}\``, { remedy: "see `interlock pending` and `interlock held`" });
  return fail("cli/not-parked", `the call \`${ticket}\` is not parked any more`, { remedy: "see what became of it with `interlock log`" });
}

async function readOne(attached: Attached, index: Index): Promise<FollowedEntry | undefined> {
  const read = await attached.client.read(index, index + 1);
  return read.ok ? read.value[0] : undefined;
}

function parkedCallOf(
  identity: Identity,
  proposal: FollowedEntry | undefined,
  decision: FollowedEntry | undefined,
): ParkedCall | undefined {
  if (proposal === undefined || decision === undefined || decision.leaf.entry.kind !== "decision") return undefined;
  const entry: DecisionEntry = decision.leaf.entry;
  if (entry.parked === undefined || (entry.verdict !== "escalate" && entry.verdict !== "quarantine")) return undefined;
  const call = openEntry(identity, proposal);
  return {
    ticket: `t${proposal.index}`,
    proposal: proposal.index,
    decision: decision.index,
    shown: toHex(leafHash(new TextEncoder().encode(leafText(decision.leaf)))),
    session: proposal.leaf.session ?? "",
    verdict: entry.verdict,
    at: proposal.leaf.at,
    until: entry.parked.until,
    roles: entry.parked.roles,
    tool: isJsonObject(call) && typeof call["tool"] === "string" ? call["tool"] : "(sealed)",
    args: isJsonObject(call) ? (call["args"] ?? null) : null,
    explanation: openEntry(identity, decision) as unknown as Explanation | undefined,
  };
}

/** The sealed content of an entry, where `identity` can open it. */
export function openEntry(identity: Identity, { leaf, blob }: FollowedEntry): Json | undefined {
  const bytes = blob === undefined ? undefined : fromBase64(blob);
  if (bytes === undefined || leaf.seal === undefined) return undefined;
  const opened = openSealed(identity, bytes, leaf.seal);
  const parsed = opened.ok ? parseJson(opened.value) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}
