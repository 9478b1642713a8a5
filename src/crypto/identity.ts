/**
 * Who signs and who reads: an Ed25519 key and an X25519 key under one name. The id names both keys, so an identity is
 * what its keys are, not what it is called. Secret keys never leave this file but as the text of `identityToText`.
 */
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, randomBytes, sign } from "node:crypto";
import { assert, fail, ok, type Result } from "../fault/index.ts";
import { canonicalize } from "./canonical.ts";
import { isStrongSealKey, isStrongSignKey } from "./curve-point.ts";
import { sha256 } from "./digest.ts";
import { fromBase64, toBase64, toHex } from "./encoding.ts";
import type { CryptoCode } from "./faults.ts";
import { isJsonObject, type Json } from "./json.ts";
import { NAME_LENGTH_MAX } from "./limits.ts";
import { parseJson } from "./parse-json.ts";

/** What everybody may know of an identity. Keys are raw, 32 bytes, base64. An alias, so that it passes as `Json`. */
export type PublicIdentity = {
  /** The first 16 hex digits of sha256("interlock-key/1" || signKey || sealKey). */
  readonly id: string;
  /** Printable ASCII without space and `+`, so that it can also name a key of a signed note. */
  readonly name: string;
  readonly signKey: string;
  readonly sealKey: string;
};

export interface Identity extends PublicIdentity {
  /** Signs a message with Ed25519; base64. Sign `statementBytes` only, never foreign bytes. */
  readonly sign: (message: Uint8Array) => string;
  /** The X25519 secret shared with a key that `parsePublicIdentity` accepts. 32 bytes, not uniform: derive keys from it. */
  readonly agree: (theirSealKey: string) => Uint8Array;
}

const FORMAT = "interlock-identity/1";
const ID_PURPOSE = Buffer.from("interlock-key/1");
/** Private and public key encodings of RFC 8410 up to their 32 bytes. */
const ED25519_PRIVATE = Buffer.from("302e020100300506032b657004220420", "hex");
const X25519_PRIVATE = Buffer.from("302e020100300506032b656e04220420", "hex");
const X25519_PUBLIC = Buffer.from("302a300506032b656e032100", "hex");
const KEY_LENGTH = 32;

/** The two seeds of each identity that this process holds. */
const secrets = new WeakMap<Identity, { readonly signSecret: string; readonly sealSecret: string }>();

/** Whether a text can name an identity. */
export function isIdentityName(text: string): boolean {
  return text.length <= NAME_LENGTH_MAX && /^[\x21-\x2a\x2c-\x7e]+$/.test(text);
}

/** Makes a new identity with keys from the system's randomness. The name must satisfy `isIdentityName`. */
export function createIdentity(name: string): Identity {
  assert(isIdentityName(name), "the name of a new identity is printable");
  return identityOf(name, randomBytes(KEY_LENGTH), randomBytes(KEY_LENGTH));
}

/** The public half, as plain JSON. */
export function publicIdentity({ id, name, signKey, sealKey }: PublicIdentity): PublicIdentity {
  return { id, name, signKey, sealKey };
}

/** The secret text of an identity, for a file that only its holder can read. */
export function identityToText(identity: Identity): string {
  const secret = secrets.get(identity);
  assert(secret !== undefined, "an identity was made by createIdentity or parseIdentity");
  return `${canonicalize({ format: FORMAT, name: identity.name, ...secret })}\n`;
}

/** Reads what `identityToText` wrote. Faults: `crypto/json-…`, `crypto/identity-malformed` (never quotes the secrets). */
export function parseIdentity(text: Uint8Array | string): Result<Identity, CryptoCode> {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  const members = membersOf(parsed.value, ["format", "name", "sealSecret", "signSecret"]);
  if (members === undefined || members.format !== FORMAT || !isIdentityName(members.name ?? "")) {
    return malformed(`the text is not of the format ${FORMAT}`);
  }
  const signSecret = fromBase64(members.signSecret ?? "");
  const sealSecret = fromBase64(members.sealSecret ?? "");
  if (signSecret?.length !== KEY_LENGTH || sealSecret?.length !== KEY_LENGTH) {
    return malformed("a secret key is not 32 bytes of base64");
  }
  return ok(identityOf(members.name ?? "", signSecret, sealSecret));
}

/** Checks a public identity from outside. Faults: `crypto/identity-malformed`, `crypto/weak-key`. */
export function parsePublicIdentity(value: Json): Result<PublicIdentity, CryptoCode> {
  const members = membersOf(value, ["id", "name", "sealKey", "signKey"]);
  if (members === undefined) return malformed("a public identity has exactly id, name, signKey and sealKey, all strings");
  const { id = "", name = "", signKey = "", sealKey = "" } = members;
  if (!isIdentityName(name)) return malformed("the name is empty, too long, or has a space, `+` or unprintable character");
  const rawSignKey = fromBase64(signKey);
  const rawSealKey = fromBase64(sealKey);
  if (rawSignKey?.length !== KEY_LENGTH || rawSealKey?.length !== KEY_LENGTH) {
    return malformed(`a key of \`${name}\` is not 32 bytes of base64`);
  }
  if (!isStrongSignKey(rawSignKey) || !isStrongSealKey(rawSealKey)) {
    return fail("crypto/weak-key", `a key of \`${name}\` is of small order or not canonical`, { remedy: "make a new identity" });
  }
  if (id !== idOf(rawSignKey, rawSealKey)) return malformed(`the id of \`${name}\` is not that of its keys`);
  return ok({ id, name, signKey, sealKey });
}

function identityOf(name: string, signSecret: Uint8Array, sealSecret: Uint8Array): Identity {
  const signing = privateKey(ED25519_PRIVATE, signSecret);
  const sealing = privateKey(X25519_PRIVATE, sealSecret);
  const signKey = rawPublicKey(signing);
  const sealKey = rawPublicKey(sealing);
  const identity: Identity = {
    id: idOf(signKey, sealKey),
    name,
    signKey: toBase64(signKey),
    sealKey: toBase64(sealKey),
    sign: (message) => sign(null, message, signing).toString("base64"),
    agree: (theirSealKey) => agreement(sealing, theirSealKey),
  };
  secrets.set(identity, { signSecret: toBase64(signSecret), sealSecret: toBase64(sealSecret) });
  return Object.freeze(identity);
}

function agreement(sealing: KeyObject, theirSealKey: string): Uint8Array {
  const raw = fromBase64(theirSealKey);
  assert(raw !== undefined && isStrongSealKey(raw), "a key that secrets are shared with is not of small order");
  const publicKey = createPublicKey({ key: Buffer.concat([X25519_PUBLIC, raw]), format: "der", type: "spki" });
  return diffieHellman({ privateKey: sealing, publicKey });
}

function privateKey(prefix: Buffer, secret: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([prefix, secret]), format: "der", type: "pkcs8" });
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-KEY_LENGTH);
}

function malformed(message: string): Result<never, CryptoCode> {
  return fail("crypto/identity-malformed", message);
}

function idOf(signKey: Uint8Array, sealKey: Uint8Array): string {
  return toHex(sha256(ID_PURPOSE, signKey, sealKey)).slice(0, 16);
}

/** The members of an object that has exactly these names (given sorted), all of them strings. */
function membersOf(value: Json, names: readonly string[]): { readonly [name: string]: string } | undefined {
  if (!isJsonObject(value) || Object.keys(value).sort().join() !== names.join()) return undefined;
  return Object.values(value).every((member) => typeof member === "string") ? (value as { readonly [name: string]: string }) : undefined;
}
