import { existsSync, readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiEntries } from "../../src/console-server/index.ts";
import { eventually } from "../system/desk.ts";
import { HAS_CHROMIUM, startChromium } from "./chromium.ts";
import { enrol, openPerson, type RealConsole, startConsole } from "./real-console.ts";
import { HAS_PAGE } from "./simulated-server.ts";

describe.skipIf(!HAS_CHROMIUM || !HAS_PAGE)("the whole way, in Chromium (needs /usr/bin/chromium and npm run build)", () => {
  let real: RealConsole;
  let browser: Browser;
  let page: Page & { readonly complaints: readonly string[] };

  beforeAll(async () => {
    [real, browser] = await Promise.all([startConsole(), startChromium()]);
    page = await openPerson(browser, real.link);
  });
  afterAll(async () => {
    await browser?.close();
    await real?.desk.close();
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
    await eventually(() => (plan() === content ? true : undefined), "the approved call");

    const outcomes = await page.evaluate(async () => {
      const { entries } = (await (await fetch("/api/ledger?kind=outcome")).json()) as ApiEntries;
      return entries.map(({ summary }) => summary);
    });
    expect(outcomes.filter((summary) => summary.startsWith(`${pending.ticket}:`))).toHaveLength(1);

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
    const told = await eventually(async () => {
      const answer = await write();
      return answer.verdict === "deny" ? answer : undefined;
    }, "the rejection");
    expect(told.code).toBe("approval/rejected");
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
