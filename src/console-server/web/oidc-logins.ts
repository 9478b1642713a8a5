/**
 * Signing in by an identity provider: the authorization code flow with PKCE (RFC 7636). What is begun in one browser ends there, once:
 * `state` names the sign-in, a cookie of that browser owns it, `nonce` binds the ID token to it. Nobody can be signed in as somebody else.
 */
import { sha256, toHex } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { ConsoleServerCode } from "../faults.ts";
import { LOGIN_LIFETIME_MS, LOGINS_MAX } from "../limits.ts";
import type { OidcProvider } from "./oidc-provider.ts";
import { type Viewer, viewerOf } from "./oidc-settings.ts";
import type { World } from "./web-sessions.ts";

interface Login {
  /** Digest of the secret in the browser's cookie. */
  readonly owner: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly ends: number;
}

/** Where the provider sends browsers back to, below the console's origin. */
export const CALLBACK_PATH = "/login/callback";

const SECRET_SIZE = 32;

export class OidcLogins {
  readonly #provider: OidcProvider;
  readonly #callback: string;
  readonly #world: World;
  /** By the digest of `state`, the oldest first. */
  readonly #begun = new Map<string, Login>();

  constructor(provider: OidcProvider, origin: string, world: World) {
    this.#provider = provider;
    this.#callback = `${origin}${CALLBACK_PATH}`;
    this.#world = world;
  }

  /** Who is asked. */
  get issuer(): string {
    return this.#provider.settings.issuer;
  }

  /** Where the browser goes to sign in, and the cookie that says that it was this browser. Code: `console-server/provider-unreachable`. */
  async begin(): Promise<Result<{ readonly url: string; readonly cookie: string }, ConsoleServerCode>> {
    const metadata = await this.#provider.metadata();
    if (!metadata.ok) return metadata;
    const [state, cookie, nonce, verifier] = [this.#secret(), this.#secret(), this.#secret(), this.#secret()];
    const [oldest] = this.#begun.size >= LOGINS_MAX ? this.#begun.keys() : [];
    if (oldest !== undefined) this.#begun.delete(oldest);
    this.#begun.set(digestOf(state), { owner: digestOf(cookie), nonce, verifier, ends: this.#world.now() + LOGIN_LIFETIME_MS });
    const url = new URL(metadata.value.authorization);
    const asked = {
      response_type: "code",
      client_id: this.#provider.settings.clientId,
      redirect_uri: this.#callback,
      scope: "openid email profile",
      state,
      nonce,
      code_challenge: Buffer.from(sha256(Buffer.from(verifier, "ascii"))).toString("base64url"),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return ok({ url: url.href, cookie });
  }

  /**
   * Who came back. Codes: `console-server/sign-in-unknown`, `console-server/sign-in-refused`, `console-server/not-a-viewer`,
   * `console-server/provider-unreachable`.
   */
  async finish(query: URLSearchParams, cookie: string | undefined): Promise<Result<Viewer, ConsoleServerCode>> {
    const state = digestOf(query.get("state") ?? "");
    const login = this.#begun.get(state);
    if (login === undefined || cookie === undefined || digestOf(cookie) !== login.owner || login.ends <= this.#world.now())
      return fail("console-server/sign-in-unknown", "this sign-in was not begun here, is over, or took too long", {
        remedy: "begin again",
      });
    this.#begun.delete(state);
    const metadata = await this.#provider.metadata();
    if (!metadata.ok) return metadata;
    const { issuer, viewers } = this.#provider.settings;
    const [code, iss] = [query.get("code"), query.get("iss")];
    // RFC 9207: an answer of another provider ends here, before anything is told to ours.
    if (iss === null ? metadata.value.namesItself : iss !== issuer)
      return fail("console-server/sign-in-refused", "the answer is another identity provider's");
    if (code === null) return fail("console-server/sign-in-refused", "the identity provider has not signed anybody in");
    const claims = await this.#provider.claimsOf(code, login.verifier, login.nonce, this.#callback);
    if (!claims.ok) return claims;
    const viewer = viewerOf(claims.value, viewers);
    return viewer === undefined
      ? fail("console-server/not-a-viewer", "this person is not among those who may look", { remedy: "ask whoever runs this console" })
      : ok(viewer);
  }

  #secret(): string {
    return Buffer.from(this.#world.random(SECRET_SIZE)).toString("base64url");
  }
}

function digestOf(secret: string): string {
  return toHex(sha256(Buffer.from(secret, "utf8")));
}
