/** Every kind of entry that one can search by: what a call leaves first, then what the system and its people do. */
import type { ApiEntryKind } from "../../console-server/api.ts";

const KINDS: { readonly [kind in ApiEntryKind]: true } = {
  proposal: true,
  decision: true,
  countersignature: true,
  refusal: true,
  outcome: true,
  rehearsal: true,
  approval: true,
  rejection: true,
  release: true,
  discard: true,
  timer: true,
  session: true,
  grant: true,
  approver: true,
  charter: true,
  pin: true,
  drift: true,
  attestation: true,
  reveal: true,
  erasure: true,
  carry: true,
};

/** In the order in which they are offered. A kind that is missing does not compile. */
export const ENTRY_KINDS: readonly string[] = Object.keys(KINDS);
