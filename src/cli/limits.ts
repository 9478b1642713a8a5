/** What the command line takes at most, with the reason. */

/** Bytes of a file of recorded sessions: it is read whole, and a million calls of ordinary size are below this. */
export const SESSIONS_BYTES_MAX: number = 256 * 2 ** 20;
