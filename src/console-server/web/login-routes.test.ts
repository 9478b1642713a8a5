/** Signing in by a real provider over HTTP: who is let in, and every way in which somebody else's word is refused. */
import { createHmac, generateKeyPairSync, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Bent, IdentityProvider } from "../../../test/servers/identity-provider.ts";
import { loginRoutes } from "./login-routes.ts";
import { OidcLogins } from "./oidc-logins.ts";
import { OidcProvider } from "./oidc-provider.ts";
import { oidcSettingsOf } from "./oidc-settings.ts";
import type { Admitted } from "./web-door.ts";
import { WebSessions } from "./web-sessions.ts";

const ORIGIN = "https://interlock.team.example";
const CLIENT = "interlock";

let provider: IdentityProvider;
let late = 0;
let app: Hono<Admitted>;
let sessions: WebSessions;
beforeAll(async () => {
  provider = await IdentityProvider.start();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.bent = {};
  provider.person = { sub: "bea", email: "bea@example.org", email_verified: true, groups: ["ops"] };
  late = 0;
  open();
});

function open(who: object = { subjects: ["bea"] }): void {
  const settings = oidcSettingsOf({ issuer: provider.issuer, clientId: CLIENT, clientSecret: provider.clientSecret, ...who });
  if (settings === undefined) throw new Error("no settings");
  const world = { now: () => Date.now() + late, random: (size: number) => randomBytes(size) };
  sessions = new WebSessions(world);
  app = new Hono<Admitted>();
  loginRoutes(app, ORIGIN, sessions, new OidcLogins(new OidcProvider(settings, { ...world, ask: fetch }), ORIGIN, world));
}

interface Begun {
  readonly url: string;
  readonly cookie: string;
}

async function begin(): Promise<Begun> {
  const headers = { origin: ORIGIN, "content-type": "application/json" };
  const answer = await app.request(`${ORIGIN}/api/login`, { method: "POST", headers, body: "{}" });
  const { url } = (await answer.json()) as { url: string };
  const set = answer.headers.get("set-cookie") ?? "";
  expect(set).toMatch(/^interlock_login_443=\S+; Max-Age=600; Path=\/login; HttpOnly; Secure; SameSite=Lax$/);
  return { url, cookie: set.split(";")[0] ?? "" };
}

