/** The door of the link layer: authenticated channels of JSON messages between the parts, over one unix socket. */

export type { ConnectOptions } from "./connect.ts";
export { connect } from "./connect.ts";
export type { Listener, ListenOptions } from "./listen.ts";
export { listen } from "./listen.ts";
export type { Link } from "./link.ts";
export type { Urgency } from "./wire.ts";
export type { Admits, Peer } from "./handshake.ts";

/** Codes and limits. */
export type { LinkCode } from "./faults.ts";
export { LINK_FAULTS } from "./faults.ts";
export type { LinkLimits } from "./limits.ts";
