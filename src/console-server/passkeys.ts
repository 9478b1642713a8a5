/**
 * How a passkey comes to be enrolled: the browser makes it, the server reads its public half and prints what an author runs in a
 * terminal. The server can't enrol anybody: who answers is for authors to say, and the page is not what they should believe.
 */
import { isSoundPasskey, type Passkey, passkeyId, relyingPartyOf, sha256 } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { Approvers } from "../ledger/index.ts";
import type { ApiPasskeyChallenge, ApiPasskeyMade, ApiPasskeyProof } from "./api.ts";
import { Drafts } from "./drafts.ts";
import type { ConsoleServerCode } from "./faults.ts";
import type { World } from "./web/web-sessions.ts";

/** COSE (RFC 9053): what we can verify, the better first. */
const ALGORITHMS = { ES256: -7, Ed25519: -8 } as const;
/** SubjectPublicKeyInfo up to the key: of a P-256 point (RFC 5480) and of an Ed25519 key (RFC 8410). */
const P256_PREFIX = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");
const ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const PRESENT_AND_VERIFIED = 0x05;

interface Draft {
  readonly person: string;
  readonly challenge: string;
}

export class Passkeys {
  readonly #world: World;
  readonly #approvers: () => Approvers;
  readonly #origin: string;
  readonly #drafts: Drafts<Draft>;

  constructor(world: World, origin: string, approvers: () => Approvers) {
    this.#world = world;
    this.#origin = origin;
    this.#approvers = approvers;
    this.#drafts = new Drafts(world);
  }

  /** What the browser is to make. */
  draft(owner: string, person: string): ApiPasskeyChallenge {
    const challenge = Buffer.from(this.#world.random(32)).toString("base64url");
    const { name } = this.#drafts.keep(owner, { person, challenge });
    const known = this.#approvers()
      .all()
      .flatMap(({ key }) => (key.is === "passkey" && key.passkey.origin === this.#origin ? [key.passkey.credential] : []));
    const id = Buffer.from(sha256(Buffer.from(`interlock ${person}`))).toString("base64url");
    return {
      draft: name,
      challenge,
      rp: { id: relyingPartyOf(this.#origin) ?? "", name: "Interlock" },
      user: { id, name: person, displayName: person },
      algorithms: [ALGORITHMS.ES256, ALGORITHMS.Ed25519],
      exclude: known.map((credential) => Buffer.from(credential, "base64").toString("base64url")),
    };
  }

  /** What an author runs to enrol what the browser made. Codes: `console-server/draft-gone`, `console-server/passkey-unsound`. */
  make(owner: string, proof: ApiPasskeyProof): Result<ApiPasskeyMade, ConsoleServerCode> {
    const draft = this.#drafts.take(owner, proof.draft);
    if (draft === undefined)
      return fail("console-server/draft-gone", "this was answered before, or took too long", { remedy: "begin again" });
    const publicKey = rawKey(Buffer.from(proof.publicKey, "base64url"), proof.algorithm);
    const algorithm = proof.algorithm === ALGORITHMS.ES256 ? "ES256" : "Ed25519";
    const credential = Buffer.from(proof.credential, "base64url").toString("base64");
    const passkey: Passkey = { credential, algorithm, publicKey: publicKey?.toString("base64") ?? "", origin: this.#origin };
    if (publicKey === undefined || !isSoundPasskey(passkey)) return unsound("its key is none that can be verified");
    if (!isMadeHere(proof, draft.challenge, this.#origin)) return unsound("it was made elsewhere, or without verifying its holder");
    const id = passkeyId(passkey);
    const code = Buffer.from(JSON.stringify({ person: draft.person, passkey })).toString("base64url");
    return ok({ id, fingerprint: id.replace(/(.{4})(?=.)/g, "$1 "), command: `interlock trust --approver ${code}` });
  }
}

/** The bare key in a SubjectPublicKeyInfo. */
function rawKey(info: Buffer, algorithm: number): Buffer | undefined {
  const prefix = algorithm === ALGORITHMS.ES256 ? P256_PREFIX : ED25519_PREFIX;
  const isKnown = algorithm === ALGORITHMS.ES256 || algorithm === ALGORITHMS.Ed25519;
  return isKnown && info.subarray(0, prefix.length).equals(prefix) ? info.subarray(prefix.length) : undefined;
}

/** Whether the browser made it for this challenge, on this page, with its holder verified (WebAuthn, section 7.1). */
function isMadeHere({ clientDataJSON, authenticatorData }: ApiPasskeyProof, challenge: string, origin: string): boolean {
  const data = Buffer.from(authenticatorData, "base64url");
  const party = sha256(Buffer.from(relyingPartyOf(origin) ?? ""));
  try {
    const client = Object(JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"))) as { readonly [name: string]: unknown };
    const isOwn = client["type"] === "webauthn.create" && client["challenge"] === challenge && client["origin"] === origin;
    const isVerified = ((data[32] ?? 0) & PRESENT_AND_VERIFIED) === PRESENT_AND_VERIFIED;
    return isOwn && client["crossOrigin"] !== true && isVerified && data.subarray(0, 32).equals(party);
  } catch {
    return false;
  }
}

function unsound(message: string): Result<never, ConsoleServerCode> {
  return fail("console-server/passkey-unsound", message, { remedy: "begin again, with another passkey" });
}
