/** What everything between page and server is made of, and how a page gets in. Types only. */

/** JSON as it was canonicalised. */
export type ApiJson = null | boolean | number | string | readonly ApiJson[] | { readonly [member: string]: ApiJson };

/** Milliseconds since 1970, ledger time where an entry is meant. */
export type ApiTime = number;

export type ApiVerdict = "allow" | "escalate" | "quarantine" | "deny";

/** How a wait ended without a yes: by the clock, or by a person's no to what was escalated or held. */
export type ApiEnd = "expired" | "rejected" | "discarded";

/** Any refusal: 400 malformed, 401 no session, 403 not from this page, 404, 409 overtaken, 413 too large, 429 too often, 503 not ready. */
export interface ApiFault {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

/** `POST /api/session` with the link's secret from the URL's fragment; answers `ApiMe` and sets the cookie. The only POST without CSRF. */
export interface ApiSessionOpening {
  readonly link: string;
}

/** `GET /api/login`, without a session: who says who people are; absent where only links let people in. */
export interface ApiLogin {
  readonly issuer?: string;
}

/** `POST /api/login` with `{}`: where the browser goes to sign in. It comes back to `/login/callback`. */
export interface ApiLoginBegun {
  readonly url: string;
}

/** `GET /api/me`. `POST /api/session/end` ends it. */
export interface ApiMe {
  /** Sent with every POST as `X-Interlock-Csrf`. */
  readonly csrf: string;
  /** The console's own name, and what it serves. */
  readonly console: string;
  readonly charter: string;
  /** Who may answer here, with a passkey that is enrolled for this page's origin. */
  readonly approvers: readonly ApiApprover[];
  readonly rpId: string;
  readonly origin: string;
  /** Who looks, as an identity provider names them; absent for who came by a link. It answers nothing. */
  readonly viewer?: string;
  /** Time on the server's clock, to show deadlines by. */
  readonly now: ApiTime;
}

export interface ApiApprover {
  /** Id of the key. */
  readonly id: string;
  readonly person: string;
  readonly roles: readonly string[];
  readonly how: "passkey" | "key";
  /** Whether this page can ask it for an answer. */
  readonly isHere: boolean;
}
