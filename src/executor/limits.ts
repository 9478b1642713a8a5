/** What an executor bounds, and why. */
import type { JsonLimits } from "../crypto/index.ts";
import { BLOB_BYTES_MAX } from "../ledger/index.ts";
import { SERVER_FRAME_LIMITS } from "../mcp/index.ts";

/** How far the own clock may be behind ledger time: further, and a warrant would live longer than it says. */
export const CLOCK_SKEW_MAX_MS = 5_000;
/** The longest life of a warrant that is accepted, so that the kept nonces are bounded in time. */
export const WARRANT_LIFETIME_MAX_MS = 60_000;
/** Nonces of warrants that have not expired yet. At capacity new warrants are refused; a live nonce is never let go. */
export const NONCES_MAX = 65_536;
/** Server processes at once, one for each session: what a machine carries. */
export const SESSIONS_MAX = 64;
/** Sessions whose client has left, and of which a parked call may still be approved. */
export const ENDED_SESSIONS_MAX = 256;
/** Time for a server to start and say what it is: `npx` may have to fetch it first. */
export const HANDSHAKE_MS = 60_000;
/** Time for a server to end by itself when its input is closed, before it is killed. */
export const FAREWELL_MS = 2_000;
/** Default time for one call; afterwards its outcome is unknown. Long tools exist; eternal ones hold a slot for ever. */
export const CALL_MS = 300_000;
/** After a cancellation the server may still answer for this long; then the outcome is unknown. */
export const CANCELLED_MS = 5_000;
/** Calls in flight at one server process. */
export const CALLS_IN_FLIGHT_MAX = 256;
/** What a server may ask at once (sampling, elicitation, progress, messages) before it is told no. */
export const ASKS_IN_FLIGHT_MAX = 64;
/** Pages and tools that a server may list: a charter over more tools than this is not read by anyone. */
export const PAGES_MAX = 64;
export const TOOLS_MAX = 1_024;
/** Rounds in which a server of 2026-07-28 may ask for more input before it answers one call. */
export const INPUT_ROUNDS_MAX = 8;
/** Time for the agent's side to answer what a server asks. */
export const ASK_MS = 300_000;
/** Time in which the ledger must decide what a server asks. */
export const ASK_DECISION_MS = 30_000;
/** How long the ledger may take to record an outcome before this executor acts no more: five times what it calls a slow disk. */
export const UNRECORDED_MS = 10_000;
/** Where witnesses are asked for: how old the last head may be that enough have cosigned. They are asked once a second. */
export const UNWITNESSED_MS = 30_000;
/** And how many entries the ledger may have since: what a busy one writes in that time. */
export const UNWITNESSED_ENTRIES_MAX = 65_536;
/** How often it is looked at whether this executor would act: whether a head, or an outcome, has grown too old. */
export const WHY_NOT_TICK_MS = 250;
/** How soon a new head of the ledger is written to its file. */
export const HEAD_SAVE_MS = 1_000;
/** Of a server's error output: characters of a line and lines of a process that are passed on. */
export const STDERR_LINE_MAX = 1_000;
export const STDERR_LINES_MAX = 1_000;
/** Canonical bytes of a result that are sealed: with the wraps for its readers it fits a blob of the ledger. */
export const RESULT_BYTES_MAX: number = BLOB_BYTES_MAX - 262_144;
/** Calls in doubt whose late answer would still be recorded. */
export const DOUBTS_MAX = 1_024;
/** What is opened from a blob: as much as a server's frame. */
export const BLOB_LIMITS: Partial<JsonLimits> = SERVER_FRAME_LIMITS;
/** What a rehearsal copies of the folders it may write: a project's sources, in seconds; larger ones are not rehearsed. */
export const COPIED_BYTES_MAX: number = 64 * 1_048_576;
export const COPIED_ENTRIES_MAX = 10_000;
/** The largest file that a server may write in its box, in bytes; a multiple of 512. */
export const BOXED_FILE_BYTES_MAX: number = 64 * 1_048_576;
/** Time for a server to start in its box, and to answer there: people wait for what it shows. */
export const BOXED_HANDSHAKE_MS = 20_000;
export const BOXED_CALL_MS = 20_000;
/** What is shown of the answer in the box, of its changes and of their lines: what a person reads before they answer. */
export const BOXED_ANSWER_MAX = 4_000;
export const CHANGES_SHOWN_MAX = 100;
export const DIFFED_BYTES_MAX = 1_048_576;
export const DIFF_CONTEXT_LINES = 3;
export const DIFF_LINES_MAX = 400;
/** More blank lines in a row are counted instead, so that what is below them is among those that are shown. */
export const DIFF_BLANK_MAX = 3;
export const DIFF_LINE_MAX = 1_000;
/** Lines before times lines after that are compared one by one: some milliseconds, and 8 MB. */
export const DIFF_CELLS_MAX = 4_000_000;
/** Of a statement in a transaction that is rolled back: time to connect, to wait for a lock, to run; others wait for its locks. */
export const ROWS_CONNECT_MS = 5_000;
export const ROWS_LOCK_MS = 1_000;
export const ROWS_STATEMENT_MS = 5_000;
/** Rows that are shown of those before, and of those after. */
export const ROWS_SHOWN_MAX = 100;
/** Calls that wait for a rehearsal; each takes seconds, and people answer without one too. */
export const REHEARSALS_WAITING_MAX = 32;
/** Different words of one call that are looked up on the disk, some microseconds each: more than the longest command has. */
export const NAMED_PATHS_MAX = 16_384;
/** Links that are followed, as Linux follows them. */
export const LINKS_MAX = 40;

/** Evidence files that an executor keeps: each convicts its ledger alone, and whoever captures the ledger can have many written. */
export const EVIDENCE_FILES_MAX = 100;
