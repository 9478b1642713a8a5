/** A person's word through the console: what is signed is what is recorded, once, by who may; and what a captured console gets. */
import { afterEach, describe, expect, test } from "vitest";
import { type Browser, ConsoleWorld } from "../../test/worlds/console-world.ts";
import { must } from "../../test/worlds/hub-world.ts";
import { type Lies, PRESENT, type SoftPasskey } from "../../test/worlds/soft-passkey.ts";
import { digestOf, passkeyId, sha256 } from "../crypto/index.ts";
import { termsOfForm } from "../execution/index.ts";
import type { AnswerEntry, Leaf } from "../ledger/index.ts";
import { statement } from "../ledger/index.ts";
import type { ApiAnswerChallenge, ApiAnswerRecorded, ApiInboxDetail, ApiInboxItem } from "./api.ts";
import { DRAFT_LIFETIME_MS } from "./limits.ts";

const worlds: ConsoleWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function opened(): Promise<{ world: ConsoleWorld; browser: Browser; key: SoftPasskey; ticket: string }> {
  const world = await ConsoleWorld.open();
  worlds.push(world);
  const key = await world.enrol("bea");
  return { world, browser: await world.browser(), key, ticket: await world.propose() };
}

const codeOf = ({ body }: { readonly body: unknown }): unknown => (body as { readonly code?: string } | null)?.code;
const base64url = (text: string): string => Buffer.from(text, "base64").toString("base64url");

/** What the browser sends back once its holder has touched the passkey. */
function touched(key: SoftPasskey, { draft, statement: text }: ApiAnswerChallenge, lies: Lies = {}): { readonly [member: string]: string } {
  const { assertion, signature } = key.sign(Buffer.from(text, "utf8"), lies);
  return {
    draft,
    credential: base64url(key.passkey.credential),
    authenticatorData: base64url(assertion.authenticator),
    clientDataJSON: base64url(assertion.client),
    signature: base64url(signature),
  };
}

async function challenge(browser: Browser, ticket: string, more: object = {}): Promise<ApiAnswerChallenge> {
  const { status, body } = await browser.post("/api/answers/challenge", { ticket, kind: "approval", ...more });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as ApiAnswerChallenge;
}

async function leafAt({ console: one }: ConsoleWorld, entry: number): Promise<Leaf> {
  const [read] = await must(one.world.client.read(entry, entry + 1));
  if (read === undefined) throw new Error(`entry ${entry} is recorded`);
  return read.leaf;
}

