/** THE DOOR TO AGENTS: MCP over standard input and output and over HTTP, every call governed. */

// What agents are told.
export { VERDICT_META } from "./answers.ts";

// Serving.
export type { GatewayConfig } from "./config.ts";
export type { House } from "./house.ts";
export { type HttpGateway, startHttpGateway } from "./http.ts";
export { openHouse } from "./open-house.ts";
export { serveStdio } from "./stdio.ts";

// Codes.
export { GATEWAY_FAULTS, type GatewayCode } from "./faults.ts";
