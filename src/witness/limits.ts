/** What a witness bounds, and why. */

/** A request in bytes: 63 hashes and a checkpoint with some signatures; ten times what one needs. */
export const BODY_BYTES_MAX = 65_536;
/** Hashes of a proof (c2sp.org/tlog-witness). */
export const PROOF_LINES_MAX = 63;
/** Logs, witnesses and groups of a policy: twice what its standard asks for. */
export const TLOG_NAMES_MAX = 64;
/** Evidence files of one ledger: each convicts it alone, and a thousand convict it no more. */
export const EVIDENCE_FILES_MAX = 100;
/** How long a client may take for one request. */
export const BODY_MS = 10_000;
/** How long a witness may take to answer: a start waits for it. */
export const ANSWER_MS = 5_000;
/** Characters of a witness's answer: one signature line, ten times over. */
export const ANSWER_BYTES_MAX = 4_096;
