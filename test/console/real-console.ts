/**
 * The console of a whole system that runs: `interlock run --console` in front of real tool servers, an agent on the one side, a
 * person's browser with a passkey on the other. Nothing in between is simulated but the authenticator, which Chromium brings.
 */
import type { Browser, Page } from "playwright-core";
import { type Connection, Desk } from "../system/desk.ts";
import { Terminal } from "../transcripts/terminal.ts";
import { eventually } from "../worlds/eventually.ts";

export interface RealConsole {
  readonly desk: Desk;
  readonly agent: Connection;
  /** A terminal in the charter's folder. */
  readonly terminal: Terminal;
  /** Opens once. */
  readonly link: string;
}

/** Starts everything; the console chooses its port. */
export async function startConsole(setting: Promise<Desk> = Desk.set()): Promise<RealConsole> {
  const desk = await setting;
  const agent = await desk.connect({ options: ["--user", "ann", "--wait", "0", "--console", "0"] });
  const link = await eventually((saw) => /^console: (http\S+)$/m.exec(saw(agent.words).join("\n"))?.[1], "the console's link");
  return { desk, agent, terminal: new Terminal("", desk.stage.folder), link };
}

/** A person's browser, with an authenticator that verifies its holder, and whatever the page complained about. */
export async function openPerson(browser: Browser, link: string): Promise<Page & { readonly complaints: readonly string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme: "dark" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => (message.type() === "error" ? complaints.push(message.text()) : undefined));
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  await devtools.send("WebAuthn.addVirtualAuthenticator", { options: { ...options, automaticPresenceSimulation: true } });
  await page.goto(link);
  return Object.assign(page, { complaints });
}

/** Makes a passkey on the page, and enrols it as an author does. */
export async function enrol(page: Page, terminal: Terminal, person: string): Promise<void> {
  await page.getByLabel("Your name, as others know you").fill(person);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  const command = await page.getByText("interlock trust --approver").innerText();
  await terminal.run(command.trim().split(" ").slice(1));
  await page.getByText("One step is left").waitFor({ state: "detached" });
}
