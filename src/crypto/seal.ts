/**
 * Sealing: what only some may read, with a commitment that everybody may know. A blob has a content key of its own
 * (AES-256-GCM), wrapped for each recipient under a key agreed by X25519 and HKDF-SHA256 (RFC 5869). The commitment is a
 * salted hash of the plain bytes, so a ledger that holds it proves later what was sealed and reveals nothing before.
 *
 * A seal says nothing about who made it: what binds it to a writer is the signature over its commitment.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { assert, fail, ok, type Result } from "../fault/index.ts";
import { isStrongSealKey } from "./curve-point.ts";
import { sha256 } from "./digest.ts";
import { asBuffer, fromBase64, toBase64, toHex } from "./encoding.ts";
import type { CryptoCode } from "./faults.ts";
import { createIdentity, type Identity, type PublicIdentity } from "./identity.ts";
import { SEAL_KEYS_KEPT_MAX, SEAL_RECIPIENTS_MAX } from "./limits.ts";
import { CONTENT_KEY_LENGTH, NONCE_LENGTH, parseSealedBlob, SALT_LENGTH, SEAL_MAGIC, type SealedBlob, TAG_LENGTH } from "./sealed-blob.ts";

export interface Sealed {
  readonly blob: Uint8Array;
  /** Hex sha256("interlock-seal/1" || salt || plain). */
  readonly commitment: string;
}

export interface Sealer {
  /** Seals to 1 to `SEAL_RECIPIENTS_MAX` distinct recipients. */
  readonly seal: (plain: Uint8Array, recipients: readonly PublicIdentity[]) => Sealed;
}

const CIPHER = "aes-256-gcm";
const WRAP_PURPOSE = "interlock-seal/1 wrap";

/**
 * Makes a sealer with an ephemeral key of its own: one for each boot of a process. Nonces count up within it, so a
 * wrapping key never meets a nonce twice.
 */
export function createSealer(): Sealer {
  const ephemeral = createIdentity("sealer");
  const ephemeralKey = rawKey(ephemeral.sealKey);
  const wrappingKeys = new Map<string, KeyObject>();
  let count = 0n;

  const wrappingKeyFor = (recipient: PublicIdentity): KeyObject => {
    const known = wrappingKeys.get(recipient.sealKey);
    if (known !== undefined) return known;
    const key = wrappingKey(ephemeral.agree(recipient.sealKey), ephemeralKey, rawKey(recipient.sealKey));
    if (wrappingKeys.size >= SEAL_KEYS_KEPT_MAX) wrappingKeys.clear();
    wrappingKeys.set(recipient.sealKey, key);
    return key;
  };

  const seal = (plain: Uint8Array, recipients: readonly PublicIdentity[]): Sealed => {
    assert(recipients.length > 0 && recipients.length <= SEAL_RECIPIENTS_MAX, "a blob has recipients, and not too many");
    const nonce = Buffer.alloc(NONCE_LENGTH);
    count += 1n;
    nonce.writeBigUInt64BE(count, NONCE_LENGTH - 8);
    const prefix = Buffer.concat([SEAL_MAGIC, ephemeralKey, nonce]);
    const random = randomBytes(CONTENT_KEY_LENGTH + SALT_LENGTH);
    const contentKey = random.subarray(0, CONTENT_KEY_LENGTH);
    const salt = random.subarray(CONTENT_KEY_LENGTH);
    const slots = recipients.map((recipient) => {
      const id = Buffer.from(recipient.id, "hex");
      return Buffer.concat([id, encrypt(wrappingKeyFor(recipient), nonce, [prefix, id], [contentKey])]);
    });
    const header = Buffer.concat([prefix, Buffer.of(recipients.length), ...slots]);
    return {
      blob: Buffer.concat([header, encrypt(createSecretKey(contentKey), nonce, [header], [salt, plain])]),
      commitment: commitmentTo(salt, plain),
    };
  };
  return { seal };
}

