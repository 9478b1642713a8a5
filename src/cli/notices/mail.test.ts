/** Mail, against a real SMTP server. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMail } from "./mail.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-mail-"));
const settingsFile = join(folder, "mail.json");
const received: { from: string; to: readonly string[]; text: string }[] = [];
const server = new SMTPServer({
  hideSTARTTLS: true,
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _session, callback) =>
    callback(username === "watch" && password === "correct horse" ? null : new Error("wrong"), { user: username }),
  onData: (stream, { envelope }, callback) => {
    let text = "";
    stream.on("data", (bytes: Buffer) => (text += bytes.toString("utf8")));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = envelope;
      received.push({ from: mailFrom === false ? "" : (mailFrom?.address ?? ""), to: rcptTo.map(({ address }) => address), text });
      callback();
    });
  },
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  port = (server.server.address() as AddressInfo).port;
  writeFileSync(join(folder, "password"), "correct horse\n");
  writeFileSync(join(folder, "wrong"), "battery staple\n");
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(folder, { recursive: true });
});

function open(change: { readonly [member: string]: unknown } = {}): ReturnType<typeof openMail> {
  const settings = {
    host: "127.0.0.1",
    port,
    tls: "none",
    login: { user: "watch", passwordFile: "password" },
    from: "interlock@example.org",
    to: ["ann@example.org", "bea@example.org"],
    ...change,
  };
  writeFileSync(settingsFile, JSON.stringify(settings));
  return openMail(settingsFile);
}

async function send(change: { readonly [member: string]: unknown } = {}): Promise<unknown> {
  const opened = open(change);
  return opened.ok ? await opened.value.send({ title: "Interlock: a call waits for people", lines: ["t1 waits", "a link"] }) : opened;
}

describe("mail", () => {
  test("reaches everybody, as plain text, after a login from the password's own file", async () => {
    expect(await send()).toEqual({ ok: true, value: undefined });
    const [{ from, to, text }] = received.splice(0) as [(typeof received)[0]];
    expect([from, to]).toEqual(["interlock@example.org", ["ann@example.org", "bea@example.org"]]);
    expect(text).toContain("Subject: Interlock: a call waits for people\r\n");
    expect(text).toContain("Content-Type: text/plain");
    expect(text).toContain("\r\n\r\nt1 waits\r\na link\r\n");
  });

  test("that the server does not take is a fault: cli/notice-undelivered", async () => {
    const undelivered = { fault: { code: "cli/notice-undelivered" } };
    const wrong = await send({ login: { user: "watch", passwordFile: "wrong" } });
    expect(wrong).toMatchObject(undelivered);
    expect(JSON.stringify(wrong)).not.toContain("battery");
    // STARTTLS was asked for, and is not offered: nothing goes in clear.
    expect(await send({ tls: "starttls" })).toMatchObject(undelivered);
    expect(received).toEqual([]);
  });

  test("goes without TLS only on this machine: cli/notice-target-unsafe", () => {
    expect(open({ host: "mail.example.org" })).toMatchObject({ fault: { code: "cli/notice-target-unsafe" } });
    expect(open({ host: "mail.example.org", tls: "starttls" }).ok).toBe(true);
  });

  test.each([{ port: 0 }, { to: [] }, { from: "nobody" }, { subject: "mine" }, { tls: "perhaps" }, { login: { user: "watch" } }])(
    "is not sent as %o says: cli/notice-settings-malformed",
    (change) => {
      expect(open(change)).toMatchObject({ fault: { code: "cli/notice-settings-malformed" } });
    },
  );

  test("needs its files: cli/file-unreadable, and JSON: cli/notice-settings-malformed", () => {
    expect(open({ login: { user: "watch", passwordFile: "none" } })).toMatchObject({ fault: { code: "cli/file-unreadable" } });
    expect(openMail(join(folder, "none"))).toMatchObject({ fault: { code: "cli/file-unreadable" } });
    expect(openMail(join(folder, "password"))).toMatchObject({ fault: { code: "cli/notice-settings-malformed" } });
  });
});
