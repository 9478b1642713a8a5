/**
 * What the URL and HTTP interpreters understood is what arrives: `fetch` and curl, two parsers that are not ours, are given the form that
 * is sent, and a server on this machine sees the method, host, path, names in the query and size that were judged of that form.
 */
import { execFile, spawnSync } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../src/kernel/index.ts";
import { interpret } from "../../src/meaning/index.ts";
import { createDice, type Dice } from "../generators/dice.ts";
import { sentValue } from "./sent-value.ts";

const CONTEXT = { roots: {} };
const hasCurl = spawnSync("curl", ["--version"]).status === 0;
const run = promisify(execFile);
const PIECES = [
  "a",
  "b.c",
  "/",
  "/",
  "..",
  ".",
  "/../",
  "%20",
  "%2e",
  "%2F",
  "%41",
  "?",
  "x=1",
  "&",
  "y",
  "=",
  "#",
  "@",
  ":",
  ";",
  "\\",
  "é",
  "~",
  "!",
  "$",
  "'",
  "(",
  "*",
  "+",
  ",",
  "%C3%A9",
  "[",
  "|",
  "%00",
];
const HOSTS = [
  "example.com",
  "EXAMPLE.com",
  "a.b.example.co.uk",
  "evil.com@example.com",
  "example.com.",
  "xn--bcher-kva.example",
  "1.2.3.4",
  "0x1.2.3.4",
  "[::1]",
  "ex%61mple.com",
];

interface Arrived {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly keys: readonly string[];
  readonly bytes: number;
}

let server: Server;
let port = 0;
let arrived: Arrived | undefined;

beforeAll(async () => {
  server = createServer(async (message, reply) => {
    arrived = await readMessage(message);
    reply.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function readMessage(message: IncomingMessage): Promise<Arrived> {
  let bytes = 0;
  for await (const chunk of message) bytes += (chunk as Buffer).length;
  const [path = "", ...query] = (message.url ?? "").split("?");
  const keys = [...new Set(new URLSearchParams(`?${query.join("?")}`).keys())].sort();
  return { method: message.method ?? "", host: message.headers.host ?? "", path, keys, bytes };
}

function factOf(interpreter: string, value: Json, field: string): Json | undefined {
  return interpret({ from: "meaning", interpreter, of: [], field, parameters: [] }, value, CONTEXT);
}

function judgedOf(url: string): Omit<Arrived, "method" | "bytes"> {
  const port = Number(factOf("url", url, "port"));
  const host = String(factOf("url", url, "host"));
  const keys = factOf("url", url, "query_keys");
  return {
    host: port === 80 ? host : `${host}:${port}`,
    path: String(factOf("url", url, "path")),
    keys: Array.isArray(keys) ? keys.map(String) : [],
  };
}

function randomUrl(dice: Dice, host: string): string {
  return `http://${host}/${dice.times(dice.below(8), () => dice.pick(PIECES)).join("")}`;
}

/** URLs that are understood, until there are enough. */
function* understoodUrls(dice: Dice, host: () => string, count: number): Generator<string> {
  for (let found = 0; found < count; ) {
    const url = randomUrl(dice, host());
    if (sentValue("url", url, CONTEXT) === undefined) continue;
    found += 1;
    yield url;
  }
}

describe("url and http against what arrives", () => {
  test("fetch sends what was judged, as written and canonical", async () => {
    const dice = createDice(20_261);
    for (const url of understoodUrls(dice, () => dice.pick([`127.0.0.1:${port}`, `localhost:${port}`]), 1_000)) {
      const sent = String(sentValue("url", url, CONTEXT));
      for (const given of [url, sent]) {
        await (await fetch(given)).text();
        expect(arrived, given).toMatchObject(judgedOf(sent));
      }
    }
  });

  test("fetch sends the message that was judged", async () => {
    const dice = createDice(7);
    for (const url of understoodUrls(dice, () => `127.0.0.1:${port}`, 300)) {
      const method = dice.pick(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
      const message = { method, url, ...(method === "GET" ? {} : { body: "é".repeat(dice.below(9)) }), headers: { "X-A": "b" } };
      const sent = sentValue("http", message, CONTEXT) as {
        method: string;
        url: string;
        body?: string;
        headers: Record<string, string>;
      };
      const { url: target, ...options } = sent;
      await (await fetch(target, options)).text();
      expect(arrived).toMatchObject({
        ...judgedOf(target),
        method: factOf("http", sent, "method"),
        bytes: factOf("http", sent, "body_bytes"),
      });
    }
  });

  test.skipIf(!hasCurl)(`curl sends what was judged, to any host${hasCurl ? "" : " (skipped: no curl on this machine)"}`, async () => {
    const dice = createDice(11);
    for (const url of understoodUrls(dice, () => dice.pick(HOSTS), 150)) {
      const sent = String(sentValue("url", url, CONTEXT));
      await run("curl", ["-qsg", "--connect-to", `::127.0.0.1:${port}`, sent]);
      expect(arrived, sent).toMatchObject(judgedOf(sent));
    }
  });
});
