/**
 * A passkey's signature under a statement (W3C WebAuthn Level 3, section 7.2): the challenge is the statement's SHA-256, the page is the
 * enrolled one and not framed, and the authenticator has verified who was there.
 */
import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { fromBase64, readVerifyKey, verifies } from "./ed25519.ts";
import type { Assertion, Passkey } from "./entry.ts";
import { parseJson } from "./ring.ts";

const PRESENT_AND_VERIFIED = 0b0000_0101;
const HAS_ATTESTED = 0b0100_0000;
const HAS_EXTENSIONS = 0b1000_0000;

/** Pages that a passkey can belong to. */
const PAGE = /^(https:\/\/[a-z0-9.-]+|http:\/\/localhost)(:\d{1,5})?$/;

/** The key of a passkey; undefined for one that can't be enrolled. */
export function passkeyKey({ algorithm, publicKey, origin }: Passkey): KeyObject | undefined {
  const raw = fromBase64(publicKey);
  if (raw === undefined || !PAGE.test(origin)) return undefined;
  if (algorithm === "Ed25519") return readVerifyKey(raw);
  if (raw.length !== 65 || raw[0] !== 4) return undefined;
  const part = (from: number): string => raw.subarray(from, from + 32).toString("base64url");
  try {
    return createPublicKey({ key: { kty: "EC", crv: "P-256", x: part(1), y: part(33) }, format: "jwk" });
  } catch {
    return undefined;
  }
}

/** The id under which a passkey is enrolled; `canonical` is its canonical JSON. */
export function passkeyName(canonical: string): string {
  return hash("sha256", `interlock-passkey/1${canonical}`, "hex").slice(0, 16);
}

/** The authenticator's counter; 0 where it has none. */
export function counterIn({ authenticator }: Assertion): number {
  const data = Buffer.from(authenticator, "base64");
  return data.length >= 37 ? data.readUInt32BE(33) : 0;
}

/** Resolves to whether the passkey has signed the statement. */
export async function isAsserted(
  passkey: Passkey,
  key: KeyObject,
  statement: Uint8Array,
  { authenticator, client }: Assertion,
  signature: string,
): Promise<boolean> {
  const [data, seen, signed] = [fromBase64(authenticator), fromBase64(client), fromBase64(signature)];
  if (data === undefined || seen === undefined || signed === undefined || data.length < 37) return false;
  const flags = data[32] ?? 0;
  const isWhole = (flags & HAS_ATTESTED) === 0 && ((flags & HAS_EXTENSIONS) === 0) === (data.length === 37);
  const host = new URL(passkey.origin).hostname;
  if (!isWhole || (flags & PRESENT_AND_VERIFIED) !== PRESENT_AND_VERIFIED) return false;
  if (!data.subarray(0, 32).equals(hash("sha256", host, "buffer"))) return false;
  if (!isSeen(Object(parseJson(seen.toString("utf8"))), passkey.origin, hash("sha256", statement, "base64url"))) return false;
  const message = Buffer.concat([data, hash("sha256", seen, "buffer")]);
  return passkey.algorithm === "Ed25519" ? await verifies(key, message, signed) : verify("sha256", message, key, signed);
}

/** What the browser says: an assertion, for this challenge, on this page itself. */
function isSeen(client: { readonly [name: string]: unknown }, origin: string, challenge: string): boolean {
  const { type, crossOrigin = false, topOrigin } = client;
  const isOwnPage = client["origin"] === origin && crossOrigin === false && topOrigin === undefined;
  return type === "webauthn.get" && client["challenge"] === challenge && isOwnPage;
}
