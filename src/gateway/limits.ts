/** What the gateway bounds, and why. */
import type { JsonLimits } from "../crypto/index.ts";
import { AGENT_FRAME_BYTES_MAX, SERVER_FRAME_LIMITS } from "../mcp/index.ts";

/** Time in which a decision must exist. A decision takes milliseconds; a system that needs this long is broken. */
export const DECISION_MS = 15_000;
/** Longest wait for the outcome of an allowed call: longer than an executor gives a server. After it the call is in doubt. */
export const OUTCOME_MS = 900_000;
/** Beyond a deadline in ledger time, for what is under way between the parts. */
export const GRACE_MS = 1_000;
/** Default time that a parked call is held open for people, before the agent is told that it is pending. */
export const PARKED_MS = 20_000;
/** How long a call waits for parts that start, or start again, before it is refused. */
export const READY_MS = 5_000;
/** How long an outcome is held back for the decision on what its server said before it. */
export const DEFER_MS = 500;
/** Calls of one client at once. */
export const CALLS_OPEN_MAX = 256;
/** Clients of one HTTP gateway at once, and how long one may be silent before its place can be taken. */
export const CLIENTS_MAX = 64;
export const CLIENT_IDLE_MS = 3_600_000;
/** What a server asks of one client at once. */
export const ASKS_OPEN_MAX = 64;
/** Answers to one agent's list, gathered over servers and pages: more is no list that anyone reads. */
export const LIST_PAGES_MAX = 32;
/** How often a client of 2026-07-28 is told to ask again, before the pending answer is given as a result. */
export const ROUNDS_MAX = 6;
/** Subscriptions that one client listens with at once, and resources in each. */
export const LISTENS_MAX = 16;
export const LISTEN_URIS_MAX = 64;
/** Events kept for an HTTP client that reconnects. */
export const EVENTS_KEPT_MAX = 256;
/** First and last pause between attempts to reach the ledger again. */
export const RECONNECT_FIRST_MS = 50;
export const RECONNECT_LAST_MS = 2_000;
/** What is opened from a blob: as much as a server's frame. */
export const BLOB_LIMITS: Partial<JsonLimits> = SERVER_FRAME_LIMITS;
/** How long calls under way are still answered when the client's input has ended. */
export const DRAIN_MS = 5_000;
/** Bytes of one HTTP request's body: as much as a frame on standard input. */
export const BODY_BYTES_MAX: number = AGENT_FRAME_BYTES_MAX;
