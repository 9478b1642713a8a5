/** What the command line takes at most, with the reason. */
import type { JsonLimits } from "../crypto/index.ts";

/** Bytes of a file that is read whole: a million recorded calls of ordinary size are below this. */
export const TEXT_BYTES_MAX: number = 256 * 2 ** 20;

/** Rounds of writing clauses and proving again: one is enough where every refusal can be written exactly. */
export const SYNTHESIS_ROUNDS_MAX = 16;

/** Clauses up to which each is tried to be left out again: that takes a proof each. */
export const PRUNED_MAX = 32;

/** Notices that gather for one channel, lines of one message, tickets of one line: what a person reads on a phone. */
export const NOTICES_KEPT_MAX = 100;
export const NOTICE_LINES_MAX = 10;
export const TICKETS_SHOWN_MAX = 5;
/** Characters of a name in a notice: a tool's may have 128. */
export const FOREIGN_LENGTH_MAX = 160;
/** What comes together goes together; then a channel is left alone, so that nobody is told more than six times a minute. */
export const GATHER_MS = 500;
export const SEND_INTERVAL_MS = 10_000;
/** When a message that failed is tried again, each after the one before: a receiver that starts anew is back by then. */
export const RETRIES_MS: readonly number[] = [1_000, 5_000, 25_000];
/** How long one try may take. */
export const SEND_TIMEOUT_MS = 10_000;
/** Characters of a webhook's secret: 128 bits in hex. */
export const SECRET_LENGTH_MIN = 32;
/** Recipients of one mail: a team; more belong to a list. */
export const RECIPIENTS_MAX = 20;

/** Models and certificates are machine-made and read whole: a certificate of 10^18 states has a few hundred kilobytes. */
export const MODEL_LIMITS: JsonLimits = { bytesMax: 64 * 2 ** 20, depthMax: 256, namesMax: 4_000_000 };

/** What a person types at once: a long document pasted in. Larger ones belong into a file. */
export const SAID_BYTES_MAX = 262_144;

/** Of what the shell server runs. One call: time, as long as a build or a test takes, within what an executor waits. */
export const LINE_MS = 240_000;
/** Bytes of output of one call, both streams together: more is not read by anyone, and fills the agent's context. */
export const OUTPUT_BYTES_MAX = 262_144;
/** Bytes given to a vector's standard input. */
export const INPUT_BYTES_MAX = 1_048_576;
/** Words of one vector and bytes of all of them: what the shell interpreter takes of a line. */
export const VECTOR_WORDS_MAX = 1_000;
export const VECTOR_BYTES_MAX = 65_536;
/** Lines and vectors that run at once; each may have as many commands as a line has. */
export const RUNS_MAX = 8;
/** Of one command: processes and threads, bytes of data of each process, bytes of a file, open files of each process. */
export const COMMAND_PROCESSES_MAX = 512;
export const COMMAND_DATA_BYTES_MAX: number = 4 * 2 ** 30;
export const COMMAND_FILE_BYTES_MAX: number = 2 ** 30;
export const COMMAND_OPEN_FILES_MAX = 1_024;

/** How long `interlock erase` waits for judges to be there: a launcher starts one that has ended within seconds. */
export const JUDGES_PATIENCE_MS = 10_000;
/** How long `interlock erase` waits for the word of both judges, each of whom goes through the whole ledger. */
export const ERASURE_PATIENCE_MS = 120_000;

/** Entries of a ledger that is read for a remark beside something else: a second or two. */
export const HINT_ENTRIES_MAX = 50_000;
