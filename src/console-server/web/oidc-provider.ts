/**
 * An identity provider, asked: its metadata (OpenID Connect Discovery 1.0), its keys, the exchange of a code (OpenID Connect Core 1.0,
 * 3.1.3), and whether its ID token holds (3.1.3.7). Every answer is bounded, is read strictly, and follows no redirect.
 */
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { isJsonArray, isJsonObject, type JsonObject, parseJson } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { ConsoleServerCode } from "../faults.ts";
import {
  PROVIDER_BYTES_MAX,
  PROVIDER_CLOCK_SKEW_S,
  PROVIDER_KEYS_AGE_MS,
  PROVIDER_KEYS_PAUSE_MS,
  PROVIDER_WAIT_MS,
  SIGN_IN_AGE_S_MAX,
} from "../limits.ts";
import { isSafeUrl, type OidcSettings } from "./oidc-settings.ts";

/** Time, and how the network is asked. */
export interface ProviderWorld {
  readonly now: () => number;
  readonly ask: typeof fetch;
}

/** Where a provider is asked, as it says itself. */
export interface ProviderMetadata {
  readonly authorization: string;
  readonly token: string;
  readonly keys: string;
  /** Whether its answers name it (RFC 9207). */
  readonly namesItself: boolean;
}

/** Signatures by the provider's own key: no `none`, and no secret that we know too. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];

export class OidcProvider {
  readonly settings: OidcSettings;
  readonly #world: ProviderWorld;
  #metadata: ProviderMetadata | undefined;
  #keys: { readonly set: JSONWebKeySet; readonly at: number } | undefined;

  constructor(settings: OidcSettings, world: ProviderWorld) {
    this.settings = settings;
    this.#world = world;
  }

  /** Code: `console-server/provider-unreachable`. */
  async metadata(): Promise<Result<ProviderMetadata, ConsoleServerCode>> {
    if (this.#metadata !== undefined) return ok(this.#metadata);
    const { issuer } = this.settings;
    const read = await this.#read(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    if (!read.ok) return read;
    const { authorization_endpoint: authorization, token_endpoint: token, jwks_uri: keys } = read.value;
    if (read.value["issuer"] !== issuer) return strange("its metadata is another issuer's");
    if (![authorization, token, keys].every((url) => typeof url === "string" && isSafeUrl(url)))
      return strange("its metadata lacks endpoints that are reached safely");
    const methods = read.value["code_challenge_methods_supported"];
    if (isJsonArray(methods) && !methods.includes("S256")) return strange("it does not take PKCE with S256");
    const namesItself = read.value["authorization_response_iss_parameter_supported"] === true;
    this.#metadata = { authorization: String(authorization), token: String(token), keys: String(keys), namesItself };
    return ok(this.#metadata);
  }

  /**
   * The claims of a code's ID token, verified: signature, issuer, audience, times, nonce. Codes: `console-server/provider-unreachable`,
   * `console-server/sign-in-refused`.
   */
  async claimsOf(code: string, verifier: string, nonce: string, callback: string): Promise<Result<JWTPayload, ConsoleServerCode>> {
    const metadata = await this.metadata();
    if (!metadata.ok) return metadata;
    const { clientId, clientSecret } = this.settings;
    const form = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier });
    if (clientSecret === undefined) form.set("client_id", clientId);
    const answer = await this.#read(metadata.value.token, {
      method: "POST",
      body: form,
      headers: clientSecret === undefined ? {} : { authorization: basic(clientId, clientSecret) },
    });
    if (!answer.ok) return refused("it does not exchange the code", answer.fault);
    const token = answer.value["id_token"];
    return typeof token === "string" ? await this.#verify(token, nonce, metadata.value.keys) : refused("its answer has no ID token");
  }

  async #verify(token: string, nonce: string, keysAt: string): Promise<Result<JWTPayload, ConsoleServerCode>> {
    let claims = await this.#claims(token, await this.#keySet(keysAt, PROVIDER_KEYS_AGE_MS));
    // A key that is not known may be new: the keys are read again, not more often than a person signs in.
    if (claims === "unknown key") claims = await this.#claims(token, await this.#keySet(keysAt, PROVIDER_KEYS_PAUSE_MS));
    if (typeof claims === "string") return refused(`the ID token does not hold: ${claims}`);
    const { aud, azp, nonce: given } = claims;
    if (given !== nonce) return refused("the ID token is for another sign-in");
    if ((Array.isArray(aud) && aud.length > 1 && azp === undefined) || (azp !== undefined && azp !== this.settings.clientId))
      return refused("the ID token is for another client");
    return ok(claims);
  }

  async #claims(token: string, keys: JSONWebKeySet): Promise<JWTPayload | string> {
    const { issuer, clientId } = this.settings;
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
        issuer,
        audience: clientId,
        algorithms: ALGORITHMS,
        clockTolerance: PROVIDER_CLOCK_SKEW_S,
        maxTokenAge: SIGN_IN_AGE_S_MAX,
        currentDate: new Date(this.#world.now()),
        requiredClaims: ["exp", "iat", "sub", "nonce"],
      });
      return payload;
    } catch (thrown) {
      const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
      return code === "ERR_JWKS_NO_MATCHING_KEY" ? "unknown key" : thrown instanceof Error ? thrown.message : String(thrown);
    }
  }

  /** The provider's keys, not older than so long; none where it does not say. */
  async #keySet(url: string, ageMs: number): Promise<JSONWebKeySet> {
    const { now } = this.#world;
    if (this.#keys === undefined || now() - this.#keys.at >= ageMs) {
      const read = await this.#read(url);
      const keys = read.ok && isJsonArray(read.value["keys"]) ? read.value["keys"].filter(isJsonObject) : [];
      this.#keys = { set: { keys } as unknown as JSONWebKeySet, at: now() };
    }
    return this.#keys.set;
  }

  async #read(url: string, how: RequestInit = {}): Promise<Result<JsonObject, ConsoleServerCode>> {
    try {
      const signal = AbortSignal.timeout(PROVIDER_WAIT_MS);
      const headers = { accept: "application/json", ...how.headers };
      const response = await this.#world.ask(url, { ...how, headers, redirect: "error", signal });
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of response.body ?? []) {
        size += part.length;
        if (size > PROVIDER_BYTES_MAX) return strange("its answer is too long");
        parts.push(part);
      }
      const parsed = parseJson(Buffer.concat(parts), { bytesMax: PROVIDER_BYTES_MAX });
      if (!response.ok) return strange(`it answers ${response.status}`);
      return parsed.ok && isJsonObject(parsed.value) ? ok(parsed.value) : strange("its answer is no JSON object");
    } catch (thrown) {
      return strange(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
}

/** RFC 6749, 2.3.1: both are form-encoded first. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((text) => new URLSearchParams({ "": text }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(":"), "utf8").toString("base64")}`;
}

function strange(message: string): Result<never, ConsoleServerCode> {
  return fail("console-server/provider-unreachable", `the identity provider: ${message}`, {
    remedy: "use the link in the terminal meanwhile",
  });
}

function refused(message: string, cause?: { readonly code: string; readonly message: string }): Result<never, ConsoleServerCode> {
  return fail("console-server/sign-in-refused", `the identity provider: ${message}`, cause === undefined ? {} : { cause });
}
