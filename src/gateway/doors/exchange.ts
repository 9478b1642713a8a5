/** One request of the era of envelopes while it is answered: what it says of its client, and the way back. It ends with its answer. */
import type { Envelope, RpcId, RpcMessage } from "../../mcp/index.ts";

/** One request as it came in, and the way back for what belongs to it. */
export interface Exchange {
  readonly id: RpcId;
  readonly envelope: Envelope;
  readonly progressToken: RpcId | undefined;
  /** Sends a notification before the answer. */
  readonly send: (message: RpcMessage) => void;
  /** Aborted when the client no longer waits. */
  readonly signal: AbortSignal;
}
