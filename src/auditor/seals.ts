/**
 * Opens what was sealed (`interlock-seal/1`, see docs/ledger-format.md) with an auditor's key, and checks it against the
 * commitment in the leaf. Without a key it says only whether a blob has the format at all.
 */
import { createDecipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from "node:crypto";
import { z } from "zod";
import { fromBase64 } from "./ed25519.ts";
import { parseJson } from "./ring.ts";

const MAGIC = Buffer.from("interlock-seal/1");
const NONCE_AT = 48;
const COUNT_AT = 60;
const SLOTS_AT = 61;
const SLOT_BYTES = 56;
const TAG_BYTES = 16;
const SALT_BYTES = 32;
const KEYS_KEPT_MAX = 1_024;

/** An auditor's own key: whose slots it opens, and the secret it opens them with. */
export interface SealKey {
  readonly id: string;
  readonly secret: KeyObject;
  readonly publicKey: Buffer;
  /** Wrapping keys, by the sealer's ephemeral key: one agreement for each start of a part. */
  readonly wrappingKeys: Map<string, Buffer>;
}

const identityFile = z.strictObject({
  format: z.literal("interlock-identity/1"),
  name: z.string(),
  signSecret: z.string(),
  sealSecret: z.string(),
});

/** The key in an identity's file, or why the text is none. Never quotes it. */
export function readSealKey(text: string): SealKey | string {
  const parsed = identityFile.safeParse(parseJson(text));
  const signSecret = parsed.success ? fromBase64(parsed.data.signSecret) : undefined;
  const sealSecret = parsed.success ? fromBase64(parsed.data.sealSecret) : undefined;
  if (signSecret?.length !== 32 || sealSecret?.length !== 32) return "it is not of the format interlock-identity/1";
  const [signKey] = keysOf("302e020100300506032b657004220420", signSecret);
  const [publicKey, secret] = keysOf("302e020100300506032b656e04220420", sealSecret);
  const id = createHash("sha256").update("interlock-key/1").update(signKey).update(publicKey).digest("hex").slice(0, 16);
  return { id, secret, publicKey, wrappingKeys: new Map() };
}

/** Raw public key and private key, from the DER prefix (RFC 8410) and the secret. */
function keysOf(prefix: string, secret: Buffer): [Buffer, KeyObject] {
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from(prefix, "hex"), secret]), format: "der", type: "pkcs8" });
  return [createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32), key];
}

/** What came of opening a blob. */
export type Opened =
  | { readonly is: "opened"; readonly content: Buffer }
  | { readonly is: "closed"; readonly message: string }
  | { readonly is: "wrong"; readonly message: string };

export function openSeal(blob: Buffer, commitment: string, key: SealKey | undefined): Opened {
  const count = blob[COUNT_AT] ?? 0;
  const bodyAt = SLOTS_AT + count * SLOT_BYTES;
  if (!blob.subarray(0, MAGIC.length).equals(MAGIC) || count === 0 || blob.length < bodyAt + SALT_BYTES + TAG_BYTES) {
    return { is: "wrong", message: "its blob is not of the format interlock-seal/1" };
  }
  if (key === undefined) return { is: "closed", message: "no key was given to open it" };
  const slot = slotOf(blob, count, key.id);
  if (slot === undefined) return { is: "closed", message: "it is not sealed to the given key" };
  const nonce = blob.subarray(NONCE_AT, COUNT_AT);
  const bound = Buffer.concat([blob.subarray(0, COUNT_AT), slot.subarray(0, 8)]);
  const wrapping = wrappingKey(key, blob.subarray(MAGIC.length, NONCE_AT));
  const contentKey = wrapping === undefined ? undefined : decrypt(wrapping, nonce, bound, slot.subarray(8));
  const content = contentKey === undefined ? undefined : decrypt(contentKey, nonce, blob.subarray(0, bodyAt), blob.subarray(bodyAt));
  if (content === undefined) return { is: "wrong", message: "its blob does not open with the key that it is sealed to" };
  const found = createHash("sha256").update(MAGIC).update(content).digest("hex");
  return found === commitment
    ? { is: "opened", content: content.subarray(SALT_BYTES) }
    : { is: "wrong", message: "its blob holds something else than it commits to" };
}

function slotOf(blob: Buffer, count: number, id: string): Buffer | undefined {
  for (let place = 0; place < count; place += 1) {
    const slot = blob.subarray(SLOTS_AT + place * SLOT_BYTES, SLOTS_AT + (place + 1) * SLOT_BYTES);
    if (slot.toString("hex", 0, 8) === id) return slot;
  }
  return undefined;
}

function wrappingKey({ secret, publicKey, wrappingKeys }: SealKey, ephemeral: Buffer): Buffer | undefined {
  const name = ephemeral.toString("base64url");
  const known = wrappingKeys.get(name);
  if (known !== undefined) return known;
  try {
    const theirs = createPublicKey({ key: { kty: "OKP", crv: "X25519", x: name }, format: "jwk" });
    const agreed = diffieHellman({ privateKey: secret, publicKey: theirs });
    const key = Buffer.from(hkdfSync("sha256", agreed, Buffer.concat([ephemeral, publicKey]), "interlock-seal/1 wrap", 32));
    if (wrappingKeys.size >= KEYS_KEPT_MAX) wrappingKeys.clear();
    wrappingKeys.set(name, key);
    return key;
  } catch {
    return undefined;
  }
}

/** AES-256-GCM; the last 16 bytes are the tag. */
function decrypt(key: Buffer, nonce: Buffer, bound: Buffer, sealed: Buffer): Buffer | undefined {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}
