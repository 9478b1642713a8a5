/** How large a forest may grow, with the reason for each number. */

/** A forest of this size takes about 50 MB and seconds to build; a machine that large decides nothing a person wrote. */
export const NODES_MAX: number = 2 ** 20;

/** All tools' terms together; more than the largest machine document may name. */
export const VARIABLES_MAX: number = 2 ** 16;

/** Operations recurse once for each variable on a path; twice this many fit on the default stack of the engine. */
export const PATH_MAX: number = 1_024;

/** The largest domain of a state variable and the largest number of classes of a term in a machine document. */
export const ARITY_MAX: number = 4_096;

/** Terminals and nodes share one 32-bit reference, and two references share the 53 exact bits of a memo's key. */
export const TERMINAL_MAX: number = 2 ** 24;
