/** What every interpreter and validator is bounded by, each with its reason. Past a limit the meaning is opaque. */

/** Text that any interpreter reads, UTF-16 units. The largest statement or script a person could still review. */
export const TEXT_SIZE_MAX = 65_536;

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
