/** What every interpreter and validator is bounded by, each with its reason. Past a limit the meaning is opaque. */

/** Text that any interpreter reads, UTF-16 units. The largest statement or script a person could still review. */
export const TEXT_SIZE_MAX = 65_536;

/** Different hosts, and addresses, that a text may seem to name: each is looked up in the list of public suffixes. */
export const TEXT_NAMES_MAX = 500;

/** PATH_MAX and NAME_MAX of Linux, in bytes: a longer path cannot be opened. */
export const PATH_SIZE_MAX_BYTES = 4_096;
export const SEGMENT_SIZE_MAX_BYTES = 255;

/** The length that every common server and proxy accepts (RFC 9110 section 4.1 asks for 8,000). */
export const URL_SIZE_MAX = 8_000;

/** A host name in text form: RFC 1035 section 2.3.4 less the final dot. */
export const HOST_SIZE_MAX = 253;

/** States of the automaton of one schema pattern: a few hundred cover every real one, and the table stays below 1 MiB. */
export const PATTERN_STATES_MAX = 4_096;

/** Subschemas that are looked through for the names of top-level fields. */
export const SCHEMA_WALK_MAX = 1_000;

/** Size of a command line, commands in it, and words in one: what a person can still review; more is a program, not a command. */
export const COMMAND_LINE_SIZE_MAX = 16_384;
export const COMMANDS_MAX = 50;
export const WORDS_MAX = 1_000;

/** RFC 5321 section 4.5.3.1: a local part, and a whole path less its angle brackets. */
export const EMAIL_LOCAL_SIZE_MAX = 64;
export const EMAIL_SIZE_MAX = 254;

/** Significant digits that a double tells apart (DBL_DIG): more would make comparisons inexact. */
export const MONEY_DIGITS_MAX = 15;
export const MONEY_SIZE_MAX = 32;

/** A written number: longer ones are never the shortest spelling of a double, nor meant to be. */
export const NUMBER_SIZE_MAX = 400;

/** Fifteen digits, or 34 characters, with room for a separator between all of them, or between groups. */
export const PHONE_SIZE_MAX = 32;
export const IBAN_SIZE_MAX = 42;

/** Levels of nesting, and names in one object, of JSON that an interpreter or an origin index looks into: those of the front door. */
export const JSON_DEPTH_MAX = 64;
export const JSON_NAMES_MAX = 10_000;

/** Headers of one message: what common servers accept. */
export const HEADERS_MAX = 100;

/**
 * Size of a text, statements and words in it, levels of its tree: the real parser's own stack holds far more, always. Its
 * scanner takes quadratic time on long runs of operator signs and on comments opened within comments.
 */
export const SQL_SIZE_MAX = 16_384;
export const SQL_STATEMENTS_MAX = 50;
export const SQL_WORDS_MAX = 2_000;
export const SQL_DEPTH_MAX = 200;
export const SQL_OPERATOR_SIZE_MAX = 63;
export const SQL_COMMENTS_MAX = 63;

/** A tool's result that is read field by field, UTF-16 units: the front door's limit for JSON, a tenth of a second for YAML. */
export const RESULT_SIZE_MAX = 1_048_576;
export const YAML_SIZE_MAX = 65_536;

/** Fields of one result; a result of more is one text of the least trusted source. */
export const RESULT_FIELDS_MAX = 20_000;

/** What one session's origin index keeps, UTF-16 units, unless the charter says less: ten long books. */
export const ORIGIN_SIZE_MAX = 4_194_304;

/** Distinct words remembered as sent to one agent's servers, across its sessions. */
export const SENT_WORDS_MAX = 500_000;

/** How many sent pieces a returned word may be put together from and still count as sent, how short a piece, how long the word. */
export const SENT_PIECES_MAX = 4;
export const SENT_PIECE_SIZE_MIN = 2;
export const SENT_WORD_SIZE_MAX = 128;

/** Below this many characters a text is too likely to occur by chance: it matches a whole field only, never prose. */
export const PROSE_SIZE_MIN = 8;

/** Places shown for one value in an explanation, and characters of text around each. */
export const PLACES_MAX = 3;
export const QUOTE_SIZE_MAX = 120;

/** Leaves of one value whose origin is asked for: more than the front door's names would allow a person to follow. */
export const LEAVES_MAX = 10_000;

/** A text put together from others: what any interpreter would still read. */
export const DERIVED_TEXT_SIZE_MAX = 65_536;