/**
 * Opens a blob and checks it against the commitment. Faults: `crypto/seal-malformed`, `crypto/seal-not-recipient`,
 * `crypto/seal-tampered`, `crypto/seal-mismatch`.
 */
export function openSealed(identity: Identity, blob: Uint8Array, commitment: string): Result<Uint8Array, CryptoCode> {
  const parts = parseSealedBlob(asBuffer(blob));
  if (parts === undefined || !isStrongSealKey(parts.ephemeralKey)) {
    return fail("crypto/seal-malformed", "the blob is not of the format interlock-seal/1");
  }
  const slot = parts.slots.find(({ recipient }) => recipient === identity.id);
  if (slot === undefined) return fail("crypto/seal-not-recipient", `the blob is not sealed to \`${identity.name}\``);
  const wrapping = unwrappingKey(identity, parts);
  const contentKey = decrypt(wrapping, parts.nonce, [parts.prefix, Buffer.from(slot.recipient, "hex")], slot.wrappedKey, slot.tag);
  if (contentKey === undefined) return fail("crypto/seal-tampered", "the content key can't be unwrapped");
  const content = decrypt(createSecretKey(contentKey), parts.nonce, [parts.header], parts.ciphertext, parts.tag);
  if (content === undefined) return fail("crypto/seal-tampered", "the content can't be decrypted");
  const plain = content.subarray(SALT_LENGTH);
  if (commitmentTo(content.subarray(0, SALT_LENGTH), plain) !== commitment) {
    return fail("crypto/seal-mismatch", "the blob holds something else than was committed to");
  }
  return ok(plain);
}

/** 128 random bits, hex: sealed with a content, it keeps digests that are made with it from saying anything of small contents. */
export function createSalt(): string {
  return toHex(randomBytes(16));
}

/** Wrapping keys that readers in this process have derived, by the sealer's ephemeral key. Forgotten all at once when full. */
const derived = new WeakMap<Identity, Map<string, KeyObject>>();

function unwrappingKey(identity: Identity, { ephemeralKey }: SealedBlob): KeyObject {
  const known = derived.get(identity) ?? new Map<string, KeyObject>();
  derived.set(identity, known);
  const name = toBase64(ephemeralKey);
  const old = known.get(name);
  if (old !== undefined) return old;
  const key = wrappingKey(identity.agree(name), ephemeralKey, rawKey(identity.sealKey));
  if (known.size >= SEAL_KEYS_KEPT_MAX) known.clear();
  known.set(name, key);
  return key;
}

/** Binds the key to both public keys, as RFC 7748 (section 6.1) advises. */
function wrappingKey(secret: Uint8Array, ephemeralKey: Uint8Array, recipientKey: Uint8Array): KeyObject {
  const salt = Buffer.concat([ephemeralKey, recipientKey]);
  return createSecretKey(Buffer.from(hkdfSync("sha256", secret, salt, WRAP_PURPOSE, CONTENT_KEY_LENGTH)));
}

function commitmentTo(salt: Uint8Array, plain: Uint8Array): string {
  return toHex(sha256(SEAL_MAGIC, salt, plain));
}

function encrypt(key: KeyObject, nonce: Uint8Array, bound: readonly Uint8Array[], plain: readonly Uint8Array[]): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH });
  cipher.setAAD(Buffer.concat(bound));
  const pieces = plain.map((piece) => cipher.update(piece));
  return Buffer.concat([...pieces, cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, nonce: Uint8Array, bound: readonly Uint8Array[], ciphertext: Buffer, tag: Buffer): Buffer | undefined {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(Buffer.concat(bound));
  decipher.setAuthTag(tag);
  const plain = decipher.update(ciphertext);
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

function rawKey(key: string): Uint8Array {
  const raw = fromBase64(key);
  assert(raw?.length === 32, "a key is 32 bytes of base64");
  return raw;
}
