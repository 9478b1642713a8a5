/**
 * The byte layout of `interlock-seal/1`, which `seal.ts` fills in and opens:
 *
 *     magic (16) | ephemeral X25519 key (32) | nonce (12) | count (1)
 *     count x ( recipient id (8) | wrapped content key (32) | tag (16) )
 *     ciphertext of salt (32) || plain | tag (16)
 *
 * Contains positions only, no cryptography.
 */
import { SEAL_RECIPIENTS_MAX } from "./limits.ts";

export const SEAL_MAGIC: Buffer = Buffer.from("interlock-seal/1");
export const NONCE_LENGTH = 12;
export const TAG_LENGTH = 16;
export const SALT_LENGTH = 32;
export const CONTENT_KEY_LENGTH = 32;
export const RECIPIENT_ID_LENGTH = 8;
/** Magic, ephemeral key and nonce: what every wrapped key is bound to. */
export const PREFIX_LENGTH: number = SEAL_MAGIC.length + 32 + NONCE_LENGTH;
export const SLOT_LENGTH: number = RECIPIENT_ID_LENGTH + CONTENT_KEY_LENGTH + TAG_LENGTH;

/** The parts of one blob, as views of its memory. */
export interface SealedBlob {
  readonly prefix: Buffer;
  readonly ephemeralKey: Buffer;
  readonly nonce: Buffer;
  /** Everything before the ciphertext, to which the ciphertext is bound. */
  readonly header: Buffer;
  readonly slots: readonly { readonly recipient: string; readonly wrappedKey: Buffer; readonly tag: Buffer }[];
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** Takes a blob apart; undefined where it does not have the layout. */
export function parseSealedBlob(blob: Buffer): SealedBlob | undefined {
  const count = blob[PREFIX_LENGTH] ?? 0;
  const headerLength = PREFIX_LENGTH + 1 + count * SLOT_LENGTH;
  if (count === 0 || count > SEAL_RECIPIENTS_MAX || blob.length < headerLength + SALT_LENGTH + TAG_LENGTH) return undefined;
  if (!blob.subarray(0, SEAL_MAGIC.length).equals(SEAL_MAGIC)) return undefined;
  return {
    prefix: blob.subarray(0, PREFIX_LENGTH),
    ephemeralKey: blob.subarray(SEAL_MAGIC.length, SEAL_MAGIC.length + 32),
    nonce: blob.subarray(PREFIX_LENGTH - NONCE_LENGTH, PREFIX_LENGTH),
    header: blob.subarray(0, headerLength),
    slots: Array.from({ length: count }, (_, index) => slotAt(blob, PREFIX_LENGTH + 1 + index * SLOT_LENGTH)),
    ciphertext: blob.subarray(headerLength, blob.length - TAG_LENGTH),
    tag: blob.subarray(blob.length - TAG_LENGTH),
  };
}

function slotAt(blob: Buffer, start: number): SealedBlob["slots"][number] {
  const key = start + RECIPIENT_ID_LENGTH;
  const tag = key + CONTENT_KEY_LENGTH;
  return {
    recipient: blob.toString("hex", start, key),
    wrappedKey: blob.subarray(key, tag),
    tag: blob.subarray(tag, tag + TAG_LENGTH),
  };
}
