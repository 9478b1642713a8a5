/** The webhook, against a real server: what it posts, how it is signed, and where it does not go. */
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConsolePage } from "./notice-target.ts";
import { openWebhook } from "./webhook.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const folder = mkdtempSync(join(tmpdir(), "interlock-webhook-"));
const secretFile = join(folder, "secret");
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
let status = 200;
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => (body += text));
  request.on("end", () => {
    received.push({ headers: request.headers, body });
    response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end("ok");
  });
});
let address = "";

beforeAll(async () => {
  writeFileSync(secretFile, `${SECRET}\n`);
  writeFileSync(join(folder, "short"), "secret");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/T0/very-secret`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function post(): Promise<unknown> {
  const opened = openWebhook(address, secretFile, () => 1_800_000_000_999);
  return opened.ok ? await opened.value.send({ title: "Interlock", lines: ["<!channel> & more", "last"] }) : opened;
}

describe("a webhook", () => {
  test("gets a text that mentions nobody, with a signature over time and body", async () => {
    expect(await post()).toEqual({ ok: true, value: undefined });
    const [{ headers, body }] = received.splice(0) as [(typeof received)[0]];
    expect(JSON.parse(body)).toEqual({ text: "Interlock\n&lt;!channel&gt; &amp; more\nlast", mrkdwn: false });
    expect(headers["x-interlock-timestamp"]).toBe("1800000000");
    expect(headers["x-interlock-signature"]).toBe(`v1=${createHmac("sha256", SECRET).update(`v1:1800000000:${body}`).digest("hex")}`);
  });

  test("that refuses, redirects or is gone is a fault without its secret path: cli/notice-undelivered", async () => {
    for (const answer of [500, 302]) {
      status = answer;
      const sent = await post();
      expect(sent).toMatchObject({ fault: { code: "cli/notice-undelivered" } });
      expect(JSON.stringify(sent)).not.toContain("very-secret");
    }
    // A redirect is not followed.
    expect(received).toHaveLength(2);
    const gone = openWebhook("http://127.0.0.1:1/", secretFile, () => 0);
    expect(gone.ok && (await gone.value.send({ title: "", lines: [] }))).toMatchObject({ fault: { code: "cli/notice-undelivered" } });
  });

  test("goes over https or stays here: cli/notice-target-unsafe", () => {
    for (const url of ["http://example.org/", "http://127.0.0.1.example.org/", "ftp://localhost/", "file:///etc/passwd"])
      expect(openWebhook(url, secretFile, () => 0)).toMatchObject({ fault: { code: "cli/notice-target-unsafe" } });
    expect(openWebhook("https://hooks.example.org/", secretFile, () => 0).ok).toBe(true);
  });

  test("is signed, with a secret worth its name: cli/notice-settings-malformed, cli/file-unreadable", () => {
    const code = (url: string, file?: string): unknown => {
      const opened = openWebhook(url, file, () => 0);
      return opened.ok ? "opened" : opened.fault.code;
    };
    expect(code("https://example.org/")).toBe("cli/notice-settings-malformed");
    expect(code("https://example.org/", join(folder, "short"))).toBe("cli/notice-settings-malformed");
    expect(code("https://ann:pass@example.org/", secretFile)).toBe("cli/notice-settings-malformed");
    expect(code("example", secretFile)).toBe("cli/notice-settings-malformed");
    expect(code("https://example.org/", join(folder, "none"))).toBe("cli/file-unreadable");
  });
});

test("a link leads to the console alone, not with its one-time secret: cli/notice-settings-malformed, cli/notice-target-unsafe", () => {
  expect(parseConsolePage("http://localhost:7325/")).toEqual({ ok: true, value: "http://localhost:7325" });
  expect(parseConsolePage("https://team.example/interlock/")).toEqual({ ok: true, value: "https://team.example/interlock" });
  for (const url of ["http://localhost:7325/#link=abc", "https://a:b@team.example", "https://team.example/?key=1", "team"])
    expect(parseConsolePage(url)).toMatchObject({ fault: { code: "cli/notice-settings-malformed" } });
  expect(parseConsolePage("http://team.example")).toMatchObject({ fault: { code: "cli/notice-target-unsafe" } });
});
