import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createIdentity, statementBytes, toBase64, verifySignature } from "./index.ts";

const WYCHEPROOF = fileURLToPath(new URL("../../../shared/data/vectors/wycheproof/testvectors_v1/ed25519_test.json", import.meta.url));
const HERE = existsSync(WYCHEPROOF);

interface Group {
  readonly publicKey: { readonly pk: string };
  readonly tests: readonly { readonly tcId: number; readonly msg: string; readonly sig: string; readonly result: string }[];
}

const PRIME = 2n ** 255n - 19n;
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const ORDER_EIGHT_Y = fromLittleEndian(Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "hex"));

/** Every encoding of the eight points of small order, canonical or not: y, and y + p where it fits, with both signs. */
const SMALL_ORDER_ENCODINGS = [0n, 1n, PRIME - 1n, ORDER_EIGHT_Y, PRIME - ORDER_EIGHT_Y]
  .flatMap((y) => [y, y + PRIME])
  .filter((y) => y < 2n ** 255n)
  .flatMap((y) => [littleEndian(y), littleEndian(y + 2n ** 255n)]);

function littleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  return createHash("sha512").update(Buffer.concat(parts)).digest();
}

describe("the one rule", () => {
  const identity = createIdentity("alice");
  const message = statementBytes("test/1", { a: 1 });
  const signature = identity.sign(message);

  test("accepts a signature over exactly these bytes by exactly this key", () => {
    expect(verifySignature(identity.signKey, message, signature)).toBe(true);
    expect(verifySignature(identity.signKey, statementBytes("test/2", { a: 1 }), signature)).toBe(false);
    expect(verifySignature(createIdentity("alice").signKey, message, signature)).toBe(false);
  });

  test("answers no to whatever is malformed", () => {
    for (const wrong of [
      "",
      "!",
      signature.slice(0, -1),
      `${signature}=`,
      `${signature}\n`,
      toBase64(Buffer.alloc(63)),
      toBase64(Buffer.alloc(65)),
    ]) {
      expect(verifySignature(identity.signKey, message, wrong)).toBe(false);
    }
    for (const wrong of ["", identity.signKey.slice(1), `${identity.signKey} `, toBase64(Buffer.alloc(31)), "A".repeat(100_000)]) {
      expect(verifySignature(wrong, message, signature)).toBe(false);
    }
  });

  test("keeps its answer when many other keys were seen in between", () => {
    for (let index = 0; index < 2_000; index += 1)
      verifySignature(toBase64(createHash("sha256").update(`${index}`).digest()), message, signature);
    expect(verifySignature(identity.signKey, message, signature)).toBe(true);
  });
});

describe("attacks on Ed25519, refused whatever OpenSSL is beneath", () => {
  test("refuses every encoding of a small-order key, under which one signature fits any message", () => {
    expect(SMALL_ORDER_ENCODINGS).toHaveLength(14);
    // With S = 0 the rule asks for R = -hA, which for one message in eight is any given point of small order.
    for (const key of SMALL_ORDER_ENCODINGS) {
      for (const point of SMALL_ORDER_ENCODINGS) {
        const forged = toBase64(Buffer.concat([point, Buffer.alloc(32)]));
        for (let message = 0; message < 16; message += 1) expect(verifySignature(toBase64(key), Buffer.of(message), forged)).toBe(false);
      }
    }
  });

  test("refuses an R of small order, though the holder of the key has made it", () => {
    const seed = Buffer.alloc(32, 7);
    const privateKey = createPrivateKey({
      key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
      format: "der",
      type: "pkcs8",
    });
    const key = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
    const message = Buffer.from("message");
    const secret = sha512(seed).subarray(0, 32);
    secret[0] = (secret[0] ?? 0) & 248;
    secret[31] = ((secret[31] ?? 0) & 127) | 64;
    const signatureWith = (point: Buffer, nonce: bigint): Buffer => {
      const challenge = fromLittleEndian(sha512(point, key, message));
      return Buffer.concat([point, littleEndian((nonce + challenge * fromLittleEndian(secret)) % GROUP_ORDER)]);
    };
    const honest = sign(null, message, privateKey);
    const nonce = fromLittleEndian(sha512(sha512(seed).subarray(32), message)) % GROUP_ORDER;
    expect(signatureWith(honest.subarray(0, 32), nonce)).toEqual(honest);
    expect(verifySignature(toBase64(key), message, toBase64(honest))).toBe(true);
    // R is the neutral point, its nonce 0: S B = R + h A holds.
    expect(verifySignature(toBase64(key), message, toBase64(signatureWith(littleEndian(1n), 0n)))).toBe(false);
  });

  test("refuses S plus the group order", () => {
    const identity = createIdentity("alice");
    const message = Buffer.from("message");
    const signature = Buffer.from(identity.sign(message), "base64");
    const malleated = Buffer.concat([signature.subarray(0, 32), littleEndian(fromLittleEndian(signature.subarray(32)) + GROUP_ORDER)]);
    expect(verifySignature(identity.signKey, message, toBase64(malleated))).toBe(false);
  });
});

describe.skipIf(!HERE)(`Wycheproof, Ed25519${HERE ? "" : " (skipped: shared data missing)"}`, () => {
  const groups: readonly Group[] = HERE ? JSON.parse(readFileSync(WYCHEPROOF, "utf8")).testGroups : [];
  const cases = groups.flatMap(({ publicKey, tests }) => tests.map((vector) => ({ ...vector, key: publicKey.pk })));

  test("is complete", () => expect(cases).toHaveLength(151));

  test.each(cases)("$tcId is $result", ({ key, msg, sig, result }) => {
    const verified = verifySignature(toBase64(Buffer.from(key, "hex")), Buffer.from(msg, "hex"), toBase64(Buffer.from(sig, "hex")));
    expect(verified).toBe(result === "valid");
  });
});
