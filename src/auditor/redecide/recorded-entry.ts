/** What the second judge takes, and what it gives: an entry with its sealed content, and a decision that follows. */
import type { Value } from "../canonical-text.ts";
import type { Decision, Leaf } from "../entry.ts";
import type { Call } from "./open-calls.ts";

/** One entry, as the audit has read it. */
export interface RecordedEntry {
  readonly index: number;
  readonly leaf: Leaf;
  /** RFC 6962 leaf hash, hex. */
  readonly hash: string;
  /** The sealed content, if it is open. */
  readonly opened: Value | undefined;
  /** Root of the entries up to this one, hex. */
  readonly root: () => string;
}

/** A decision that follows from the entries so far, or why it cannot be derived. */
export interface Expected {
  readonly call: Call;
  readonly decision: Decision | { readonly doubt: string };
}
