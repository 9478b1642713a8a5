/**
 * The outbox, with the charters that ship: a mail and a payment that wait are shown as what they are, on the page and on a terminal;
 * nothing is sent while they wait, when they are refused, when their time is over or when a part dies; one is sent on a yes, once.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiEntries } from "../../src/console-server/index.ts";
import { Terminal } from "../transcripts/terminal.ts";
import { eventually, until } from "../worlds/eventually.ts";
import type { SoftPasskey } from "../worlds/soft-passkey.ts";
import { type Connection, Desk } from "./desk.ts";
import { PageVisitor } from "./page-visitor.ts";

const CHARTERS = join(import.meta.dirname, "../../charters");

interface Kind {
  readonly name: string;
  readonly charter: string;
  /** The one of its servers that sends. */
  readonly server: string;
  readonly tool: string;
  readonly args: { readonly [name: string]: unknown; readonly subject: string };
  /** The condition of the clause that asks; it gets a twin that asks for a moment only. */
  readonly asks: string;
  readonly parts: readonly (readonly [name: string, text: string])[];
}

const MAIL: Kind = {
  name: "mail",
  charter: "office",
  server: "mail",
  tool: "mail__send_email",
  args: { recipients: ["sales@northwind.example"], subject: "Order", body: "Twelve desks, please.\nThe office" },
  asks: "!mailed",
  parts: [
    ["recipients", "sales@northwind.example"],
    ["subject", "Order"],
    ["body", "Twelve desks, please.\nThe office"],
  ],
};
const PAYMENT: Kind = {
  name: "payment",
  charter: "personal-bank",
  server: "bank",
  tool: "bank__send_money",
  args: { recipient: "US133000000121212121212", amount: 700, subject: "Desks", date: "2026-01-05" },
  asks: "!known && !paidback",
  parts: [
    ["recipient", "US133000000121212121212"],
    ["amount", "700"],
    ["date", "2026-01-05"],
    ["subject", "Desks"],
  ],
};

describe.each([MAIL, PAYMENT])("a $name", ({ name, charter, server, tool, args, asks, parts }) => {
  let desk: Desk;
  let agent: Connection;
  let page: PageVisitor;
  let bea: SoftPasskey;
  let terminal: Terminal;

  beforeAll(async () => {
    const from = join(CHARTERS, charter);
    const script = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/recording-server.ts")];
    desk = await Desk.govern({
      from,
      servers: { [server]: { command: process.execPath, args: [...script, "sent/log", join(from, "interlock.lock"), server] } },
      writes: ["sent"],
      change: (text) =>
        text.replace(
          /( +)- (\{ name: (mail-to-a-stranger|stranger-is-paid), when: )"[^"]+" \}/,
          `$1- $2'(${asks}) && args.subject != "Late"' }\n$1- { name: briefly, when: '(${asks}) && args.subject == "Late"', within: 1s }`,
        ),
    });
    agent = await desk.connect({ options: ["--user", "ann", "--task", "look after the office", "--wait", "0", "--console", "0"] });
    page = await PageVisitor.open(desk, agent);
    bea = await page.enrol("bea");
    terminal = new Terminal("", desk.stage.folder);
  }, 120_000);
  afterAll(() => desk?.close());

  /** What the server has got. */
  function sent(): readonly unknown[] {
    const file = join(desk.stage.folder, "sent/log");
    return existsSync(file)
      ? readFileSync(file, "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as unknown)
      : [];
  }

  async function propose(subject: string): Promise<string> {
    const pending = await agent.call(tool, { ...args, subject });
    expect(pending).toMatchObject({ verdict: "escalate" });
    return pending.ticket ?? "";
  }

  /** The end of a call that is not sent. */
  async function ended(subject: string): Promise<string | undefined> {
    return await eventually(async (saw) => {
      const { verdict, code = "" } = saw(await agent.call(tool, { ...args, subject }));
      return verdict === "deny" && code.startsWith("approval/") ? code : undefined;
    }, "its end");
  }

  test("is held in the outbox, survives what dies, and is sent once on a yes", async () => {
    const ticket = await propose(args.subject);
    const { outbox } = await page.waiting(ticket);
    expect(outbox).toEqual({ is: name, parts: parts.map(([part, text]) => ({ at: `/${part}`, name: part, texts: [text] })) });
    const shown = await terminal.run(["pending"]);
    expect(shown).toContain(`in the outbox: a ${name}; nothing has been sent`);
    for (const [part, text] of parts)
      expect(shown).toContain(text.includes("\n") ? `| ${part}:\n    |   ${text.replace("\n", "\n    |   ")}` : `| ${part}: ${text}`);
    for (const part of [`executor-${server}`, "decider"]) {
      const pid = desk.pidOf(part);
      desk.signal(part, "SIGKILL");
      await until((saw) => ![undefined, pid].includes(saw(desk.pidOf(part))), `another ${part}`);
    }
    // A yes before the executor's new start would be for the one that died: the call would be in doubt, and not be sent.
    await until(async (saw) => {
      const { entries } = saw(await page.get<ApiEntries>("/ledger?kind=attestation"));
      return entries.filter(({ summary }) => summary.startsWith(`executor ${server} `)).length > 1;
    }, "the executor's new start");
    expect(sent()).toEqual([]);
    await page.answer(bea, { ticket, kind: "approval" });
    await until(() => sent().length > 0, `the ${name}`);
    await until(async (saw) => !saw(await agent.call(tool, args)).isError, "the result");
    expect(sent()).toEqual([args]);
  });

  test("is not sent when it is rejected, or when nobody answers in time", async () => {
    const before = sent();
    const ticket = await propose("Rejected");
    await page.answer(bea, { ticket, kind: "rejection", reason: "no" });
    expect(await ended("Rejected")).toBe("approval/rejected");
    await propose("Late");
    expect(await ended("Late")).toBe("approval/expired");
    expect(sent()).toEqual(before);
  });

  test("leaves a ledger that can be audited", async () => {
    await agent.close();
    expect(await terminal.run(["audit"])).toContain("OK");
  });
});
