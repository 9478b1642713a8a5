/**
 * The console's HTTP port, simulated: serves the built page under its strict policy, and answers with what a test gives it. For
 * amounts and texts that a real system would need hours for; the whole way is tried against the real one.
 */
import { createReadStream, existsSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { ApiEvent } from "../../src/console-server/index.ts";

/** By path below `/api`, what is answered; undefined is 404. */
export type Answers = (path: string, query: URLSearchParams) => object | undefined;

export interface SimulatedServer {
  readonly url: string;
  readonly send: (event: ApiEvent) => void;
  /** Bodies of every POST, by path. */
  readonly told: readonly { readonly path: string; readonly body: unknown }[];
  readonly close: () => Promise<void>;
}

const PAGE = join(import.meta.dirname, "../../dist/console");
const KINDS: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
/** As strict as the page can bear; the real server's is tried with the real server. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** Whether the page has been built (`npm run build`). */
export const HAS_PAGE = existsSync(join(PAGE, "index.html"));

export async function simulateServer(answers: Answers): Promise<SimulatedServer> {
  const streams = new Set<ServerResponse>();
  const told: { path: string; body: unknown }[] = [];
  const server: Server = createServer(async (incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://localhost");
    response.setHeader("content-security-policy", POLICY);
    if (pathname === "/api/stream") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`retry: 200\ndata: ${JSON.stringify({ event: "hello", now: Date.now(), size: 0 } satisfies ApiEvent)}\n\n`);
      streams.add(response);
      return;
    }
    if (!pathname.startsWith("/api/")) {
      serveFile(pathname, response);
      return;
    }
    if (incoming.method === "POST") {
      const body = (await incoming.toArray()).map((chunk) => Buffer.from(chunk)).join("");
      told.push({ path: pathname, body: JSON.parse(body) });
    }
    const answer = answers(pathname.slice(4), searchParams);
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { code: "console/not-found", message: "there is no such thing" }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    told,
    send: (event) => {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function serveFile(path: string, response: ServerResponse): void {
  const file = join(PAGE, normalize(path === "/" ? "/index.html" : path));
  if (!file.startsWith(PAGE) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": KINDS[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}
