import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiAnswerChallenge, ApiEntries } from "../../src/console-server/index.ts";
import { IdentityProvider } from "../servers/identity-provider.ts";
import { Desk } from "../system/desk.ts";
import { until } from "../worlds/eventually.ts";
import { HAS_CHROMIUM, startChromium } from "./chromium.ts";
import { enrol, openPerson, type RealConsole, startConsole } from "./real-console.ts";
import { HAS_PAGE } from "./simulated-server.ts";

describe.skipIf(!HAS_CHROMIUM || !HAS_PAGE)("the whole way, in Chromium (needs /usr/bin/chromium and npm run build)", () => {
  let real: RealConsole;
  let browser: Browser;
  let provider: IdentityProvider;
  let page: Page & { readonly complaints: readonly string[] };

  beforeAll(async () => {
    provider = await IdentityProvider.start();
    [real, browser] = await Promise.all([startConsole(deskWithSignIn(provider)), startChromium()]);
    page = await openPerson(browser, real.link);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await real?.desk.close();
    provider?.close();
  });

  const plan = (): string => (existsSync(real.desk.path("plan.md")) ? readFileSync(real.desk.path("plan.md"), "utf8") : "");

  test("the link opens once, leaves the address bar, and the page complains about nothing", async () => {
    await page.getByText("Nothing waits for you").waitFor();
    expect(page.url()).not.toContain("link=");
    const other = await (await browser.newContext()).newPage();
    await other.goto(real.link);
    await other.getByText("This console opens with a link that works once").waitFor();
    await other.close();
    expect(page.complaints).toEqual([]);
  });

  test("a passkey made on the page answers once an author has enrolled it", () => enrol(page, real.terminal, "bea"));

  test("agent proposes, person approves by passkey, it runs once, and its entry is proved in the browser", async () => {
    await real.agent.call("files__read_text_file", { path: real.desk.path("notes/meeting.md") });
    const content = `ls${"\n".repeat(40)}\u202ethe end`;
    const pending = await real.agent.call("files__write_file", { path: real.desk.path("plan.md"), content });
    expect(pending).toMatchObject({ verdict: "escalate", code: "gateway/pending" });

    await page.getByRole("link", { name: /files\/write_file/ }).waitFor();
    await page.keyboard.press("j");
    const call = page.getByLabel("The exact call");
    await call.waitFor();
    expect(await call.innerText()).toContain(real.desk.path("plan.md"));
    expect(await call.innerText()).toMatch(/39 empty lines.*U\+202E right-to-left override.*the end/s);
    await page.getByText("written-after-reading").first().waitFor();

    await page.keyboard.press("a");
    await page.getByText("Your answer is recorded").waitFor();
    await until((saw) => saw(plan()) === content, "the approved call");

    const outcomes = async (): Promise<readonly string[]> => {
      const { entries } = await page.evaluate(async () => (await (await fetch("/api/ledger?kind=outcome")).json()) as ApiEntries);
      return entries.map(({ summary }) => summary).filter((summary) => summary.startsWith(`${pending.ticket}:`));
    };
    // The file is there before the executor has said so.
    await until(async () => (await outcomes()).length > 0, "its outcome");
    expect(await outcomes()).toHaveLength(1);

    await page.getByRole("link", { name: /^entry \d+$/ }).click();
    await page.getByText("VERIFIED IN THIS BROWSER").waitFor();
    await page.getByRole("heading", { name: /approval/ }).waitFor();
  });

  test("a person rejects with a reason, and the agent is told so", async () => {
    await page.keyboard.press("1");
    const write = (): ReturnType<RealConsole["agent"]["call"]> =>
      real.agent.call("files__write_file", { path: real.desk.path("plan.md"), content: "something else" });
    await write();
    await page.getByRole("link", { name: /files\/write_file/ }).click();
    await page.getByLabel("The exact call").waitFor();
    await page.keyboard.press("r");
    await page.getByLabel("Why (others will read it in the ledger)").fill("not this one");
    await page.getByRole("button", { name: "Reject, with your passkey" }).click();
    await page.getByText("Your answer is recorded").waitFor();
    await until(async (saw) => saw(await write()).code === "approval/rejected", "the rejection");
    expect(plan()).not.toBe("something else");
  });

  test("a held call is shown with its containment, and released", async () => {
    await page.keyboard.press("1");
    const held = await real.agent.call("memory__delete_entities", { entityNames: ["Northwind"] });
    expect(held.verdict).toBe("quarantine");
    await page.getByRole("link", { name: /memory\/delete_entities/ }).click();
    await page.getByText("The session is contained").waitFor();
    await page.keyboard.press("a");
    await page.getByText("Your answer is recorded").waitFor();
    await page.getByText("Nothing waits for you").waitFor();
  });

  test("more than once: what is signed is what the dialog says, for three runs of this exact call, and the fourth asks again", async () => {
    await page.keyboard.press("1");
    const write = (): ReturnType<RealConsole["agent"]["call"]> =>
      real.agent.call("files__write_file", { path: real.desk.path("again.md"), content: "again" });
    expect(await write()).toMatchObject({ verdict: "escalate" });
    await page.getByRole("link", { name: /files\/write_file/ }).click();
    await page.getByLabel("The exact call").waitFor();
    await page.getByRole("button", { name: "More than once" }).click();
    await page.getByLabel("How often in all").fill("3");
    await page.getByLabel("For how long").selectOption({ label: "15 minutes" });
    const said = await page.locator("dialog[open] strong").innerText();
    const challenged = page.waitForResponse((response) => response.url().endsWith("/api/answers/challenge"));
    await page.getByRole("button", { name: "Approve, with your passkey" }).click();
    const { statement } = (await (await challenged).json()) as ApiAnswerChallenge;
    await page.getByText("Your answer is recorded").waitFor();
    const { scope } = JSON.parse(statement.split("\n")[1] ?? "").entry as { readonly scope: { times: number; until: number } };
    const shown = await page.evaluate((until) => {
      const [then, today] = [new Date(until), new Date()];
      const clock = then.toLocaleTimeString("en-GB");
      return then.toDateString() === today.toDateString() ? clock : `${then.toLocaleDateString("sv")} ${clock}`;
    }, scope.until);
    expect(said).toBe(`This exact call, at most ${scope.times} times, until ${shown}`);
    expect(scope.times).toBe(3);

    await until(async (saw) => !saw(await write()).isError, "the first run's result");
    const others = [await write(), await write()];
    expect(others.map(({ verdict }) => verdict)).toEqual([undefined, undefined]);
    expect(await write()).toMatchObject({ verdict: "escalate" });
  });

  test("whom the identity provider lets in looks, and answers nothing; whom it does not is told so", async () => {
    const signIn = async (): Promise<Page> => {
      const other = await openPerson(browser, new URL(real.link).origin);
      await other.getByRole("button", { name: `Sign in with ${new URL(provider.issuer).host}` }).click();
      return other;
    };
    provider.person = { sub: "eve", groups: ["visitors"] };
    const eve = await signIn();
    await eve.getByText("you are signed in, but not among those who may look").waitFor();
    expect(await eve.getByText("files/write_file").count()).toBe(0);
    provider.person = { sub: "dan", groups: ["ops"] };
    const dan = await signIn();
    await dan.getByRole("link", { name: /files\/write_file/ }).click();
    await dan.getByLabel("The exact call").waitFor();
    expect(dan.url()).not.toMatch(/code=|state=/);
    await dan.getByRole("button", { name: "Approve" }).click();
    // Dan's device has no passkey that an author has enrolled.
    await dan.getByRole("alert").waitFor();
    expect(await dan.getByText("Your answer is recorded").count()).toBe(0);
    for (const each of [eve, dan]) await each.context().close();
  });

  test("every view opens on the system as it runs", async () => {
    for (const [key, words] of [
      ["2", "ann"],
      ["3", "nobody-writes-unasked-after-reading"],
      ["4", "Signed heads"],
      ["5", "READY"],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByText(words).first().waitFor();
    }
    await page.keyboard.press("2");
    await page.getByRole("link", { name: /for ann/ }).click();
    await page.getByText("Admissible now").waitFor();
    await page.locator(".react-flow__node").first().waitFor();
    await page.keyboard.press("4");
    await page.getByText("signed", { exact: true }).first().waitFor();
    expect(await page.getByText("not signed").count()).toBe(0);
    expect(page.complaints.filter((words) => !words.includes("404"))).toEqual([]);
  });
});

/** A desk whose console lets in by signing in, too. */
async function deskWithSignIn({ issuer, clientSecret }: IdentityProvider): Promise<Desk> {
  const desk = await Desk.set();
  const { root } = desk.stage.state;
  const oidc = { issuer, clientId: "interlock", clientSecretFile: "oidc.secret", groups: ["ops"] };
  writeFileSync(join(root, "oidc.secret"), clientSecret);
  writeFileSync(join(root, "console.json"), JSON.stringify({ oidc }));
  return desk;
}
