/** The terms of a warrant: what one allow decision lets one executor do, once. The decider's signature on the decision covers them. */
import { sha256, toHex } from "../../crypto/index.ts";
import type { DecisionEntry } from "../../ledger/index.ts";
import type { Call, Running } from "../calls/call-register.ts";
import { WARRANT_LIFETIME_MS } from "../limits.ts";

export interface WarrantTarget {
  /** Key id of the executor. */
  readonly executor: string;
  /** Digest of the definition that its server serves now. */
  readonly definition: string;
  /** Root of the prefix that the decision was computed from: it makes the nonce one that nobody could know before. */
  readonly root: Uint8Array;
  readonly atMs: number;
}

export function warrantTerms(
  call: Call,
  { server, epoch }: Running,
  { executor, definition, root, atMs }: WarrantTarget,
): NonNullable<DecisionEntry["warrant"]> {
  const nonce = toHex(sha256(root, new TextEncoder().encode(`interlock-nonce/1 ${call.proposal}`))).slice(0, 32);
  return { server, executor, epoch, call: call.commitment, definition, expires: atMs + WARRANT_LIFETIME_MS, nonce };
}