describe("an answer", () => {
  test("is the person's own signature over exactly what is recorded", async () => {
    const { world, browser, key, ticket } = await opened();
    const asked = await challenge(browser, ticket, { reason: "seen it" });
    expect(asked.credentials).toEqual([base64url(key.passkey.credential)]);
    expect(asked.challenge).toBe(Buffer.from(sha256(Buffer.from(asked.statement))).toString("base64url"));
    const given = await browser.post("/api/answers", touched(key, asked));
    expect(given.status).toBe(200);
    const { entry, needs } = given.body as ApiAnswerRecorded;
    expect(needs.roles).toEqual([{ role: "owner", approvals: 1, given: ["bea"] }]);
    const leaf = await leafAt(world, entry);
    expect(leaf).toMatchObject({ by: passkeyId(key.passkey), entry: { kind: "approval", role: "owner" } });
    expect(Buffer.from(statement(leaf.entry, leaf.session, leaf.seal)).toString()).toBe(asked.statement);
  });

  test("with a scope says so in what is signed and recorded, and is refused where it is too wide: console-server/refused", async () => {
    const { world, browser, key, ticket } = await opened();
    const scope = { times: 3, until: world.console.world.now() + 3_600_000 };
    const tooOften = await challenge(browser, ticket, { scope: { ...scope, times: 99 } });
    const refused = await browser.post("/api/answers", touched(key, tooOften));
    expect([codeOf(refused), (refused.body as { message: string }).message]).toEqual([
      "console-server/refused",
      expect.stringContaining("ledger/scope-impossible"),
    ]);
    const asked = await challenge(browser, ticket, { scope });
    expect(asked.statement).toContain(`"scope":{"times":3,"until":${scope.until}}`);
    const given = await browser.post("/api/answers", touched(key, asked, { counter: 9 }));
    const { entry } = given.body as ApiAnswerRecorded;
    expect((await leafAt(world, entry)).entry).toMatchObject({ kind: "approval", scope });
    expect(world.console.chronicle.lines[entry]?.summary).toContain("this exact call, at most 3 times, until");
  });

  test("counts once: a double click and a second session get nothing: console-server/draft-gone", async () => {
    const { world, browser, key, ticket } = await opened();
    const asked = await challenge(browser, ticket);
    const proof = touched(key, asked);
    const thief = await world.browser();
    expect(codeOf(await thief.post("/api/answers", proof))).toBe("console-server/draft-gone");
    const [first, second] = await Promise.all([browser.post("/api/answers", proof), browser.post("/api/answers", proof)]);
    expect([first.status, codeOf(second)]).toEqual([200, "console-server/draft-gone"]);
    const answers = world.console.chronicle.lines.filter(({ kind }) => kind === "approval");
    expect(answers).toHaveLength(1);
  });

  test("of a stale tab is none: console-server/draft-gone, console-server/refused, console-server/not-waiting", async () => {
    const { world, browser, key, ticket } = await opened();
    const [stale, again, late] = [await challenge(browser, ticket), await challenge(browser, ticket), await challenge(browser, ticket)];
    expect((await browser.post("/api/answers", touched(key, stale))).status).toBe(200);
    const refused = await browser.post("/api/answers", touched(key, again));
    expect([refused.status, codeOf(refused)]).toEqual([409, "console-server/refused"]);
    world.time.lateMs = DRAFT_LIFETIME_MS;
    expect(codeOf(await browser.post("/api/answers", touched(key, late)))).toBe("console-server/draft-gone");
    for (const [body, code] of [
      [{ ticket: "t999", kind: "approval" }, "console-server/not-waiting"],
      [{ ticket, kind: "release" }, "console-server/not-waiting"],
    ] as const)
      expect(codeOf(await browser.post("/api/answers/challenge", body))).toBe(code);
  });

  test("is by a passkey of this page that has the role: console-server/nobody-answers", async () => {
    const { world, browser, ticket } = await opened();
    const pager = await world.enrol("cid", "https://pager.example");
    for (const approver of [passkeyId(pager.passkey), world.hub.people.get("approver:owner").id])
      expect(codeOf(await browser.post("/api/answers/challenge", { ticket, kind: "approval", approver }))).toBe(
        "console-server/nobody-answers",
      );
  });

  test.each<Lies>([{ flags: PRESENT }, { origin: "https://evil.example" }, { crossOrigin: true }, { challenge: "AAAA" }])(
    "whose assertion says %o is refused by the ledger: console-server/refused",
    async (lies) => {
      const { browser, key, ticket } = await opened();
      const answered = await browser.post("/api/answers", touched(key, await challenge(browser, ticket), lies));
      expect(codeOf(answered)).toBe("console-server/refused");
      expect((answered.body as { message: string }).message).toContain("ledger/wrong-signature");
    },
  );
});

