/** A passkey's signature under a statement: the published vectors, and every way to be another one. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Lies, PRESENT, SoftPasskey, VERIFIED } from "../../test/worlds/soft-passkey.ts";
import { sha256 } from "./digest.ts";
import { isSoundPasskey, type Passkey, passkeyId, relyingPartyOf, verifyAssertion } from "./passkey.ts";

const ORIGIN = "http://localhost:7325";
const STATEMENT = Buffer.from("interlock-entry/1\n{}");
const CHALLENGE = sha256(STATEMENT);
const VECTORS = join(import.meta.dirname, "../../../shared/data/vectors/webauthn-l3/vectors.json");

function codeOf(lies: Lies, algorithm: Passkey["algorithm"] = "ES256", statement: Uint8Array = STATEMENT): string {
  const key = new SoftPasskey(ORIGIN, algorithm);
  const { assertion, signature } = key.sign(STATEMENT, lies);
  const verified = verifyAssertion(key.passkey, sha256(statement), assertion, signature);
  return verified.ok ? `counter ${verified.value}` : verified.fault.code;
}

describe("an assertion", () => {
  test.each(["ES256", "Ed25519"] as const)("by %s over the statement, by a verified person on the page itself, holds", (algorithm) => {
    expect(codeOf({}, algorithm)).toBe("counter 1");
    expect(codeOf({ counter: 4_294_967_295 }, algorithm)).toBe("counter 4294967295");
  });

  test("over another statement, or a challenge of before: crypto/assertion-differs", () => {
    expect(codeOf({}, "ES256", Buffer.from("interlock-entry/1\n[]"))).toBe("crypto/assertion-differs");
    expect(codeOf({ challenge: "AAAA" })).toBe("crypto/assertion-differs");
  });

  test.each<Lies>([
    { origin: "http://localhost:7326" },
    { origin: "https://localhost:7325" },
    { origin: "http://localhost.evil.example" },
    { rpId: "evil.example" },
    { crossOrigin: true },
    { crossOrigin: "false" },
    { topOrigin: "https://evil.example" },
  ])("for elsewhere, %o: crypto/assertion-elsewhere", (lies) => {
    expect(codeOf(lies)).toBe("crypto/assertion-elsewhere");
  });

  test.each([0, PRESENT, VERIFIED])("with flags %i, nobody verified: crypto/assertion-unverified", (flags) => {
    expect(codeOf({ flags })).toBe("crypto/assertion-unverified");
  });

  test.each<Lies>([
    { type: "webauthn.create" },
    { tail: Buffer.of(0) },
    { flags: PRESENT | VERIFIED | 0x40 },
    { flags: PRESENT | VERIFIED | 0x80 },
  ])("of another form, %o: crypto/assertion-malformed", (lies) => {
    expect(codeOf(lies)).toBe("crypto/assertion-malformed");
  });

  test("that is no base64 or no JSON: crypto/assertion-malformed", () => {
    const key = new SoftPasskey(ORIGIN);
    const { assertion, signature } = key.sign(STATEMENT);
    const twice = Buffer.from('{"type":"webauthn.get","type":"webauthn.get"}').toString("base64");
    for (const broken of [
      { ...assertion, client: "?" },
      { ...assertion, client: twice },
      { ...assertion, authenticator: "AA" },
    ])
      expect(verifyAssertion(key.passkey, CHALLENGE, broken, signature)).toMatchObject({ fault: { code: "crypto/assertion-malformed" } });
  });

  test.each(["ES256", "Ed25519"] as const)("by another %s key, or changed: crypto/assertion-unsigned", (algorithm) => {
    const [key, other] = [new SoftPasskey(ORIGIN, algorithm), new SoftPasskey(ORIGIN, algorithm)];
    const { assertion, signature } = key.sign(STATEMENT);
    const counted = Buffer.from(assertion.authenticator, "base64");
    counted.writeUInt32BE(9, 33);
    const changed = { ...assertion, authenticator: counted.toString("base64") };
    for (const verified of [
      verifyAssertion(other.passkey, CHALLENGE, assertion, signature),
      verifyAssertion(key.passkey, CHALLENGE, changed, signature),
      verifyAssertion(key.passkey, CHALLENGE, assertion, Buffer.alloc(70).toString("base64")),
    ])
      expect(verified).toMatchObject({ fault: { code: "crypto/assertion-unsigned" } });
  });
});

describe("a passkey", () => {
  test("can be enrolled where it is a key of one page", () => {
    const { passkey } = new SoftPasskey(ORIGIN);
    expect(isSoundPasskey(passkey)).toBe(true);
    expect(isSoundPasskey(new SoftPasskey(ORIGIN, "Ed25519").passkey)).toBe(true);
    const offCurve = Buffer.from(passkey.publicKey, "base64").fill(7, 40).toString("base64");
    const weak = Buffer.alloc(32).toString("base64");
    for (const change of [
      { origin: "http://127.0.0.1:7325" },
      { origin: "http://example.org" },
      { origin: "https://example.org/" },
      { publicKey: offCurve },
      { publicKey: weak },
      { publicKey: weak, algorithm: "Ed25519" as const },
      { credential: "" },
    ])
      expect(isSoundPasskey({ ...passkey, ...change }), JSON.stringify(change)).toBe(false);
  });

  test("has an id of all that it is", () => {
    const { passkey } = new SoftPasskey(ORIGIN);
    expect(passkeyId(passkey)).toMatch(/^[0-9a-f]{16}$/);
    expect(passkeyId({ ...passkey, origin: "http://localhost:1" })).not.toBe(passkeyId(passkey));
  });

  test("belongs to the host of its page", () => {
    expect(relyingPartyOf("https://interlock.example.org:8443")).toBe("interlock.example.org");
    expect(relyingPartyOf(ORIGIN)).toBe("localhost");
  });
});

interface Vector {
  readonly id: string;
  readonly origin: string;
  readonly registration: { readonly credentialId: string };
  readonly authentication: {
    readonly challenge: string;
    readonly authenticatorData: string;
    readonly clientDataJSON: string;
    readonly signature: string;
  };
  readonly publicKeyJwk: { readonly x: string; readonly y: string };
}

describe.skipIf(!existsSync(VECTORS))("the vectors of WebAuthn Level 3 (shared/data/vectors/webauthn-l3)", () => {
  const { vectors } = existsSync(VECTORS) ? (JSON.parse(readFileSync(VECTORS, "utf8")) as { vectors: Vector[] }) : { vectors: [] };
  const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

  test("are signed as they should be, and refused because nobody was verified", () => {
    expect(vectors.length).toBeGreaterThan(0);
    for (const { id, origin, registration, authentication, publicKeyJwk } of vectors) {
      const point = [Buffer.of(4), ...[publicKeyJwk.x, publicKeyJwk.y].map((half) => Buffer.from(half, "base64url"))];
      const passkey: Passkey = {
        credential: base64(registration.credentialId),
        algorithm: "ES256",
        publicKey: Buffer.concat(point).toString("base64"),
        origin,
      };
      expect(isSoundPasskey(passkey), id).toBe(true);
      const assertion = { authenticator: base64(authentication.authenticatorData), client: base64(authentication.clientDataJSON) };
      const verified = verifyAssertion(passkey, Buffer.from(authentication.challenge, "hex"), assertion, base64(authentication.signature));
      expect(verified, id).toMatchObject({ fault: { code: "crypto/assertion-unverified" } });
    }
  });
});
