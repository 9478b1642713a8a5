/**
 * What the ledger tells a gateway of a call counts only as its own writer's word: the decider's decision, the executor's outcome, the
 * countersigner's refusal, the server's asking by its executor. The ledger orders and passes on; it answers no agent.
 */
import { type Duty, enrolmentOf, type Ring } from "../../crypto/index.ts";
import { serverOf } from "../../execution/index.ts";
import { type Fault, fail } from "../../fault/index.ts";
import { type Entry, type FollowedEntry, type Leaf, verifyLeaf } from "../../ledger/index.ts";
import type { GatewayCode } from "../faults.ts";

/** The call that something is told of, as it was proposed. */
export interface ProposedCall {
  readonly session: string;
  /** Its pinned name, which says the server. */
  readonly tool: string;
  /** Commitment to its sealed content; what is allowed names it. */
  readonly seal: string | undefined;
}

/** Why this is not to be believed of the call: not its writer's word, or about another. Code: `gateway/entry-forged`. */
export function whyForged({ leaf }: FollowedEntry, { session, tool, seal }: ProposedCall, ring: Ring): Fault<GatewayCode> | undefined {
  const { entry } = leaf;
  const duty = writerOf(entry, serverOf(tool));
  if (duty === undefined || !isSignedBy(leaf, duty, ring))
    return forged(entry, duty === undefined ? "is none" : `is not signed by \`${duty}\``);
  if (leaf.session !== session) return forged(entry, "is of another session");
  const isOther = entry.kind === "decision" && entry.warrant !== undefined && entry.warrant.call !== seal;
  return isOther ? forged(entry, "allows another call") : undefined;
}

/** Whether the leaf is by an enrolled key with that duty. */
export function isSignedBy(leaf: Leaf, duty: Duty, ring: Ring): boolean {
  const writer = enrolmentOf(ring, leaf.by);
  return writer?.duties.includes(duty) === true && verifyLeaf(leaf, writer.identity);
}

/** Who writes an entry about a call of that server. */
function writerOf({ kind }: Entry, server: string): Duty | undefined {
  if (kind === "decision") return "decider";
  if (kind === "outcome" || kind === "proposal") return `executor:${server}`;
  return kind === "refusal" ? `countersigner:${server}` : undefined;
}

export function forged({ kind }: Entry, why: string): Fault<GatewayCode> {
  return fail("gateway/entry-forged", `the ${kind} that the ledger shows ${why}, so what came of the call is not known`, {
    remedy: "do not repeat the call, tell the user: whoever runs Interlock has to stop it, keep the folder as evidence, and audit it",
  }).fault;
}
