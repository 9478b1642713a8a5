/** What the decider bounds, and why. */

/** Product of uncertain variables that a decision is taken over; more open doubts than that is deny. */
export const VECTORS_MAX = 64;
/** Calls parked or in flight at once in one session: a person can't oversee more, and memory stays bounded. */
export const OPEN_CALLS_MAX = 256;
/** How long a warrant can be used: long enough for a queue, short enough that a stolen one is stale. */
export const WARRANT_LIFETIME_MS = 30_000;
/** How many admissible tools a denial lists: a paragraph, not a catalogue. */
export const ADMISSIBLE_SHOWN_MAX = 12;
/** Finished calls whose result nobody collected, for each session; the oldest is let go. */
export const UNCOLLECTED_MAX = 64;