/** Where the provider sends the browser back to. */
async function signIn({ url }: Begun): Promise<string> {
  return (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "";
}

const SESSION_COOKIE = /__Host-interlock_console_443=([^;]+); Max-Age=36000; Path=\/; HttpOnly; Secure; SameSite=Strict/;

/** What the browser's way back leads to: a session's cookie, or the code of a refusal. */
async function comeBack(way: string, cookie: string | undefined): Promise<string> {
  const answer = await app.request(way, cookie === undefined ? {} : { headers: { cookie } });
  expect(answer.status).toBe(303);
  const session = SESSION_COOKIE.exec(answer.headers.get("set-cookie") ?? "")?.[1];
  const place = answer.headers.get("location") ?? "";
  if (session === undefined) return /^\/#refused=(\S+)$/.exec(place)?.[1] ?? place;
  expect(place).toBe("/#/inbox");
  return sessions.find(session)?.viewer?.subject ?? "nobody";
}

async function through(bent: Bent = {}): Promise<string> {
  provider.bent = bent;
  const begun = await begin();
  return await comeBack(await signIn(begun), begun.cookie);
}

describe("signing in", () => {
  test("lets in who is named, by subject, by verified address or by group, with a session that answers nothing", async () => {
    expect(await through()).toBe("bea");
    open({ emails: ["BEA@example.org"] });
    expect(await through()).toBe("bea");
    open({ groups: ["ops"] });
    expect(await through()).toBe("bea");
    open({ groups: ["ops"], groupsClaim: "roles" });
    expect(await through({ claims: { roles: ["ops"] } })).toBe("bea");
  });

  test("does not let in who is not: console-server/not-a-viewer", async () => {
    open({ subjects: ["cid"], emails: ["bea@example.org"], groups: ["admins"] });
    expect(await through({ claims: { email_verified: false } })).toBe("console-server/not-a-viewer");
    expect(await through({ claims: { email_verified: "true" } })).toBe("console-server/not-a-viewer");
    expect(await through({ claims: { email: "eve@example.org", groups: "admins" } })).toBe("console-server/not-a-viewer");
    expect(await through({ claims: { email: "eve@example.org", groups: ["admins-of-nothing"] } })).toBe("console-server/not-a-viewer");
  });

  test("reads a new key once the provider has one, and not at every stranger's wish", async () => {
    expect(await through()).toBe("bea");
    provider.renewKey();
    expect(await through()).toBe("console-server/sign-in-refused");
    late = 31_000;
    expect(await through()).toBe("bea");
  });
});

describe("what does not hold is refused: console-server/sign-in-refused", () => {
  const past = Math.floor(Date.now() / 1_000) - 3_600;
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
  test.each<readonly [string, Bent]>([
    ["another issuer", { claims: { iss: "https://evil.example" } }],
    ["another audience", { claims: { aud: "another-client" } }],
    ["several audiences without a party", { claims: { aud: [CLIENT, "another"] } }],
    ["another party", { claims: { aud: [CLIENT, "another"], azp: "another" } }],
    ["another nonce", { claims: { nonce: "x" } }],
    ["no nonce", { claims: { nonce: undefined } }],
    ["expired", { claims: { iat: past, exp: past + 300 } }],
    ["issued long ago", { claims: { iat: past } }],
    ["from the future", { claims: { iat: past + 7_200, exp: past + 7_500 } }],
    ["without an end", { claims: { exp: undefined } }],
    ["without a subject", { claims: { sub: undefined } }],
    ["alg none", { header: { alg: "none" }, signature: "" }],
    ["a shared secret's signature", { header: { alg: "HS256" }, signature: createHmac("sha256", "x").digest("base64url") }],
    ["another's key under a known name", { key: stranger }],
    ["an unknown key", { header: { kid: "unknown" }, key: stranger }],
    ["another provider's answer", { back: { iss: "https://evil.example" } }],
    ["a code that nobody gave", { back: { code: "guessed" } }],
  ])("%s", async (_, bent) => {
    expect(await through(bent)).toBe("console-server/sign-in-refused");
  });

  test("an error of the provider, and an answer that does not name it", async () => {
    const begun = await begin();
    const state = new URL(begun.url).searchParams.get("state");
    const back = `${ORIGIN}/login/callback?state=${state}`;
    expect(await comeBack(`${back}&iss=${provider.issuer}&error=access_denied`, begun.cookie)).toBe("console-server/sign-in-refused");
    const other = await begin();
    const way = new URL(await signIn(other));
    way.searchParams.delete("iss");
    expect(await comeBack(way.href, other.cookie)).toBe("console-server/sign-in-refused");
  });
});

describe("whose sign-in it is: console-server/sign-in-unknown", () => {
  test("a code that was used before, in the same browser or another", async () => {
    const begun = await begin();
    const way = await signIn(begun);
    expect(await comeBack(way, begun.cookie)).toBe("bea");
    expect(await comeBack(way, begun.cookie)).toBe("console-server/sign-in-unknown");
    const other = await begin();
    const state = new URL(other.url).searchParams.get("state") ?? "";
    const replayed = new URL(way);
    replayed.searchParams.set("state", state);
    expect(await comeBack(replayed.href, other.cookie)).toBe("console-server/sign-in-refused");
  });

  test("an attacker's way back, opened in a victim's browser", async () => {
    const [attacker, victim] = [await begin(), await begin()];
    const way = await signIn(attacker);
    expect(await comeBack(way, undefined)).toBe("console-server/sign-in-unknown");
    expect(await comeBack(way, victim.cookie)).toBe("console-server/sign-in-unknown");
    // And a code of the attacker's under the victim's own state: it was given for another challenge and nonce.
    const mixed = new URL(way);
    mixed.searchParams.set("state", new URL(victim.url).searchParams.get("state") ?? "");
    expect(await comeBack(mixed.href, victim.cookie)).toBe("console-server/sign-in-refused");
  });

  test("another state, none, and one that took too long", async () => {
    const begun = await begin();
    const way = await signIn(begun);
    expect(await comeBack(way.replace(/state=[^&]+/, "state=x"), begun.cookie)).toBe("console-server/sign-in-unknown");
    expect(await comeBack(`${ORIGIN}/login/callback`, begun.cookie)).toBe("console-server/sign-in-unknown");
    late = 600_001;
    expect(await comeBack(way, begun.cookie)).toBe("console-server/sign-in-unknown");
  });

  test("is begun by the console's own page alone, and so often", async () => {
    const post = (origin: string): Promise<Response> | Response =>
      app.request(`${ORIGIN}/api/login`, { method: "POST", headers: { origin } });
    expect(await (await post("https://evil.example")).json()).toMatchObject({ code: "console-server/wrong-origin" });
    for (let turn = 0; turn < 20; turn += 1) expect((await post(ORIGIN)).status).toBe(200);
    expect(await (await post(ORIGIN)).json()).toMatchObject({ code: "console-server/too-often" });
  });
});

describe("a provider that does not answer as one does: console-server/provider-unreachable", () => {
  test.each<readonly [string, object]>([
    ["another's metadata", { issuer: "https://evil.example" }],
    ["an endpoint that anybody can read", { token_endpoint: "http://evil.example/token" }],
    ["no PKCE", { code_challenge_methods_supported: ["plain"] }],
    ["too much", { padding: "x".repeat(300_000) }],
  ])("%s", async (_, metadata) => {
    provider.bent = { metadata: metadata as NonNullable<Bent["metadata"]> };
    const answer = await app.request(`${ORIGIN}/api/login`, { method: "POST", headers: { origin: ORIGIN } });
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: "console-server/provider-unreachable" }]);
  });
});

test("settings that name nobody, or an issuer that anybody could be, are none", () => {
  const good = { issuer: "https://id.example", clientId: "c", subjects: ["a"] };
  expect(oidcSettingsOf(good)).toBeDefined();
  for (const wrong of [
    { subjects: [] },
    { subjects: "a" },
    { subjects: [""] },
    { issuer: "http://id.example" },
    { issuer: "https://u:p@id.example" },
    { clientId: "" },
    { clientSecret: "" },
    { groupsClaim: 1 },
  ])
    expect(oidcSettingsOf({ ...good, ...wrong })).toBeUndefined();
});
