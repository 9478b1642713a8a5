/**
 * Ed25519 as every part of the ledger verifies it: by OpenSSL (S below the group order, cofactorless), and refusing keys
 * and commitments R that are of small order or not in canonical form.
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto";

const PRIME = 2n ** 255n - 19n;
const ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
/** y of the points whose order divides 8 (RFC 8032 encodings, without the sign of x). */
const WEAK: ReadonlySet<bigint> = new Set([0n, 1n, PRIME - 1n, ORDER_8, PRIME - ORDER_8]);

/** A raw public key made ready, or undefined where it is refused. */
export function readVerifyKey(raw: Buffer): KeyObject | undefined {
  if (raw.length !== 32 || !isSound(raw)) return undefined;
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
}

/** Resolves to whether the signature (64 bytes) verifies; the work is done beside the main thread. */
export function verifies(key: KeyObject, message: Uint8Array, signature: Buffer): Promise<boolean> {
  if (signature.length !== 64 || !isSound(signature.subarray(0, 32))) return Promise.resolve(false);
  return new Promise((resolve) => verify(null, message, key, signature, (failure, holds) => resolve(failure === null && holds)));
}

function isSound(point: Buffer): boolean {
  const y = BigInt(`0x${Buffer.from(point).reverse().toString("hex")}`) & (2n ** 255n - 1n);
  return y < PRIME && !WEAK.has(y);
}

/** The bytes of a base64 text in its one spelling, or undefined. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
