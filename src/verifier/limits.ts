/** What the verifier refuses to go beyond, each with its reason. Passing a limit is never read as a proof. */

/** A machine has at most a few hundred state variables; a product of more is a modelling mistake. */
export const VARIABLES_MAX = 1_024;

/** The largest domain of one variable: that of a machine's state variable. */
export const VALUES_MAX = 4_096;

/** Each event costs one pass over the states; a machine's terminals stay far below this. */
export const EVENTS_MAX = 16_384;

/** How deep conditions may nest: they are walked by recursion. */
export const DEPTH_MAX = 256;

/** States the explicit engine stores before it gives up: about 1 GiB at 16 bytes a state. */
export const STATES_MAX = 64_000_000;

/** Nodes the symbolic engine holds before it gives up: about 1 GiB. */
export const NODES_MAX = 24_000_000;

/** Joint states of automata, and joint answers of lists, when two charters are compared: the square of what people write. */
export const JOINT_STATES_MAX = 65_536;

/** Joint states of two machines, for one tool: beyond it the comparison is undecided. A few seconds. */
export const JOINT_CONFIGURATIONS_MAX = 100_000;

/** Calls in flight at the same time, when stories are looked for; more are looked at without counting them. */
export const OPEN_CALLS_MAX = 2;

/** Ways to make one concrete call, tried until both kernels confirm one. */
export const CANDIDATES_MAX = 64;

/** Stories tried for one difference until both kernels confirm one. */
export const STORIES_MAX = 16;

/** States looked at when the world's shortest play, or the shortest way to a refusal, is sought: a reason that needs more is no reading. */
export const PLAY_STATES_MAX = 20_000;

/** Rounds of a play that keeps a goal away, until they repeat: the failures in a row that are assumed fit in several times. */
export const ROUNDS_MAX = 256;

/** Ways through a tool's diagram of which example calls are made: one of the first mostly fits. */
export const EXAMPLE_WAYS_MAX = 256;
