/** How large a charter may be, with the reason for each number. Beyond one of these the compiler refuses, and says which. */
import { VARIABLES_MAX } from "../kernel/index.ts";

/** 30 times the largest charter anyone has written by hand; the YAML parser is linear in it. */
export const TEXT_SIZE_MAX = 262_144;

/** The grammar needs 6 levels. */
export const YAML_DEPTH_MAX = 16;

/** Nobody reads more of them in one run. */
export const DIAGNOSTICS_MAX = 100;

/** Longer conditions belong into `define`. */
export const CONDITION_SIZE_MAX = 4_096;

/** Brackets inside brackets, and definitions inside definitions: the parser and the compiler recurse. */
export const NESTING_MAX = 32;

/** A condition with all its definitions put in: definitions that use definitions twice each grow exponentially. */
export const EXPRESSION_SIZE_MAX = 10_000;

/** Constants that one argument is compared with; also the words one class of strings may list. */
export const CONSTANTS_MAX = 4_096;

/** States of the automaton for all patterns on one argument: the kernel's table stays below a megabyte. */
export const AUTOMATON_STATES_MAX = 4_096;

/** Steps that building such an automaton may take: a few seconds. */
export const AUTOMATON_STEPS_MAX = 5_000_000;

/** Patterns of which every two are tried, to name the two that are too large together. */
export const PATTERNS_TRIED_MAX = 6;

/** Copies of a part of a pattern, as in RE2. */
export const PATTERN_REPEAT_MAX = 1_000;

/** What an argument's values can be distinguished into, as many as a diagram's variable may have values. */
export const CLASSES_MAX = 4_096;

/** Values of one state variable. */
export const DOMAIN_MAX = 4_096;

/** Exact counters live in the state that is explored before run time. */
export const COUNTER_MAX = 64;

/** Failures in a row that an assumption may count: they multiply the states that are explored. */
export const FAILURES_MAX = 64;

/** More bits a step than any agent chooses between. */
export const ENTROPY_BITS_MAX = 64;

/** Sums of all charters together: as many as a machine document may declare. */
export const BUDGETS_MAX: number = VARIABLES_MAX;

/** Every decimal of so many digits is one double, and that double is written with these digits again. */
export const DIGITS_MAX = 15;

/** Records under one name that one session keeps, unless the charter says otherwise, and at most: each is looked up in every judgement. */
export const RECORDS_UNLESS_SAID = 64;
export const RECORDS_MAX = 1_024;

/** Fields of one record. */
export const RECORD_FIELDS_MAX = 32;

/** Text of one session that a charter can have kept, UTF-16 units: each question of origin looks through all of it. */
export const REMEMBERED_MAX = 16_777_216;

export const CHARTERS_MAX = 16;

/** Short-form patterns multiply: one entry for each tool. Nobody reads more in a report. */
export const CLAUSES_MAX = 16_384;

/** Different sets of clauses that can hold together. */
export const TERMINALS_MAX = 65_536;

/** Approvals one clause may ask for: more people than any team has on call. */
export const APPROVALS_MAX = 16;

/** A parked call waits at most 30 days. */
export const WITHIN_MAX_MS = 2_592_000_000;

/** Paths tried when an example call for a clause is looked for. */
export const EXAMPLE_PATHS_MAX = 256;

/** Characters of what each warrant says of the arguments that conditions understand: it stands in a public leaf. */
export const PLACES_TEXT_MAX = 16_384;

/** Definitions that a clause is explained with: an agent reads them in every denial. */
export const DEFINITIONS_SHOWN_MAX = 4;

/** Characters of such a definition. */
export const DEFINITION_SHOWN_MAX = 120;
