/** Enrolling a passkey from a page: made there, verified here, and enrolled by nobody but an author. */
import { createHash, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Browser, ConsoleWorld, ORIGIN } from "../../test/worlds/console-world.ts";
import type { ApiMe, ApiPasskeyChallenge, ApiPasskeyMade } from "./api.ts";

let world: ConsoleWorld;
let browser: Browser;
beforeAll(async () => {
  world = await ConsoleWorld.open();
  browser = await world.browser();
}, 120_000);
afterAll(async () => {
  await world.close();
});

interface Made {
  readonly challenge?: string;
  readonly origin?: string;
  readonly type?: string;
  readonly flags?: number;
  readonly rpId?: string;
  readonly algorithm?: number;
  readonly publicKey?: Buffer;
}

/** What `navigator.credentials.create` gives. */
async function create(lies: Made = {}): Promise<{ readonly [member: string]: string | number }> {
  const { body } = await browser.post("/api/passkeys/challenge", { person: "bea" });
  const { draft, challenge, rp, algorithms } = body as ApiPasskeyChallenge;
  expect([rp.id, algorithms]).toEqual(["localhost", [-7, -8]]);
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const client = { type: "webauthn.create", challenge, origin: ORIGIN, ...lies };
  const data = Buffer.concat([
    createHash("sha256")
      .update(lies.rpId ?? rp.id)
      .digest(),
    Buffer.of(lies.flags ?? 0x45),
    Buffer.alloc(60),
  ]);
  return {
    draft,
    credential: Buffer.from("credential").toString("base64url"),
    publicKey: (lies.publicKey ?? publicKey.export({ format: "der", type: "spki" })).toString("base64url"),
    algorithm: lies.algorithm ?? -7,
    authenticatorData: data.toString("base64url"),
    clientDataJSON: Buffer.from(JSON.stringify(client)).toString("base64url"),
  };
}

const codeOf = ({ body }: { readonly body: unknown }): unknown => (body as { readonly code?: string }).code;

describe("a passkey made on the page", () => {
  test("gets an id, words to compare, and the command that an author runs; it answers nothing before", async () => {
    const { status, body } = await browser.post("/api/passkeys", await create());
    const { id, fingerprint, command } = body as ApiPasskeyMade;
    expect(status).toBe(200);
    expect(fingerprint.replaceAll(" ", "")).toBe(id);
    expect(command).toMatch(/^interlock trust --approver [\w-]+$/);
    const { approvers } = (await browser.get("/api/me")).body as ApiMe;
    expect(approvers.map((approver) => approver.id)).not.toContain(id);
  });

  test.each<Made>([
    { flags: 0x41 },
    { origin: "https://evil.example" },
    { challenge: "AAAA" },
    { type: "webauthn.get" },
    { rpId: "evil.example" },
    { algorithm: -257 },
    { algorithm: -8 },
    { publicKey: Buffer.alloc(91) },
  ])("with %o is refused: console-server/passkey-unsound", async (lies) => {
    expect(codeOf(await browser.post("/api/passkeys", await create(lies)))).toBe("console-server/passkey-unsound");
  });

  test("is made once for each challenge: console-server/draft-gone", async () => {
    const made = await create();
    await browser.post("/api/passkeys", made);
    expect(codeOf(await browser.post("/api/passkeys", made))).toBe("console-server/draft-gone");
  });
});

test("who is enrolled is listed with where they can answer", async () => {
  await world.enrol("cid");
  await world.enrol("dan", "https://pager.example");
  const { approvers } = (await browser.get("/api/me")).body as ApiMe;
  expect(approvers.filter(({ how }) => how === "passkey").map(({ person, isHere }) => [person, isHere])).toEqual([
    ["cid", true],
    ["dan", false],
  ]);
});
