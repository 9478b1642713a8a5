/** How large a machine may be. Whatever passes a limit is refused at load, so that every decision is bounded. */

/** A session's state is copied at each transition and written into reports: it stays under 4 KB. */
export const VARIABLES_MAX: number = 1_024;

/** Values of a state variable, classes of a term, states of an automaton: what one table lookup should cover. */
export const VALUES_MAX: number = 4_096;

/** More than any set of tool servers that one agent can make use of. */
export const TOOLS_MAX: number = 4_096;

/** A decision looks at each term of its tool at most once: this bounds the number of steps. */
export const TERMS_MAX: number = 256;

/** Actions and clauses are written by people. */
export const CLAUSES_MAX: number = 65_536;

/** 2^20 nodes are 50 MB of tables; a machine that large decides nothing a person wrote. */
export const NODES_MAX: number = 1_048_576;

/** The classes of a list are a table of 3^tests entries. */
export const TESTS_MAX: number = 7;

/** Quantifiers inside quantifiers: the cost of a list grows with the product of their tests. */
export const NESTING_MAX: number = 3;

/** As deep as the strict parser lets any value be; comparing values recurses once for each level. */
export const DEPTH_MAX: number = 64;

/** Names of actions, roles, texts of conditions. The document as a whole is bounded by whoever parsed it. */
export const TEXT_MAX: number = 65_536;
