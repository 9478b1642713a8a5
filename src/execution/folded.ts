/** What the decider's fold takes, and what it gives. */
import type { Json } from "../crypto/index.ts";
import type { DecisionEntry, Index, Leaf } from "../ledger/index.ts";
import type { Explanation } from "./decision/explain.ts";

/** One entry as the fold takes it: `opened` is its sealed content, if the decider can open it. */
export interface Folded {
  readonly index: Index;
  readonly leaf: Leaf;
  /** RFC 6962 leaf hash. */
  readonly hash: Uint8Array;
  readonly opened: Json | undefined;
}

/** A decision that follows, to be signed, sealed and appended by whoever runs the fold. */
export interface Emitted {
  readonly session: string | undefined;
  readonly entry: DecisionEntry;
  readonly explanation: Explanation;
}
