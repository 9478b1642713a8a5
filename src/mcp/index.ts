/** THE WIRE: frames and messages of MCP, strictly read and canonically written, and the two eras. It knows no verdicts, no processes. */

// Frames and messages.
export { FrameReader, type FrameSink } from "./frames.ts";
export {
  messageFromJson,
  messageToFrame,
  messageToJson,
  parseMessage,
  RPC,
  type RpcError,
  type RpcId,
  type RpcMessage,
} from "./message.ts";

// Eras.
export {
  claimsEnvelope,
  ENVELOPE_VERSION,
  ENVELOPE_VERSIONS,
  type Envelope,
  envelopeOf,
  type Era,
  HANDSHAKE_VERSIONS,
  META,
  metaOf,
  negotiateHandshake,
  withoutMeta,
} from "./eras.ts";

// Codes and limits.
export { MCP_FAULTS, type McpCode } from "./faults.ts";
export { AGENT_FRAME_BYTES_MAX, AGENT_FRAME_LIMITS, SERVER_FRAME_BYTES_MAX, SERVER_FRAME_LIMITS } from "./limits.ts";
