/**
 * An OpenID provider for tests, over real HTTP with a real RSA key: discovery, authorization with PKCE, codes that count once, ID tokens,
 * keys. A test may bend what it says, to be an attacker.
 */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Claims = { readonly [name: string]: unknown };

/** What a test bends, for the next answers. */
export interface Bent {
  readonly metadata?: Claims;
  readonly claims?: Claims;
  readonly header?: Claims;
  /** Signs with this key instead of the one that it publishes. */
  readonly key?: KeyObject;
  /** Makes the token's third part. */
  readonly signature?: string;
  /** Members of the query that it sends browsers back with. */
  readonly back?: { readonly [name: string]: string };
}

interface Issued {
  readonly client: string;
  readonly callback: string;
  readonly challenge: string;
  readonly nonce: string;
}

const base64url = (value: string | Uint8Array): string => Buffer.from(value).toString("base64url");

export class IdentityProvider {
  /** Who signs in next. */
  person: Claims = { sub: "bea", email: "bea@example.org", email_verified: true, groups: ["ops"] };
  bent: Bent = {};
  readonly clientSecret = "s3cret:with/odd characters";
  #key = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  #kid = "first";
  readonly #codes = new Map<string, Issued>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<IdentityProvider> {
    const provider = new IdentityProvider();
    await new Promise<void>((listening) => provider.#server.listen(0, "127.0.0.1", listening));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From here on it signs with another key, and publishes that one. */
  renewKey(): void {
    this.#key = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    this.#kid = randomBytes(4).toString("hex");
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.issuer);
    const json = (value: object, status = 200): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    if (url.pathname === "/.well-known/openid-configuration") return json({ ...this.#metadata(), ...this.bent.metadata });
    if (url.pathname === "/keys") {
      return json({ keys: [{ ...this.#key.publicKey.export({ format: "jwk" }), kid: this.#kid, use: "sig", alg: "RS256" }] });
    }
    if (url.pathname === "/authorize") {
      response.writeHead(303, { location: this.#authorize(url.searchParams) }).end();
      return;
    }
    if (url.pathname === "/token" && request.method === "POST") {
      const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString("utf8"));
      const token = this.#exchange(body, request.headers.authorization ?? "");
      return token === undefined
        ? json({ error: "invalid_grant" }, 400)
        : json({ access_token: "x", token_type: "Bearer", id_token: token });
    }
    json({}, 404);
  }

  #metadata(): Claims {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #authorize(asked: URLSearchParams): string {
    const get = (name: string): string => asked.get(name) ?? "";
    const back = new URL(get("redirect_uri"));
    const code = randomBytes(16).toString("hex");
    if (get("code_challenge_method") !== "S256" || get("response_type") !== "code") back.searchParams.set("error", "invalid_request");
    else {
      const { challenge, nonce, client, callback } = {
        challenge: get("code_challenge"),
        nonce: get("nonce"),
        client: get("client_id"),
        callback: back.href,
      };
      this.#codes.set(code, { client, callback, challenge, nonce });
      back.searchParams.set("code", code);
    }
    for (const [name, value] of Object.entries({ state: get("state"), iss: this.issuer, ...this.bent.back }))
      back.searchParams.set(name, value);
    return back.href;
  }

  /** An ID token for a code, once, to the client that has the verifier and the secret. */
  #exchange(body: URLSearchParams, authorization: string): string | undefined {
    const code = body.get("code") ?? "";
    const issued = this.#codes.get(code);
    this.#codes.delete(code);
    const [id, secret] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
      .toString("utf8")
      .split(":");
    const decoded = new URLSearchParams(`id=${id ?? ""}&secret=${secret ?? ""}`);
    const challenge = base64url(
      createHash("sha256")
        .update(body.get("code_verifier") ?? "")
        .digest(),
    );
    if (issued === undefined || issued.challenge !== challenge || body.get("redirect_uri") !== issued.callback) return undefined;
    if (decoded.get("id") !== issued.client || decoded.get("secret") !== this.clientSecret) return undefined;
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: this.issuer,
      aud: issued.client,
      iat: now,
      exp: now + 300,
      nonce: issued.nonce,
      ...this.person,
      ...this.bent.claims,
    };
    return this.#sign({ alg: "RS256", kid: this.#kid, ...this.bent.header }, claims);
  }

  #sign(header: Claims, claims: Claims): string {
    const text = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
    const { key = this.#key.privateKey, signature } = this.bent;
    return `${text}.${signature ?? base64url(createSign("sha256").update(text).sign(key))}`;
  }
}
