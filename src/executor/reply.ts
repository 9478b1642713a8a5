/** What passes between a tool server and its executor besides messages: what a server asks, and what becomes of a call. */
import type { JsonObject } from "../crypto/index.ts";
import type { Fault } from "../fault/index.ts";
import type { SealedResult } from "../ledger/index.ts";
import { RPC, type RpcId } from "../mcp/index.ts";
import type { ExecutorCode } from "./faults.ts";

/** A request of a server to its client. */
export interface Asked {
  readonly id: RpcId;
  readonly method: string;
  /** Without `_meta`. */
  readonly params: JsonObject;
  readonly progressToken?: RpcId;
}

/** What became of a call. `sent` is whether the server can have seen it. */
export type Reply =
  | { readonly is: "answer"; readonly answer: SealedResult }
  | { readonly is: "fault"; readonly sent: boolean; readonly fault: Fault<ExecutorCode> };

/** An error answer of ours to what a server asks. */
export function refusal(message: string): SealedResult {
  return { error: { code: RPC.denied, message } };
}
