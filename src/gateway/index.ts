/**
 * THE DOOR TO AGENTS: MCP over standard input and output and over HTTP, every call governed. A house is what all doors of one
 * gateway share. Each folder knows only those named before it:
 * - `catalogue`: what agents are offered; `session`: one session in the ledger, and its calls from proposal to end;
 * - `client`: what an agent's client asks and is told, in both eras of MCP; `doors`: one for each era; `transports`: the ways to them.
 */

// What agents are told.
export { VERDICT_META } from "./client/answers.ts";

// Serving.
export type { GatewayConfig } from "./config.ts";
export { type House, openHouse } from "./house.ts";
export { type HttpGateway, startHttpGateway } from "./transports/http.ts";
export { serveStdio } from "./transports/stdio.ts";

// Codes.
export { GATEWAY_FAULTS, type GatewayCode } from "./faults.ts";