describe("a captured console", () => {
  test("that shows one call and has another signed gets one answer to that one call, and no more", async () => {
    const { world, browser, key, ticket: harmless } = await opened();
    const deadly = await world.propose();
    // It shows `harmless`; the person touches the key once; what was drafted is the other.
    const swapped = await challenge(browser, deadly);
    const proof = touched(key, swapped);
    expect((await browser.post("/api/answers", proof)).status).toBe(200);
    // The gesture is spent: it answers neither the call that was shown nor the same one again.
    const shown = JSON.parse((await challenge(browser, harmless)).statement.split("\n")[1] ?? "") as { entry: AnswerEntry };
    const replayed = {
      by: passkeyId(key.passkey),
      session: "session-1",
      entry: shown.entry,
      signature: Buffer.from(proof["signature"] ?? "", "base64url").toString("base64"),
    };
    const assertion = {
      authenticator: Buffer.from(proof["authenticatorData"] ?? "", "base64url").toString("base64"),
      client: Buffer.from(proof["clientDataJSON"] ?? "", "base64url").toString("base64"),
    };
    const submitted = await world.console.world.client.submit({
      ...replayed,
      assertion,
      entry: { ...shown.entry, expires: shown.entry.expires + 1 },
    });
    const answered = world.console.chronicle.lines.filter(({ kind }) => kind === "approval").map(({ summary }) => summary);
    expect(answered).toEqual([`approval of ${deadly} as owner`]);
    // A signature that was placed before is answered with its place, and places nothing.
    expect(submitted.ok && submitted.value.index < world.console.chronicle.size).toBe(true);
  });

  test("can't write an answer with its own key, or name who answers: ledger/wrong-duty", async () => {
    const { world, ticket } = await opened();
    const { client } = world.console.world;
    const call = world.console.chronicle.calls.get(Number(ticket.slice(1)));
    const parking = call?.parking;
    if (call === undefined || parking === undefined) throw new Error("it waits");
    const entry = {
      kind: "approval",
      proposal: call.proposal,
      decision: parking.index,
      shown: parking.shown,
      role: "owner",
      expires: Date.now() + 60_000,
    } as const;
    const own = await client.append({ session: call.session, entry });
    expect(own.ok ? "" : own.fault.code).toBe("ledger/wrong-duty");
    const named = await client.append({
      entry: { kind: "approver", approver: "0".repeat(16), version: 1, person: "eve", roles: ["owner"] },
    });
    expect(named.ok ? "" : named.fault.code).toBe("ledger/wrong-duty");
  });
});

describe("the inbox", () => {
  test("shows the call from its sealed proposal, and the same call once, however often it is asked", async () => {
    const { world, browser, ticket } = await opened();
    const { items } = (await browser.get("/api/inbox")).body as { items: readonly ApiInboxItem[] };
    expect(items.map((item) => [item.ticket, item.tool, item.verdict, item.asked, item.answers])).toEqual([
      [ticket, "files/read", "escalate", 1, ["approval", "rejection"]],
    ]);
    const detail = (await browser.get(`/api/inbox/${ticket}`)).body as ApiInboxDetail;
    expect(detail.call).toMatchObject({ tool: "files/read", args: {}, canonical: '{"args":{},"tool":"files/read"}' });
    expect(codeOf(await browser.get("/api/inbox/t0"))).toBe("console-server/not-found");
    expect(world.console.chronicle.trouble?.code).toBe("execution/entry-unreadable");
  });

  test("shows what would run, and where the agent wrote something else, that; never what the decision does not commit to", async () => {
    const { world, browser } = await opened();
    const form = { places: [{ interpreter: "path", at: [["path"]] }], args: { path: "/w/a.txt" } };
    const sends = termsOfForm(form, { tool: "files/read", salt: "" });
    const shown = async (): Promise<ApiInboxDetail["call"]> => {
      const ticket = await world.propose({ path: "/w/x/../a.txt" });
      return ((await browser.get(`/api/inbox/${ticket}`)).body as ApiInboxDetail).call;
    };
    world.decider.sends = sends;
    expect(await shown()).toEqual({
      ...{ tool: "files/read", args: form.args, canonical: '{"args":{"path":"/w/a.txt"},"tool":"files/read"}' },
      digest: digestOf({ tool: "files/read", args: form.args }),
      rewritten: [{ at: "/path", proposed: "/w/x/../a.txt" }],
    });
    expect([...world.console.chronicle.calls.values()].at(-1)?.step().args).toBe('{"path":"/w/a.txt"}');
    world.decider.sends = { ...sends, digest: "0".repeat(64) };
    expect(await shown()).toBeNull();
  });

  test("says that a call of high severity needs a second renderer", async () => {
    const { world, browser, key } = await opened();
    world.decider.parked = { renderers: 2 };
    const ticket = await world.propose();
    const detail = (await browser.get(`/api/inbox/${ticket}`)).body as ApiInboxDetail;
    expect([detail.isHigh, detail.needs.renderers, detail.needs.givenRenderers]).toEqual([true, 2, 0]);
    const given = await browser.post("/api/answers", touched(key, await challenge(browser, ticket)));
    expect((given.body as ApiAnswerRecorded).needs).toMatchObject({ renderers: 2, givenRenderers: 1 });
  });
});
