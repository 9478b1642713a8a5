/** What the console's server bounds, and why. */

/** A body: an answer with its reason is a few hundred bytes, an assertion under four thousand. */
export const BODY_BYTES_MAX = 65_536;
/** The link in the terminal: long enough to walk to the browser. */
export const LINK_LIFETIME_MS: number = 10 * 60_000;
/** A session: a working day. */
export const SESSION_LIFETIME_MS: number = 10 * 3_600_000;
/** Sessions at once: the people on call, with a few browsers each. */
export const SESSIONS_MAX = 64;
/** What one session asks in a minute: a page that reads everything after a gap, many times over. */
export const READS_PER_MINUTE = 600;
/** What one session changes in a minute: nobody judges a call in less than two seconds. */
export const CHANGES_PER_MINUTE = 30;
/** Links tried in a minute, by anybody: a link has 256 bits, so this only keeps the noise down. */
export const OPENINGS_PER_MINUTE = 20;
/** A sign-in: as long as people look for their second factor. */
export const LOGIN_LIFETIME_MS: number = 10 * 60_000;
/** Sign-ins under way. */
export const LOGINS_MAX = 256;
/** An identity provider: how long it may take, how much it may say, how far its clock may be off, how old its word may be. */
export const PROVIDER_WAIT_MS = 10_000;
export const PROVIDER_BYTES_MAX = 262_144;
export const PROVIDER_CLOCK_SKEW_S = 60;
export const SIGN_IN_AGE_S_MAX = 600;
/** Its keys: read again after an hour, and for a key that is not known at most twice a minute. */
export const PROVIDER_KEYS_AGE_MS = 3_600_000;
export const PROVIDER_KEYS_PAUSE_MS = 30_000;
/** Streams that one session keeps open. */
export const STREAMS_MAX = 4;
/** Characters of a reason. */
export const REASON_LENGTH_MAX = 2_000;

/** A challenge to sign: as long as a browser waits for a person. */
export const DRAFT_LIFETIME_MS: number = 3 * 60_000;
/** Challenges under way. */
export const DRAFTS_MAX = 256;
/** How long an answer counts: it is meant for the call as it is shown now. */
export const ANSWER_LIFETIME_MS: number = 10 * 60_000;

/** Entries in one list. */
export const LIST_LENGTH_MAX = 200;
/** Characters of arguments in a line. */
export const ARGUMENTS_SHOWN_MAX = 400;
/** Looks at secrets that health lists. */
export const REVEALS_SHOWN_MAX = 100;
/** Lines of the charter around a clause. */
export const SOURCE_LINES = 3;
/** Heads kept for the history of checkpoints. */
export const HEADS_MAX = 512;
/** A graph that people read, and states that are explored for it: about a second. */
export const GRAPH_NODES_MAX = 24;
export const GRAPH_STATES_MAX = 100_000;
/** States whose freedom is counted while a person waits: as many as `interlock check` counts, a second or two, once for each charter. */
export const ENTROPY_STATES_MAX = 10_000;
/** What counts as lately, for how often people were asked. */
export const LOAD_WINDOW_MS: number = 24 * 3_600_000;
/** A file that is looked at again before somebody answers: as much as a rehearsal copies. */
export const TOUCHED_BYTES_MAX: number = 64 * 1_048_576;
