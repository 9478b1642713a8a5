/** Every fault of this layer, one sentence each; docs/errors.md is made from it. */

export const MCP_FAULTS = {
  "mcp/frame-too-long": "A frame has more bytes than the channel takes; it was skipped unread.",
  "mcp/frame-cut": "The channel ended in the middle of a frame.",
  "mcp/json-refused": "A frame is not one strict JSON value; the cause says why.",
  "mcp/batch-refused": "A frame is a JSON-RPC batch, which Interlock does not take.",
  "mcp/message-malformed": "A frame is JSON, but not a JSON-RPC 2.0 request, notification or answer.",
  "mcp/envelope-malformed": "A request of protocol 2026-07-28 lacks a part of its `_meta` envelope, or has a wrong one.",
  "mcp/version-unsupported": "The other side asks for a protocol version that Interlock does not speak.",
} as const;

export type McpCode = keyof typeof MCP_FAULTS;
