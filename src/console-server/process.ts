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
import { relyingPartyOf } from "../crypto/index.ts";
import { type Fault, fail } from "../fault/index.ts";
import { faultLine, LedgerClient } from "../ledger/index.ts";
import { connect } from "../link/index.ts";
import { readConsoleConfig, type WitnessConfig } from "./config.ts";
import { Console } from "./console.ts";
import type { Witnessed } from "./proofs.ts";
import { OidcLogins } from "./web/oidc-logins.ts";
import { OidcProvider } from "./web/oidc-provider.ts";
import { readPageFiles } from "./web/page-files.ts";
import { makeWebApp } from "./web/web-app.ts";
import { WebSessions } from "./web/web-sessions.ts";

/** The last head that witnesses have cosigned, as it is in the file now. */
function readWitnessed({ policy, cosigned }: WitnessConfig): Witnessed {
  try {
    return { policy, cosigned: readFileSync(cosigned, "utf8") };
  } catch {
    return { policy, cosigned: undefined };
  }
}

function end(fault: Fault): never {
  process.stderr.write(faultLine("console", fault));
  process.exit(1);
}

// Whoever started this process holds the other end of its standard input, and no part outlives the launcher.
process.stdin.resume().on("end", () => process.exit(0));
const config = readConsoleConfig(process.argv[2] ?? "");
if (!config.ok) end(config.fault);
const { socket, identity, ring, port, origin: named, witnesses, oidc } = config.value;
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
  witnessed: () => (witnesses === undefined ? undefined : readWitnessed(witnesses)),
});
const started = await one.start();
if (!started.ok) end(fail("console-server/behind", "the ledger cannot be read", { cause: started.fault }).fault);
const sessions = new WebSessions(world);
const files = readPageFiles(fileURLToPath(new URL("../../dist/console", import.meta.url)));
const logins = oidc === undefined ? undefined : new OidcLogins(new OidcProvider(oidc, { ...world, ask: fetch }), origin, world);
const app = makeWebApp({ console: one, sessions, files, ...(logins === undefined ? {} : { logins }) });
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
