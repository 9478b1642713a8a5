/**
 * The console's process: reads its configuration and key, links to the ledger, serves the page on loopback, and prints the one-time link.
 * Its own key opens what approvers may read and signs nothing but its link.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { type Identity, isJsonObject, parseIdentity, parseJson, parseRing, type Ring, relyingPartyOf } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { LedgerClient } from "../ledger/index.ts";
import { connect } from "../link/index.ts";
import { Console } from "./console.ts";
import type { ConsoleServerCode } from "./faults.ts";
import { readPageFiles } from "./page-files.ts";
import { makeWebApp } from "./web-app.ts";
import { WebSessions } from "./web-sessions.ts";

interface Config {
  readonly socket: string;
  readonly identity: Identity;
  readonly ring: Ring;
  /** On loopback; 0 lets the system choose. */
  readonly port: number;
  /** Where browsers find it, if that is behind something that speaks TLS; else `http://localhost:PORT`. */
  readonly origin: string | undefined;
}

/** Reads `{ socket, key, ring, port, origin? }`; `key` and `ring` name files. Code: `console-server/config-malformed`. */
function readConfig(file: string): Result<Config, ConsoleServerCode> {
  const malformed = (message: string, cause?: Fault): Result<never, ConsoleServerCode> =>
    fail("console-server/config-malformed", message, cause === undefined ? {} : { cause });
  try {
    const config = parseJson(readFileSync(file));
    if (!config.ok) return malformed("the configuration is not JSON", config.fault);
    const { socket, key, ring: ringFile, port, origin } = isJsonObject(config.value) ? config.value : {};
    if (typeof socket !== "string" || typeof key !== "string" || typeof ringFile !== "string" || typeof port !== "number")
      return malformed("it needs `socket`, `key`, `ring` and `port`");
    if (origin !== undefined && (typeof origin !== "string" || relyingPartyOf(origin) === undefined))
      return malformed("`origin` is `https://HOST`, or `http://localhost:PORT`");
    const identity = parseIdentity(readFileSync(key));
    if (!identity.ok) return malformed("the key cannot be used", identity.fault);
    const ring = parseRing(readFileSync(ringFile));
    if (!ring.ok) return malformed("the ring cannot be used", ring.fault);
    return ok({ socket, identity: identity.value, ring: ring.value, port, origin });
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

function end(fault: Fault): never {
  const because = fault.cause === undefined ? "" : `, because ${fault.cause.message} [${fault.cause.code}]`;
  process.stderr.write(`console: ${fault.message} [${fault.code}]${because}\n`);
  process.exit(1);
}

// Whoever started this process holds the other end of its standard input, and no part outlives the launcher.
process.stdin.resume().on("end", () => process.exit(0));
const config = readConfig(process.argv[2] ?? "");
if (!config.ok) end(config.fault);
const { socket, identity, ring, port, origin: named } = config.value;
const link = await connect({ path: socket, identity, ring });
if (!link.ok) end(fail("console-server/ledger-unreachable", "the ledger cannot be reached", { cause: link.fault }).fault);
link.value.onClose(() => process.exit(1));

const server = createServer();
server.headersTimeout = 10_000;
server.requestTimeout = 30_000;
const listening = await new Promise<Error | undefined>((resolve) => {
  server.once("error", resolve);
  server.listen(port, "127.0.0.1", () => resolve(undefined));
});
if (listening !== undefined) end(fail("console-server/listen-failed", `port ${port}: ${listening.message}`).fault);
const origin = named ?? `http://localhost:${(server.address() as AddressInfo).port}`;
const world = { now: (): number => Date.now(), random: (size: number): Uint8Array => randomBytes(size) };
const one = new Console({
  ...world,
  client: new LedgerClient(link.value, identity),
  identity,
  ring,
  origin,
  rpId: relyingPartyOf(origin) ?? "localhost",
});
const started = await one.start();
if (!started.ok) end(fail("console-server/behind", "the ledger cannot be read", { cause: started.fault }).fault);
const sessions = new WebSessions(world);
const files = readPageFiles(fileURLToPath(new URL("../../dist/console", import.meta.url)));
const app = makeWebApp({ console: one, sessions, files });
server.on("request", getRequestListener(app.fetch, { overrideGlobalObjects: false }));
process.stderr.write(`console: ${origin}/#link=${sessions.issueLink()}\n`);
// Whoever can signal this process may have another link: the first was lost, or opened.
process.on("SIGUSR2", () => process.stderr.write(`console: ${origin}/#link=${sessions.issueLink()}\n`));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    one.stop();
    process.exit(0);
  });
}
