/**
 * What the sealed blobs hold: canonical JSON, open only to a blob's recipients. A leaf commits to its blob, so what is
 * decided, executed and answered is one value. The ledger itself never opens a blob.
 */
import type { Json } from "../crypto/index.ts";

/**
 * In the blob of a proposal. Only `tool` and `args` count for the verdict. The server is sent `args`, in canonical form wherever the
 * warrant says that they were understood (`sends`).
 */
export interface SealedCall {
  /** `server/tool` or `server#method`, as pinned. */
  readonly tool: string;
  /** The arguments of a tool, or the params of any other method without `_meta`. */
  readonly args: Json;
  /** The agent wants progress: the server gets the proposal's index as its progress token, never the agent's own. */
  readonly progress?: true;
  /** Random: commitments to parts of the call are made with it. */
  readonly salt?: string;
}

/**
 * In the blob of an outcome: the answer as the server (or, for a server's proposal, the client) gave it. In the blob of a
 * decision is the execution layer's `Explanation`.
 */
export type SealedResult =
  | { readonly result: Json }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: Json } };
