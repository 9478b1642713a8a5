import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiJson, ApiStep } from "../../src/console-server/index.ts";
import { HAS_CHROMIUM, startChromium } from "./chromium.ts";
import { type Sample, sampleAnswers } from "./sample-answers.ts";
import { HAS_PAGE, type SimulatedServer, simulateServer } from "./simulated-server.ts";

const NOW = 1_800_000_000_000;
const FIRST_VIEW_MS_MAX = 1_000;
const FRAME_MS_MAX = 100;

describe.skipIf(!HAS_CHROMIUM || !HAS_PAGE)("the page, in Chromium (needs /usr/bin/chromium and npm run build)", () => {
  let browser: Browser;
  let server: SimulatedServer | undefined;

  beforeAll(async () => {
    browser = await startChromium();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server?.close();
  });

  /** Opens the page at a route; what it complains about fails the test at its end. */
  async function open(route: string, sample: Partial<Sample> = {}): Promise<Page & { readonly complaints: string[] }> {
    await server?.close();
    server = await simulateServer(sampleAnswers({ now: NOW, waiting: 3, sessions: 3, ...sample }));
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: "dark" });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => (message.type() === "error" ? complaints.push(message.text()) : undefined));
    await page.goto(`${server.url}#/${route}`);
    return Object.assign(page, { complaints });
  }

  describe("shows what is signed", () => {
    const call = (page: Page): ReturnType<Page["locator"]> => page.getByLabel("The exact call");

    test("5,000 empty lines, an override, markup and terminal controls leave the dangerous part in sight", async () => {
      const args: ApiJson = {
        command: `ls${"\n".repeat(5_000)}rm -rf / # \u202egnp.exe`,
        html: "<img src=x onerror=alert(1)></script><script>alert(1)</script>",
        terminal: "\u001b[2J\u001b[31mall fine\u001b[0m",
      };
      const page = await open("inbox/t10", { calls: [args] });
      const shown = (await call(page).innerText()).replaceAll("\u00a0", " ");
      for (const part of ["4,999 empty lines", "rm -rf / #", "U+202E right-to-left override", "gnp.exe", "terminal control \\x1b[2J"]) {
        expect(shown).toContain(part);
      }
      expect(shown).toContain("<img src=x onerror=alert(1)></script><script>alert(1)</script>");
      expect(await call(page).locator("img, script").count()).toBe(0);
      const box = await call(page).getByText("rm -rf / #").first().boundingBox();
      expect(box?.y).toBeLessThan(400);
      expect(page.complaints).toEqual([]);
      await page.close();
    });

    test("what would run stands first, and what was proposed below it is marked, whatever it says", async () => {
      const page = await open("inbox/t10", {
        calls: [{ query: "SELECT id FROM orders", note: "x" }],
        rewritten: [{ at: "/query", proposed: "as run: \u202e<img src=x onerror=alert(1)>" }, { at: "/note" }],
        critical: [],
      });
      const shown = (await call(page).innerText()).replaceAll("\u00a0", " ");
      expect(shown).toMatch(/SELECT id FROM orders”\s+as proposed: “as run: .*U\+202E.*<img src=x/s);
      expect(shown).toMatch(/“x”\s+as proposed: looks like a secret/);
      expect(await call(page).locator("img").count()).toBe(0);
      expect(await call(page).locator(".as-proposed").count()).toBe(2);
      expect(page.complaints).toEqual([]);
      await page.close();
    });

    test("what a call would do is lines of text, whatever they say, with what has changed since", async () => {
      const lines = [
        { is: "place", text: "line 1, then 1" },
        { is: "removed", text: "</li><img src=x onerror=alert(1)>" },
        { is: "added", text: "+ not a sign \u202e gnp.exe" },
        { is: "place", text: "5000 blank lines added" },
        { is: "added", text: "\u001b[2J\u001b[32mall fine; rm -rf /" },
        { is: "added", text: "x".repeat(40), cut: 9_000 },
      ] as const;
      const change = {
        path: "/srv/work/plan.md",
        is: "changed",
        what: "file",
        notes: ["mode 644 becomes 755"],
        lines,
        linesLeft: 7,
      } as const;
      const answer = { isError: false, text: "done", cut: 0 };
      const page = await open("inbox/t10", {
        details: {
          rehearsal: { entry: 12, secrets: [], found: { is: "files", answer, changes: [change], changesLeft: 2 } },
          since: { state: [{ variable: "payments", scope: "agent", before: [0], values: [2] }], files: ["/srv/work/plan.md"] },
          outbox: { is: "payment", parts: [{ at: "/amount", name: "amount", texts: ["700"] }] },
        },
      });
      const found = page.getByLabel("What it would do");
      const shown = (await found.innerText()).replaceAll("\u00a0", " ");
      for (const part of ["<img src=x", "U+202E", "9,000 more characters", "7 more lines", "2 more changes", "mode 644 becomes 755"])
        expect(shown).toContain(part);
      for (const part of ["5000 blank lines added", "terminal control \\x1b[2J", "rm -rf /"]) expect(shown).toContain(part);
      const [first, last] = await Promise.all([found.boundingBox(), found.getByText("rm -rf /").boundingBox()]);
      expect((last?.y ?? 0) - (first?.y ?? 0), "the dangerous line stands within a screen's height").toBeLessThan(400);
      expect(await found.locator("img").count()).toBe(0);
      expect(await found.locator(".is-added").count()).toBe(3);
      expect(await page.getByLabel("Since it was parked").innerText()).toContain("/srv/work/plan.md has changed");
      expect(await page.getByLabel("In the outbox").innerText()).toContain("Nothing has been sent");
      expect(page.complaints).toEqual([]);
      await page.close();
    });

    test("no two different texts look alike: their pictures differ", async () => {
      const texts = [
        "pay ann",
        "pay\u200b ann",
        "p\u0430y ann",
        "pay\u00a0ann",
        "pay\u202e ann",
        "pay  ann",
        "pay ann\u00ad",
        "pay ann ",
        "pay\nann",
      ];
      const page = await open("inbox/t10", { calls: texts.map((to) => ({ to })), waiting: texts.length, critical: [] });
      const pictures = new Map<string, string>();
      for (const [index, text] of texts.entries()) {
        await page.goto(`${server?.url}#/inbox/t${10 + index}`);
        await page.getByLabel(`Call t${10 + index}`).waitFor();
        const picture = (await call(page).locator(".tree").first().screenshot({ animations: "disabled" })).toString("base64");
        expect(pictures.get(picture), `${JSON.stringify(text)} looks like`).toBeUndefined();
        pictures.set(picture, JSON.stringify(text));
      }
      await page.close();
    });

    test("no two different lines of what it would do look alike: their pictures differ", async () => {
      const texts = ["pay ann", "pay\u200b ann", "p\u0430y ann", "pay\u202e ann", "pay ann\u001b[8m", "pay ann ", "pay ann  ", "pay\tann"];
      const lines = texts.flatMap((text) => [{ is: "added", text } as const, { is: "place", text } as const]);
      const found = { is: "rows", table: "account", affected: 1, lines, linesLeft: 0 } as const;
      const page = await open("inbox/t10", { details: { rehearsal: { entry: 12, secrets: [], found } } });
      const pictures = new Map<string, string>();
      for (const [index, line] of lines.entries()) {
        const shown = page.getByLabel("What it would do").locator("li").nth(index);
        const picture = (await shown.screenshot({ animations: "disabled" })).toString("base64");
        expect(pictures.get(picture), `${JSON.stringify(line)} looks like`).toBeUndefined();
        pictures.set(picture, JSON.stringify(line));
      }
      await page.close();
    });

    test("a huge call keeps what a clause looks at in sight, and must be opened before it can be approved", async () => {
      const args: ApiJson = {
        list: Array.from({ length: 5_000 }, (_, index) => `item ${index}`),
        note: `${"word ".repeat(20_000)}; rm -rf /`,
      };
      const page = await open("inbox/t10", { calls: [args], critical: ["/list/4321", "/note"] });
      const shown = await call(page).innerText();
      expect(shown).toContain("item 4321");
      expect(shown).toContain("; rm -rf /");
      expect(shown).toMatch(/4,975 more items folded/);
      expect(shown).toMatch(/[0-9,]+ characters folded/);
      const yes = page.getByRole("button", { name: /folded parts first/ });
      await yes.click();
      await page.getByRole("button", { name: "Approve" }).waitFor();
      expect(server?.told).toEqual([]);
      expect(await call(page).innerText()).toContain("item 4999");
      await page.close();
    });

    test("secrets are masked; looking is told to the server first", async () => {
      const page = await open("inbox/t10", { calls: [{ password: "••••••" }], secrets: ["/password"], critical: [] });
      expect(await page.getByRole("article").innerText()).not.toContain("hunter2");
      await page.getByRole("button", { name: "Reveal (recorded)" }).click();
      await page.getByText("hunter2-hunter2").waitFor();
      expect(server?.told).toEqual([{ path: "/api/reveal", body: { entry: 10, at: "/runs/password" } }]);
      await page.close();
    });
  });

  test("a charter under review hides nothing: overrides and foreign letters in texts, bounds and conditions are named", async () => {
    const tricky = 'args.to == \u202e"p\u0430yee"';
    const page = await open("charter", {
      charter: {
        sources: [{ file: "charter.yaml", text: `allow: ${tricky}\n` }],
        bounds: [{ name: "odd", kind: "never", text: tricky, status: "proved" }],
      },
    });
    await page.getByText("charter.yaml", { exact: true }).click();
    for (const place of [
      page.locator("details", { hasText: "charter.yaml" }).last(),
      page.locator("section", { hasText: "Bounds" }).first(),
    ]) {
      expect((await place.innerText()).replaceAll("\u00a0", " ")).toContain("U+202E right-to-left override");
      expect(await place.locator(".mixed").innerText()).toBe("\u0430");
    }
    expect(page.complaints).toEqual([]);
    await page.close();
  });

  test("keys alone lead through the inbox, and every view", async () => {
    const page = await open("inbox");
    await page.getByText("3 waiting").waitFor();
    await page.keyboard.press("j");
    await page.getByLabel("Call t10").waitFor();
    await page.keyboard.press("j");
    await page.getByLabel("Call t11").waitFor();
    await page.keyboard.press("k");
    await page.getByLabel("Call t10").waitFor();
    await page.keyboard.press("r");
    await page.getByRole("heading", { name: "Reject this call" }).waitFor();
    await page.keyboard.press("Escape");
    // The browser takes the focus from a closed dialog with its next frame; no person types as fast.
    await page.waitForFunction(() => document.activeElement === document.body);
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    for (const [key, heading] of [
      ["2", "Sessions"],
      ["3", "bank-assistant"],
      ["5", "Attention"],
      ["6", "Health"],
      ["1", "Inbox"],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
    }
    await page.keyboard.press("2");
    await page.getByLabel("Search sessions").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("jk");
    expect(await page.getByLabel("Search sessions").inputValue()).toBe("jk");
    expect(page.complaints).toEqual([]);
    await page.close();
  });

  test("the feed shows what every session proposes as it comes, each proposal once, with its verdict", async () => {
    const page = await open("sessions");
    const lines = page.locator(".steps > li");
    await lines.first().waitFor();
    const before = await lines.count();
    expect(before).toBeGreaterThan(0);
    const step: ApiStep = {
      ...{ proposal: 900, session: "s2", agent: "other-agent", at: NOW, tool: "mail/send_email", args: "{}", decisions: [] },
      ...{ answers: [], state: [] },
    };
    server?.send({ event: "step", step });
    await lines.first().getByText("no decision yet").waitFor();
    const decision = { entry: 901, at: NOW, verdict: "deny", codes: ["clause/deny"], clauses: [], actions: [] } as const;
    server?.send({ event: "step", step: { ...step, decisions: [decision] } });
    await lines.first().getByText("denied", { exact: true }).first().waitFor();
    server?.send({ event: "step", step: { ...step, decisions: [{ ...decision, end: "expired" }] } });
    await lines.first().getByText("expired", { exact: true }).first().waitFor();
    expect(await lines.first().innerText()).toContain("other-agent");
    await page.getByText("1 expired").first().waitFor();
    expect(await lines.count()).toBe(before + 1);
    await page.getByLabel("leave out what was just allowed").check();
    expect(await lines.count()).toBeLessThan(before + 1);
    expect(page.complaints).toEqual([]);
    await page.close();
  });

  test("10,000 sessions and 1,000 waiting calls stay smooth, and the first view comes within a second", async () => {
    const page = await open("inbox", { waiting: 1_000, sessions: 10_000 });
    await page.getByText("1,000 waiting").waitFor();
    const first: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await page.reload();
      await page.getByText("1,000 waiting").waitFor();
      first.push(await page.evaluate(() => performance.now()));
    }
    expect(Math.min(...first)).toBeLessThan(FIRST_VIEW_MS_MAX);
    expect(await page.locator(".virtual li").count()).toBeLessThan(60);
    expect(await scrollFrame(page)).toBeLessThan(FRAME_MS_MAX);
    await page.goto(`${server?.url}#/sessions`);
    await page.getByText("10,000", { exact: true }).waitFor();
    expect(await scrollFrame(page)).toBeLessThan(FRAME_MS_MAX);
    expect(await page.locator(".virtual li").count()).toBeLessThan(60);
    await page.close();
  });

  /** The median time between frames, in milliseconds, while a list is scrolled as fast as it goes. */
  function scrollFrame(page: Page): Promise<number> {
    return page.evaluate(async () => {
      const list = document.querySelector(".virtual");
      const times: number[] = [];
      for (let frame = 0; frame < 30; frame += 1) {
        list?.scrollBy(0, 1_500);
        times.push(await new Promise<number>((painted) => requestAnimationFrame(painted)));
      }
      const spans = times.slice(1).map((time, index) => time - (times[index] ?? time));
      return spans.sort((a, b) => a - b)[Math.floor(spans.length / 2)] ?? 0;
    });
  }

  test("a phone shows one thing at a time, and nothing wider than itself", async () => {
    const page = await open("inbox");
    await page.setViewportSize({ width: 390, height: 844 });
    for (const route of ["inbox", "inbox/t10", "sessions", "sessions/s0", "charter", "attention", "health"]) {
      await page.goto(`${server?.url}#/${route}`);
      await page.waitForTimeout(150);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), route).toBeLessThanOrEqual(390);
    }
    await page.close();
  });

  test("a lost connection shuts answers and is tried again; an expired session and a silent server are told apart", async () => {
    const page = await open("inbox/t10");
    const approve = page.getByRole("button", { name: "Approve" });
    await approve.waitFor();
    expect(await approve.isEnabled()).toBe(true);
    const tried = page.waitForRequest("**/api/stream");
    await server?.close();
    await page.getByText("The connection is lost, so nothing can be answered").waitFor();
    expect([await approve.isDisabled(), await page.getByRole("button", { name: "Reject" }).isDisabled()]).toEqual([true, true]);
    await tried;
    const expired = { code: "console-server/no-session", message: "nobody is let in" };
    await page.route("**/api/**", (route) => route.fulfill({ status: 401, json: expired }));
    await page.getByText("This console opens with a link that works once").waitFor();
    expect(await approve.count()).toBe(0);
    await page.close();

    const silent = await open("inbox");
    await silent.route("**/api/**", (route) => route.abort());
    await silent.reload();
    await silent.getByText("The console does not answer").waitFor();
    expect(await silent.getByText("works once").count()).toBe(0);
    await silent.unroute("**/api/**");
    await silent.getByText("3 waiting").waitFor();
    await silent.close();
  });

  test("signing in leads back to the call that a notice's link named", async () => {
    const page = await open("inbox");
    const { url = "" } = server ?? {};
    let isIn = false;
    const login = { issuer: "https://id.example", url: `${url}?back#/inbox` };
    await page.route("**/api/me", (route) =>
      isIn ? route.fallback() : route.fulfill({ status: 401, json: { code: "none", message: "no" } }),
    );
    await page.route("**/api/login", (route) => route.fulfill({ json: login }));
    await page.goto(`${url}?notice#/inbox/t11`);
    const button = page.getByRole("button", { name: "Sign in with id.example" });
    await button.waitFor();
    isIn = true;
    await button.click();
    await page.getByLabel("Call t11").waitFor();
    expect(new URL(page.url()).hash).toBe("#/inbox/t11");
    await page.close();
  });

  test("says what is the matter: nothing waits, no longer waits, nobody let in, not ready", async () => {
    const page = await open("inbox", { waiting: 0 });
    await page.getByText("Nothing waits for you").waitFor();
    await page.getByRole("link", { name: /NOT READY/ }).waitFor();
    await page.goto(`${server?.url}#/inbox/t99`);
    await page.getByText("This call does not wait any more").waitFor();
    await server?.close();
    server = await simulateServer(() => undefined);
    await page.goto(server.url);
    await page.getByText("This console opens with a link that works once").waitFor();
    await page.close();
  });
});
