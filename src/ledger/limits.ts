/** What the ledger bounds, and why. */

/** A leaf in bytes: an entry bundle (tlog-tiles) has two bytes for its length. */
export const LEAF_BYTES_MAX = 65_535;
/** A sealed blob in bytes: in base64 it and its leaf fit one frame of a link (16 MiB) with room to spare. */
export const BLOB_BYTES_MAX: number = 8 * 1_048_576;
/** A name (of a tool, a clause, a person, a session): a line, not a document. */
export const NAME_LENGTH_MAX = 256;
/** Members of a list in a leaf; the leaf's size bounds them further. */
export const LIST_LENGTH_MAX = 4_096;
/** Answers that one decision cites: more people than any clause asks, and few enough that a warrant carries them all. */
export const CITED_ANSWERS_MAX = 64;
/** Entries that one proposal names as passed on: twice the calls that a client has open, and their names fit a leaf. */
export const HEARD_MAX = 512;

/** How often one approval can count, and how long: a person can still say what it was for. */
export const SCOPE_TIMES_MAX = 16;
export const SCOPE_LIFETIME_MAX_MS: number = 24 * 3_600_000;

/** Entries in one commit, and their bytes: one write that a disk takes in a fraction of a second. */
export const COMMIT_ENTRIES_MAX = 4_096;
export const COMMIT_BYTES_MAX: number = 16 * 1_048_576;
/** How long a proposal or an outcome may wait for the decision that makes them durable together with itself. */
export const COMMIT_PATIENCE_MS = 10;
/** A commit that takes longer than this is a failing disk: the system is not ready until it ends. */
export const COMMIT_SLOW_MS = 2_000;
/** Pause before a failed commit is tried again. */
export const COMMIT_RETRY_MS = 250;
/** Entries, and bytes, that may wait to become durable. Above: refuse, so that memory stays bounded. */
export const WAITING_ENTRIES_MAX = 16_384;
export const WAITING_BYTES_MAX: number = 64 * 1_048_576;

/** Size at which a journal segment is followed by a new one: read whole at start, kept small enough for any tool. */
export const SEGMENT_BYTES_MAX: number = 64 * 1_048_576;
/** Recent entries kept in memory, in bytes, for followers that keep up. */
export const RECENT_BYTES_MAX: number = 32 * 1_048_576;
/** Recent signatures kept to answer a repeated append with its first place: far more than is ever under way on one link. */
export const RECENT_SIGNATURES_MAX = 65_536;
/** Statements under one signature: from here on, signing and verifying are a small part of what an entry costs. */
export const JOINT_STATEMENTS_MAX = 64;
/** Joint signatures known to be good: far more than are under way at any time. */
export const JOINT_ROOTS_KEPT_MAX = 1_024;
/** Pause between two publications of tiles and checkpoint: they are for other people's tools, not for warrants. */
export const PUBLISH_PAUSE_MS = 1_000;

/** Entries in one `read`. */
export const READ_ENTRIES_MAX = 1_000;
/** Bytes of blobs and leaves in one answer to `read`, or fetched at once for a follower: half a frame in base64. */
export const READ_BYTES_MAX: number = 4 * 1_048_576;
/** How far, in ledger time, a judge may be behind before a call can no longer be said to be decided. */
export const JUDGE_LAG_MS = 2_000;
/** A part that says nothing for so long is asked whether it is still there. */
export const ASK_AFTER_MS = 1_000;
/** How long it may take to say so: far more than any step of a part takes, on a loaded machine too. */
export const SILENCE_MS_MAX = 4_000;
/** How often an idle disk is looked at: it costs three system calls. */
export const LOOK_MS = 1_000;
/** How often readiness and timers are looked at when nothing else happens. */
export const TICK_MS = 100;
