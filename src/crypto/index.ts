/** The door of the crypto layer: canonical JSON, digests, identities, signatures, sealing, notes, the ring. */

/** The strict front door, and the one text of a value. */
export type { Json, JsonObject } from "./json.ts";
export { isJsonArray, isJsonObject } from "./json.ts";
export { parseJson } from "./parse-json.ts";
export { canonicalBytes, canonicalize } from "./canonical.ts";

/** Bytes, digests, and what is signed. */
export { fromBase64, fromHex, toBase64, toHex } from "./encoding.ts";
export { digestOf, sha256, statementBytes } from "./digest.ts";

/** Who signs and who reads. */
export type { Identity, PublicIdentity } from "./identity.ts";
export { createIdentity, identityToText, parseIdentity, parsePublicIdentity, publicIdentity } from "./identity.ts";
export { isStrongSignKey } from "./curve-point.ts";
export { verifySignature } from "./verify-signature.ts";
export type { Assertion, Passkey } from "./passkey.ts";
export { isSoundPasskey, passkeyId, relyingPartyOf, verifyAssertion } from "./passkey.ts";
export type { Duty, Enrolment, Readers, Ring } from "./ring.ts";
export { enrolmentOf, holdersOf, isCountersigned, isDuty, JUDGES, makeRing, parseRing, readersOf, ringToText } from "./ring.ts";

/** What only some may read. */
export type { Sealed, Sealer } from "./seal.ts";
export { createSalt, createSealer, openSealed } from "./seal.ts";

/** C2SP signed notes and checkpoints. */
export type { NoteAlgorithm, NoteKey } from "./note-key.ts";
export { noteKeyOf, noteKeyToText, parseNoteKey } from "./note-key.ts";
export type { NoteSigner, OpenedNote } from "./note.ts";
export { openNote, signNote } from "./note.ts";
export { cosign } from "./cosignature.ts";
export type { Checkpoint } from "./checkpoint.ts";
export { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";

/** Codes and limits. */
export type { CryptoCode } from "./faults.ts";
export { CRYPTO_FAULTS } from "./faults.ts";
export type { JsonLimits } from "./limits.ts";
