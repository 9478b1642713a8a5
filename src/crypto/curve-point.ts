/**
 * Which 32 bytes are accepted as a public key. Keys of small order verify any message (Ed25519) or agree on a known
 * secret (X25519), and a second encoding of one key would give it a second identity: both are refused where a key enters.
 */

/** 2^255 - 19, the prime of both curves. */
const FIELD_PRIME = 2n ** 255n - 19n;

/** y of an Ed25519 point of order 8; its negative is the other one. */
const ORDER_EIGHT_Y = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/** y of the eight Ed25519 points whose order divides 8. */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([0n, 1n, FIELD_PRIME - 1n, ORDER_EIGHT_Y, FIELD_PRIME - ORDER_EIGHT_Y]);

/** u of the points of small order on Curve25519 and on its twist. */
const SMALL_ORDER_U: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  FIELD_PRIME - 1n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn,
  0x00b8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
]);

/** Whether an Ed25519 point encoding (RFC 8032, section 5.1.2) is canonical and not of small order. Not: whether it is on the curve. */
export function isStrongSignKey(encoded: Uint8Array): boolean {
  const y = littleEndian(encoded) & (2n ** 255n - 1n);
  return encoded.length === 32 && y < FIELD_PRIME && !SMALL_ORDER_Y.has(y);
}

/** Whether an X25519 public key (RFC 7748, section 5) is canonical and not of small order. */
export function isStrongSealKey(encoded: Uint8Array): boolean {
  const u = littleEndian(encoded);
  return encoded.length === 32 && u < FIELD_PRIME && !SMALL_ORDER_U.has(u);
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of Uint8Array.from(bytes).reverse()) value = (value << 8n) | BigInt(byte);
  return value;
}
