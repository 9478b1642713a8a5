/** The console's door: everything that a page of somebody else, a rebound name, a stale tab or a flood could try. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Browser, ConsoleWorld, ORIGIN } from "../../../test/worlds/console-world.ts";
import { BODY_BYTES_MAX, CHANGES_PER_MINUTE, LINK_LIFETIME_MS, OPENINGS_PER_MINUTE, SESSION_LIFETIME_MS, STREAMS_MAX } from "../limits.ts";

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 120_000);
afterAll(async () => {
  await world.close();
});

const READS = [
  "/api/me",
  "/api/inbox",
  "/api/sessions",
  "/api/ledger",
  "/api/checkpoints",
  "/api/health",
  "/api/attention",
  "/api/charter",
  "/api/stream",
];
const CHANGES = ["/api/session/end", "/api/answers/challenge", "/api/answers", "/api/passkeys/challenge", "/api/passkeys", "/api/reveal"];

const codeOf = ({ body }: { readonly body: unknown }): unknown => (body as { readonly code?: string } | null)?.code;

describe("without a session", () => {
  test.each(READS)("nothing is read: %s: console-server/no-session", async (path) => {
    const answered = await world.stranger().get(path);
    expect([answered.status, codeOf(answered)]).toEqual([401, "console-server/no-session"]);
  });

  test.each(CHANGES)("nothing is changed: %s: console-server/no-session", async (path) => {
    expect(codeOf(await world.stranger().post(path, {}))).toBe("console-server/no-session");
  });

  test("the page itself is served, and tells nothing", async () => {
    const page = await world.stranger().get("/");
    expect([page.status, page.headers.get("etag")]).toEqual([200, '"page"']);
    expect((await world.stranger().get("/", { "if-none-match": '"page"' })).status).toBe(304);
    expect(codeOf(await world.stranger().get("/../package.json"))).toBe("console-server/not-found");
  });
});

describe("the link in the terminal", () => {
  test("opens one session, once, with a cookie that no script reads and no other site sends", async () => {
    const link = world.sessions.issueLink();
    const browser = world.stranger();
    const opened = await browser.post("/api/session", { link });
    expect(opened.status).toBe(200);
    expect(opened.headers.get("set-cookie")).toMatch(
      /^interlock_console_7325=[\w-]{43}; Max-Age=36000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(codeOf(await world.stranger().post("/api/session", { link }))).toBe("console-server/no-session");
  });

  test("of a second console in the same browser signs nobody out of the first", async () => {
    const other = "http://localhost:7425";
    const apps = [ORIGIN, other].map((origin) => ({ origin, ...world.at(origin) }));
    const jar = new Map<string, string>();
    for (const { app, origin, sessions } of apps) {
      const headers = { host: new URL(origin).host, origin, "content-type": "application/json" };
      const body = JSON.stringify({ link: sessions.issueLink() });
      const opened = await app.fetch(new Request(`${origin}/api/session`, { method: "POST", headers, body }));
      const [name = "", value = ""] = opened.headers.get("set-cookie")?.split(";")[0]?.split("=") ?? [];
      jar.set(name, value);
    }
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    for (const { app, origin } of apps) {
      const headers = { host: new URL(origin).host, cookie };
      expect((await app.fetch(new Request(`${origin}/api/me`, { headers }))).status, origin).toBe(200);
    }
  });

  test("runs out, and so does a session", async () => {
    const link = world.sessions.issueLink();
    const browser = await world.browser();
    world.time.lateMs = LINK_LIFETIME_MS;
    expect(codeOf(await world.stranger().post("/api/session", { link }))).toBe("console-server/no-session");
    expect((await browser.get("/api/me")).status).toBe(200);
    world.time.lateMs = SESSION_LIFETIME_MS;
    expect((await browser.get("/api/me")).status).toBe(401);
    world.time.lateMs = 0;
  });

  test("is not guessed: console-server/too-often", async () => {
    const other = await ConsoleWorld.open();
    for (let count = 0; count < OPENINGS_PER_MINUTE; count += 1)
      expect(codeOf(await other.stranger().post("/api/session", { link: `guess ${count}` }))).toBe("console-server/no-session");
    const link = other.sessions.issueLink();
    expect(codeOf(await other.stranger().post("/api/session", { link }))).toBe("console-server/too-often");
    await other.close();
  });

  test("ends with the session that it opened", async () => {
    const browser = await world.browser();
    expect((await browser.post("/api/session/end", {})).status).toBe(200);
    expect((await browser.get("/api/me")).status).toBe(401);
  });
});

describe("another page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await world.browser();
  }, 120_000);

  test.each(["evil.example", "127.0.0.1:7325", "localhost:7325.evil.example", "localhost", ""])(
    "under the name `%s` is not answered: console-server/wrong-host",
    async (host) => {
      for (const answered of [
        await browser.get("/api/inbox", { host }),
        await browser.get("/", { host }),
        await browser.post("/api/reveal", {}, { host }),
      ])
        expect([answered.status, codeOf(answered)]).toEqual([403, "console-server/wrong-host"]);
    },
  );

  test.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:7326" },
    { origin: undefined },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("with %o changes nothing: console-server/wrong-origin", async (headers) => {
    for (const path of [...CHANGES, "/api/session"]) {
      const answered = await browser.post(path, {}, headers);
      expect([path, answered.status, codeOf(answered)]).toEqual([path, 403, "console-server/wrong-origin"]);
    }
  });

  test.each([{ "x-interlock-csrf": undefined }, { "x-interlock-csrf": "stale" }])(
    "without the page's secret, %o, changes nothing: console-server/wrong-csrf",
    async (headers) => {
      for (const path of CHANGES) expect(codeOf(await browser.post(path, {}, headers))).toBe("console-server/wrong-csrf");
    },
  );

  test("has no secret of another session", async () => {
    const other = await world.browser();
    expect(codeOf(await browser.post("/api/reveal", {}, { "x-interlock-csrf": other.csrf }))).toBe("console-server/wrong-csrf");
  });

  test("can't frame ours, run a script in it, or learn where it came from", async () => {
    for (const { headers } of [await browser.get("/"), await browser.get("/api/me"), await world.stranger().get("/api/me")]) {
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("form-action 'none'");
      expect(policy).not.toMatch(/unsafe|\*|data:|blob:|http/);
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});

describe("GET", () => {
  test.each([...CHANGES, "/api/session"])("never changes anything: %s", async (path) => {
    const browser = await world.browser();
    expect(codeOf(await browser.get(path))).toBe("console-server/not-found");
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      const headers = { origin: ORIGIN, "x-interlock-csrf": browser.csrf, "content-type": "application/json" };
      expect(codeOf(await browser.send(method, path, "{}", headers))).toBe("console-server/not-found");
    }
  });

  test("keeps no answer in a cache, and no secret in a URL", async () => {
    const browser = await world.browser();
    expect((await browser.get("/api/me")).headers.get("cache-control")).toBe("no-store");
    expect(codeOf(await world.stranger().get(`/api/me?link=${world.sessions.issueLink()}`))).toBe("console-server/no-session");
  });
});

describe("a body", () => {
  test("is small: console-server/too-large", async () => {
    const browser = await world.browser();
    const answered = await browser.post("/api/reveal", { ticket: "t1", at: "x".repeat(BODY_BYTES_MAX) });
    expect([answered.status, codeOf(answered)]).toEqual([413, "console-server/too-large"]);
    const lied = await browser.post("/api/reveal", {}, { "content-length": String(BODY_BYTES_MAX + 1) });
    expect(lied.status).toBe(413);
  });

  test("is what our page sends: console-server/malformed", async () => {
    const browser = await world.browser();
    const bodies = ["", "[]", "{", '{"a":1,"a":2}', "null"];
    for (const body of bodies) expect(codeOf(await browser.post("/api/reveal", body)), body).toBe("console-server/malformed");
    expect(codeOf(await browser.post("/api/reveal", "{}", { "content-type": "text/plain" }))).toBe("console-server/malformed");
    for (const [path, body] of [
      ["/api/answers/challenge", { ticket: "t1", kind: "approve-all" }],
      ["/api/answers/challenge", { ticket: "t1", kind: "approval", approved: true }],
      ["/api/answers/challenge", { ticket: "t1", kind: "approval", scope: { times: 1 } }],
      ["/api/answers", { draft: "x" }],
      ["/api/passkeys/challenge", { person: "a b" }],
      ["/api/passkeys", { draft: "x", algorithm: "ES256" }],
      ["/api/reveal", { entry: "1" }],
    ] as const)
      expect(codeOf(await browser.post(path, body)), JSON.stringify(body)).toBe("console-server/malformed");
  });
});

test("a flood is refused, and others are not: console-server/too-often", async () => {
  const [flood, other] = [await world.browser(), await world.browser()];
  const codes: unknown[] = [];
  for (let count = 0; count <= CHANGES_PER_MINUTE; count += 1)
    codes.push(codeOf(await flood.post("/api/passkeys/challenge", { person: "x" })));
  expect(codes.slice(0, CHANGES_PER_MINUTE).every((code) => code === undefined)).toBe(true);
  expect(codes.at(-1)).toBe("console-server/too-often");
  expect((await other.post("/api/passkeys/challenge", { person: "x" })).status).toBe(200);
});

test("a session keeps only so many streams open: console-server/too-often", async () => {
  const browser = await world.browser();
  for (let count = 0; count < STREAMS_MAX; count += 1) expect((await browser.get("/api/stream")).status).toBe(200);
  expect(codeOf(await browser.get("/api/stream"))).toBe("console-server/too-often");
});
