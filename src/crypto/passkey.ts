/**
 * Passkeys (W3C WebAuthn Level 3) as keys that sign statements: the assertion's challenge is the SHA-256 of the statement, so what a
 * person's gesture signs is exactly that. Verified is everything that section 7.2 asks of a relying party whose passkeys belong to one
 * origin, and user verification is required. Not here: whether the counter went on, which only who remembers the last one knows.
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { fail, ok, type Result } from "../fault/index.ts";
import { canonicalBytes } from "./canonical.ts";
import { isStrongSignKey } from "./curve-point.ts";
import { sha256 } from "./digest.ts";
import { asBuffer, fromBase64, toHex } from "./encoding.ts";
import type { CryptoCode } from "./faults.ts";
import { isJsonObject, type Json } from "./json.ts";
import { CLIENT_DATA_BYTES_MAX, CREDENTIAL_BYTES_MAX, VERIFY_KEYS_KEPT_MAX } from "./limits.ts";
import { parseJson } from "./parse-json.ts";
import { verifySignature } from "./verify-signature.ts";

/** A passkey's public half, as it is enrolled. An alias, so that it passes as `Json`. */
export type Passkey = {
  /** Credential id, base64. */
  readonly credential: string;
  readonly algorithm: "ES256" | "Ed25519";
  /** ES256: the point, uncompressed, 65 bytes; Ed25519: 32 bytes. Base64. */
  readonly publicKey: string;
  /** The one page it signs for: `https://…`, or `http://localhost:PORT`. Its host is the relying party's id. */
  readonly origin: string;
};

/** What an authenticator adds to a signature, base64: its own data, and the client's JSON. An alias, so that it passes as `Json`. */
export type Assertion = { readonly authenticator: string; readonly client: string };

type AssertionCode = Extract<CryptoCode, `crypto/assertion-${string}`>;

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const EXTENSIONS = 0x80;
const ATTESTED = 0x40;
/** SHA-256 of the relying party's id, flags, counter (section 6.1). */
const AUTHENTICATOR_SIZE = 37;
const FLAGS_AT = 32;
const COUNTER_AT = 33;
const ORIGIN = /^(?:https:\/\/([a-z0-9.-]{1,253})|http:\/\/(localhost))(?::[0-9]{1,5})?$/;

/** The relying party's id of an origin, or undefined where no passkey can belong to it. */
export function relyingPartyOf(origin: string): string | undefined {
  const [, secure, local] = ORIGIN.exec(origin) ?? [];
  return secure ?? local;
}

/** Whether a passkey from outside can be enrolled: a key that verifies nothing but its own signatures, of one page. */
export function isSoundPasskey({ credential, algorithm, publicKey, origin }: Passkey): boolean {
  const id = fromBase64(credential);
  const key = fromBase64(publicKey);
  if (id === undefined || id.length === 0 || id.length > CREDENTIAL_BYTES_MAX || key === undefined) return false;
  if (relyingPartyOf(origin) === undefined) return false;
  return algorithm === "Ed25519" ? key.length === 32 && isStrongSignKey(key) : pointKey(publicKey) !== undefined;
}

/** The id of a passkey, as of every key: 16 hex digits. */
export function passkeyId(passkey: Passkey): string {
  return toHex(sha256(Buffer.from("interlock-passkey/1"), canonicalBytes(passkey))).slice(0, 16);
}

/**
 * Whether `assertion` and `signature` (base64) are by the passkey over a challenge, the SHA-256 of what is signed, by a person whom the
 * authenticator has verified. Gives the authenticator's counter. Codes: `crypto/assertion-…`.
 */
export function verifyAssertion(
  passkey: Passkey,
  challenge: Uint8Array,
  { authenticator, client }: Assertion,
  signature: string,
): Result<number, AssertionCode> {
  const [data, json, signed] = [authenticator, client, signature].map(fromBase64);
  if (data === undefined || json === undefined || signed === undefined) return malformed("it is not base64");
  const seen = readClientData(json);
  if (seen === undefined) return malformed("the client's data is no JSON object");
  if (seen["type"] !== "webauthn.get") return malformed("the client's data is not of an assertion");
  if (seen["origin"] !== passkey.origin) return elsewhere("the page was another one");
  if (seen["crossOrigin"] !== undefined && seen["crossOrigin"] !== false) return elsewhere("the page was framed by another one");
  if (seen["topOrigin"] !== undefined) return elsewhere("the page was framed by another one");
  if (seen["challenge"] !== asBuffer(challenge).toString("base64url"))
    return fail("crypto/assertion-differs", "something else was signed than this");
  const flags = data[FLAGS_AT] ?? 0;
  const hasExtensions = (flags & EXTENSIONS) !== 0;
  if (data.length < AUTHENTICATOR_SIZE || (flags & ATTESTED) !== 0 || data.length > AUTHENTICATOR_SIZE !== hasExtensions)
    return malformed("the authenticator's data has another form");
  const party = Buffer.from(relyingPartyOf(passkey.origin) ?? "", "utf8");
  if (!asBuffer(sha256(party)).equals(data.subarray(0, FLAGS_AT))) return elsewhere("the relying party was another one");
  if (!isSigned(passkey, Buffer.concat([data, sha256(json)]), signature, signed))
    return fail("crypto/assertion-unsigned", "the signature is not by this passkey");
  if ((flags & USER_PRESENT) === 0 || (flags & USER_VERIFIED) === 0)
    return fail("crypto/assertion-unverified", "the authenticator has not verified who is there");
  return ok(asBuffer(data).readUInt32BE(COUNTER_AT));
}

function isSigned({ algorithm, publicKey }: Passkey, message: Uint8Array, signature: string, bytes: Uint8Array): boolean {
  if (algorithm === "Ed25519") return verifySignature(publicKey, message, signature);
  const key = pointKey(publicKey);
  return key !== undefined && verify("sha256", message, { key, dsaEncoding: "der" }, bytes);
}

/** The client's data (section 5.8.1): strict JSON, whose further members may be anything. */
function readClientData(json: Uint8Array): { readonly [name: string]: Json } | undefined {
  const parsed = parseJson(json, { bytesMax: CLIENT_DATA_BYTES_MAX });
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** P-256 points made ready, by their base64; undefined for what is no point of the curve. Forgotten all at once when full. */
const ready = new Map<string, KeyObject | undefined>();

function pointKey(publicKey: string): KeyObject | undefined {
  if (ready.has(publicKey)) return ready.get(publicKey);
  if (ready.size >= VERIFY_KEYS_KEPT_MAX) ready.clear();
  const key = readPoint(publicKey);
  ready.set(publicKey, key);
  return key;
}

function readPoint(publicKey: string): KeyObject | undefined {
  const raw = fromBase64(publicKey);
  if (raw?.length !== 65 || raw[0] !== 4) return undefined;
  const [x, y] = [raw.subarray(1, 33), raw.subarray(33)].map((half) => asBuffer(half).toString("base64url"));
  try {
    return createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
  } catch {
    return undefined;
  }
}

function malformed(message: string): Result<never, AssertionCode> {
  return fail("crypto/assertion-malformed", `the assertion can't be read: ${message}`);
}

function elsewhere(message: string): Result<never, AssertionCode> {
  return fail("crypto/assertion-elsewhere", `the assertion is for elsewhere: ${message}`);
}
