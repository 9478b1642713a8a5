/**
 * The limits of the crypto layer, each with its reason. A caller may narrow or widen the limits of the JSON door for a
 * channel of its own; nothing else here is adjustable.
 */

/** What one JSON text may cost its reader. */
export interface JsonLimits {
  /** Size of the text in bytes of UTF-8. */
  readonly bytesMax: number;
  /** Nesting of arrays and objects: `[]` has depth 1, a scalar 0. */
  readonly depthMax: number;
  /** Names of members, over all objects of the text. */
  readonly namesMax: number;
}

/** The door's own limits: far above what any tool call needs, far below what would make a reader sweat. */
export const JSON_LIMITS: JsonLimits = { bytesMax: 1_048_576, depthMax: 64, namesMax: 10_000 };

/** Deepest value that is written: the door's depth and every envelope of ours, and small enough for any stack. */
export const CANONICAL_DEPTH_MAX = 256;

/** People, roles and parts who may open one blob: a session's readers and some room. */
export const SEAL_RECIPIENTS_MAX = 64;

/** Sealers whose derived keys one reader keeps: one for each boot of each writing part that is alive, and some room. */
export const SEAL_KEYS_KEPT_MAX = 256;

/** Verification keys kept ready: every identity of a large ring. */
export const VERIFY_KEYS_KEPT_MAX = 1_024;

/** A passkey's id, in bytes: the most that WebAuthn allows. */
export const CREDENTIAL_BYTES_MAX = 1_023;

/** What a browser says of the page in an assertion, in bytes: a challenge, an origin and some room for members to come. */
export const CLIENT_DATA_BYTES_MAX = 2_048;

/** Signature lines of one note: as in the reference implementation (golang.org/x/mod/sumdb/note). */
export const NOTE_SIGNATURES_MAX = 100;

/** Size of one note in bytes: a checkpoint with a hundred signatures is under 20 kB. */
export const NOTE_BYTES_MAX = 65_536;

/** Characters in the name of an identity, so that it fits a line of any screen. */
export const NAME_LENGTH_MAX = 64;

/** Identities in one ring: an organisation's people and parts. */
export const RING_IDENTITIES_MAX = 1_000;
