/** A passkey in software: what a browser and an authenticator make of a challenge, and every way in which they could lie. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { type Assertion, type Passkey, relyingPartyOf } from "../../src/crypto/index.ts";

/** What is said instead of the truth. */
export interface Lies {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly crossOrigin?: unknown;
  readonly topOrigin?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
  /** Appended to the authenticator's data. */
  readonly tail?: Uint8Array;
}

export interface Signed {
  readonly assertion: Assertion;
  readonly signature: string;
}

export const PRESENT = 0x01;
export const VERIFIED = 0x04;

export class SoftPasskey {
  readonly passkey: Passkey;
  readonly #privateKey: Parameters<typeof sign>[2];
  counter = 0;

  constructor(origin: string, algorithm: Passkey["algorithm"] = "ES256") {
    const { publicKey, privateKey } =
      algorithm === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
    this.#privateKey = privateKey;
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(algorithm === "ES256" ? -65 : -32);
    const credential = createHash("sha256").update(raw).digest("base64");
    this.passkey = { credential, algorithm, publicKey: raw.toString("base64"), origin };
  }

  /** What `navigator.credentials.get` gives for the statement's digest. */
  sign(statement: Uint8Array, lies: Lies = {}): Signed {
    const { origin, algorithm } = this.passkey;
    this.counter += 1;
    const client = Buffer.from(
      JSON.stringify({
        type: lies.type ?? "webauthn.get",
        challenge: lies.challenge ?? createHash("sha256").update(statement).digest("base64url"),
        origin: lies.origin ?? origin,
        crossOrigin: lies.crossOrigin ?? false,
        ...(lies.topOrigin === undefined ? {} : { topOrigin: lies.topOrigin }),
      }),
    );
    const head = Buffer.alloc(5);
    head.writeUInt8(lies.flags ?? PRESENT | VERIFIED, 0);
    head.writeUInt32BE(lies.counter ?? this.counter, 1);
    const party = createHash("sha256")
      .update(lies.rpId ?? relyingPartyOf(origin) ?? "")
      .digest();
    const authenticator = Buffer.concat([party, head, lies.tail ?? Buffer.of()]);
    const message = Buffer.concat([authenticator, createHash("sha256").update(client).digest()]);
    const signature = sign(algorithm === "ES256" ? "sha256" : null, message, this.#privateKey);
    const assertion = { authenticator: authenticator.toString("base64"), client: client.toString("base64") };
    return { assertion, signature: signature.toString("base64") };
  }
}
