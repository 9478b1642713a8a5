/** What the command line takes at most, with the reason. */
import type { JsonLimits } from "../crypto/index.ts";

/** Bytes of a file of recorded sessions: it is read whole, and a million calls of ordinary size are below this. */
export const SESSIONS_BYTES_MAX: number = 256 * 2 ** 20;

/** Rounds of writing clauses and proving again: one is enough where every refusal can be written exactly. */
export const SYNTHESIS_ROUNDS_MAX = 16;

/** Clauses up to which each is tried to be left out again: that takes a proof each. */
export const PRUNED_MAX = 32;

/** Models and certificates are machine-made and read whole: a certificate of 10^18 states has a few hundred kilobytes. */
export const MODEL_LIMITS: JsonLimits = { bytesMax: 64 * 2 ** 20, depthMax: 256, namesMax: 4_000_000 };

/** What a person types at once: a long document pasted in. Larger ones belong into a file. */
export const SAID_BYTES_MAX = 262_144;
