/** How a person answers, and how a passkey comes to be one of theirs, between page and server. Types only. */
import type { ApiAnswerKind, ApiNeeds } from "./api-inbox.ts";
import type { ApiApprover, ApiTime } from "./api-words.ts";

/** `POST /api/answers/challenge` */
export interface ApiAnswerDraft {
  readonly ticket: string;
  readonly kind: ApiAnswerKind;
  /** Id of the approver who will sign; without it the first whose passkey fits. */
  readonly approver?: string;
  /** Sealed into the ledger. */
  readonly reason?: string;
  /** For release and discard. */
  readonly containment?: "keep" | "end";
  /** Of an approval: it is of this exact call in this session, so many times in all, until then. */
  readonly scope?: ApiScope;
}

export interface ApiScope {
  readonly times: number;
  readonly until: ApiTime;
}

/** What `navigator.credentials.get` is asked for. Answer within `expires`. */
export interface ApiAnswerChallenge {
  /** Names this draft in `ApiAnswerProof`. */
  readonly draft: string;
  /** base64url: SHA-256 of `statement`. The page recomputes it. */
  readonly challenge: string;
  /** The exact text that is signed: purpose line, line feed, canonical JSON of the entry that will be recorded. */
  readonly statement: string;
  readonly rpId: string;
  /** base64url ids of the approver's passkeys. */
  readonly credentials: readonly string[];
  readonly approver: ApiApprover;
  readonly expires: ApiTime;
}

/** `POST /api/answers`: the assertion, all base64url. Answers `ApiAnswerRecorded`. */
export interface ApiAnswerProof {
  readonly draft: string;
  readonly credential: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
}

export interface ApiAnswerRecorded {
  readonly entry: number;
  /** What is still missing before the call is decided again; all given where nothing is. */
  readonly needs: ApiNeeds;
}

/** `POST /api/passkeys/challenge`: wants to enrol a new passkey for a person. */
export interface ApiPasskeyDraft {
  readonly person: string;
}

/** What `navigator.credentials.create` is asked for: ES256 (-7) and Ed25519 (-8), user verification required, no attestation. */
export interface ApiPasskeyChallenge {
  readonly draft: string;
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly algorithms: readonly number[];
  /** base64url ids that exist already. */
  readonly exclude: readonly string[];
}

/** `POST /api/passkeys`: what was created, base64url; `publicKey` is `getPublicKey()` (SPKI), `algorithm` `getPublicKeyAlgorithm()`. */
export interface ApiPasskeyProof {
  readonly draft: string;
  readonly credential: string;
  readonly publicKey: string;
  readonly algorithm: number;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
}

/** The server can't enrol anybody: an author does, in a terminal. The page shows the command, and waits for `approvers` in `ApiMe`. */
export interface ApiPasskeyMade {
  /** Id that it will have as an approver. */
  readonly id: string;
  /** Short words to compare on both screens. */
  readonly fingerprint: string;
  /** `interlock trust --approver …`, to be run in the charter's folder. */
  readonly command: string;
}
