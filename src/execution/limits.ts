/** What the decider bounds, and why. */
import type { JsonLimits } from "../crypto/index.ts";
import { BLOB_BYTES_MAX } from "../ledger/index.ts";

/** The charter in force and older ones that sessions are bound to: every allowed call is judged under each. */
export const LIVE_CHARTERS_MAX = 4;
/** Product of uncertain variables that a decision is taken over; more open doubts than that is deny. */
export const VECTORS_MAX = 64;
/** Changes of one variable that wait for a running call; beyond, what the oldest call changed is no longer taken back. */
export const CHANGES_MAX = 256;
/** Calls parked or in flight at once in one session: a person can't oversee more, and memory stays bounded. */
export const OPEN_CALLS_MAX = 256;
/** How long a warrant can be used: long enough for a queue, short enough that a stolen one is stale. */
export const WARRANT_LIFETIME_MS = 30_000;
/** How many admissible tools a denial lists: a paragraph, not a catalogue. */
export const ADMISSIBLE_SHOWN_MAX = 12;
/** Finished calls whose result nobody collected, for each session; the oldest is let go. */
export const UNCOLLECTED_MAX = 64;
/** What the decider opens: a server's result is larger than an agent's call, and must still be read to be observed. */
export const SEALED_LIMITS: Partial<JsonLimits> = { bytesMax: BLOB_BYTES_MAX, namesMax: 100_000 };

/** A key of a record, and one field, as JSON text: identifiers and short lists of them, not documents. */
export const RECORD_KEY_SIZE_MAX = 256;
export const RECORD_FIELD_SIZE_MAX = 4_096;

/** Parts that one call is judged as: a person can still review them, and each takes as long as a call. */
export const PARTS_MAX = 64;

/** What a user says in one session, UTF-16 units: a person types less in a year. */
export const SAID_SIZE_MAX = 4_194_304;
