/** What the auditor bounds, and why. */

/** Findings that are kept and shown; the count goes on. More tell nothing new. */
export const FINDINGS_SHOWN_MAX = 100;
/** Calls that one line of a report names. */
export const TICKETS_SHOWN_MAX = 20;
/** Charters of several authors that a report's text names: the newest. */
export const CHARTERS_SHOWN_MAX = 20;
/** Leaf in bytes: an entry bundle (tlog-tiles) has two bytes for its length. */
export const LEAF_BYTES_MAX = 65_535;
/** Signatures that are verified at once: enough to keep every core busy. */
export const SIGNATURES_AT_ONCE = 256;
/** How long a torn tail is given to become a whole commit: the ledger may be writing it. */
export const TAIL_PATIENCE_MS = 300;
