/** What the wire bounds, and why. */
import type { JsonLimits } from "../crypto/index.ts";

/** From an agent: the strict door's own limits (a call of 1 MiB is already far above any tool's arguments). */
export const AGENT_FRAME_LIMITS: Partial<JsonLimits> = {};
export const AGENT_FRAME_BYTES_MAX: number = 1_048_576;

/** From a tool server: pictures, sound and files as base64. Sealed, it must still fit a blob of the ledger (8 MiB). */
export const SERVER_FRAME_BYTES_MAX: number = 6 * 1_048_576;
export const SERVER_FRAME_LIMITS: Partial<JsonLimits> = { bytesMax: SERVER_FRAME_BYTES_MAX, namesMax: 100_000 };

/** Characters of a text id, a method name or a progress token: more is no name but a payload. */
export const NAME_LENGTH_MAX = 256;
