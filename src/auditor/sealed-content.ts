/** Opens sealed blobs (interlock-seal/1) with one reader's X25519 key: HKDF-SHA256 (RFC 5869), AES-256-GCM, salted commitment. */
import { createDecipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from "node:crypto";
import { isRecord, readCanonical, textOf } from "./plain-json.ts";

export interface Reader {
  readonly id: string;
  readonly secret: KeyObject;
  readonly publicKey: Buffer;
  readonly wrapping: Map<string, Buffer>;
}

export type Opened = { readonly is: "open"; readonly plain: Buffer } | { readonly is: "closed" } | { readonly is: "wrong" };

const MAGIC = Buffer.from("interlock-seal/1");
const PREFIX = 60;
const SLOT = 56;
const X25519_PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const X25519_SPKI = Buffer.from("302a300506032b656e032100", "hex");

/** Reads a key file (`interlock-identity/1`); undefined where it is none. */
export function readReader(bytes: Uint8Array): Reader | undefined {
  const identity = readCanonical(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes);
  if (!isRecord(identity)) return undefined;
  const [signSeed, sealSeed] = [Buffer.from(textOf(identity, "signSecret"), "base64"), Buffer.from(textOf(identity, "sealSecret"), "base64")];
  if (signSeed.length !== 32 || sealSeed.length !== 32) return undefined;
  const secret = privateKey(X25519_PKCS8, sealSeed);
  const publicKey = rawPublicKey(secret);
  const id = createHash("sha256").update("interlock-key/1").update(rawPublicKey(privateKey(ED25519_PKCS8, signSeed))).update(publicKey);
  return { id: id.digest("hex").slice(0, 16), secret, publicKey, wrapping: new Map() };
}

/** Opens a blob and compares it with the commitment. `closed`: it is sealed for others. */
export function openBlob(reader: Reader, blob: Buffer, commitment: string): Opened {
  const header = blob.subarray(0, PREFIX + 1 + (blob[PREFIX] ?? 0) * SLOT);
  if (!blob.subarray(0, MAGIC.length).equals(MAGIC) || blob.length < header.length + 48) return { is: "wrong" };
  const nonce = blob.subarray(PREFIX - 12, PREFIX);
  for (let slot = PREFIX + 1; slot < header.length; slot += SLOT) {
    if (blob.toString("hex", slot, slot + 8) !== reader.id) continue;
    const key = decrypt(wrappingKey(reader, blob.subarray(MAGIC.length, MAGIC.length + 32)), nonce, [blob.subarray(0, PREFIX), blob.subarray(slot, slot + 8)], blob.subarray(slot + 8, slot + SLOT));
    const content = key === undefined ? undefined : decrypt(key, nonce, [header], blob.subarray(header.length));
    if (content === undefined) return { is: "wrong" };
    const found = createHash("sha256").update(MAGIC).update(content).digest("hex");
    return found === commitment ? { is: "open", plain: content.subarray(32) } : { is: "wrong" };
  }
  return { is: "closed" };
}

function privateKey(prefix: Buffer, seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
}

function rawPublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}

function wrappingKey(reader: Reader, ephemeral: Buffer): Buffer {
  const name = ephemeral.toString("hex");
  const known = reader.wrapping.get(name);
  if (known !== undefined) return known;
  const publicKey = createPublicKey({ key: Buffer.concat([X25519_SPKI, ephemeral]), format: "der", type: "spki" });
  const shared = diffieHellman({ privateKey: reader.secret, publicKey });
  const key = Buffer.from(hkdfSync("sha256", shared, Buffer.concat([ephemeral, reader.publicKey]), "interlock-seal/1 wrap", 32));
  reader.wrapping.set(name, key);
  return key;
}

function decrypt(key: Uint8Array, nonce: Uint8Array, bound: readonly Uint8Array[], sealed: Buffer): Buffer | undefined {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
  decipher.setAAD(Buffer.concat(bound));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}
