/**
 * The executor's process: reads its configuration and key, links to the ledger, attests its start, and executes until
 * the link or its standard input ends.
 */

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../crypto/index.ts";
import { type Fault, fail } from "../fault/index.ts";
import { faultLine, LedgerClient, measureCode } from "../ledger/index.ts";
import { connect } from "../link/index.ts";
import { readExecutorConfig } from "./config.ts";
import { Executor } from "./executor.ts";
import { HeadFile, readHead } from "./head-file.ts";
import { withEvidence } from "./keep-evidence.ts";
import { FAREWELL_MS, SESSIONS_MAX, WHY_NOT_TICK_MS } from "./limits.ts";
import { ownFileReached } from "./own-files.ts";
import { rehearserOf } from "./rehearsal/rehearse.ts";
import { behindWalls, sandboxWorks, serverEnvironment } from "./sandbox.ts";
import { ScopeUses } from "./scope-uses.ts";
import { readUses, usesKeptIn } from "./uses-file.ts";

function giveUp(fault: Fault): never {
  process.stderr.write(faultLine("executor", fault));
  process.exit(1);
}

const read = readExecutorConfig(process.argv[2] ?? "");
if (!read.ok) giveUp(read.fault);
const config = read.value;
const { server, identity, ring, walls } = config;
mkdirSync(walls.scratch, { recursive: true, mode: 0o700 });
const bare = { command: config.command, args: config.args, env: serverEnvironment(process.env, config.env, walls.scratch) };
const isWalled = config.sandbox && (await sandboxWorks());
if (walls.only !== undefined && !isWalled) giveUp(fail("executor/not-walled", `\`${server}\` is to see nothing but its roots`).fault);
if (config.sandbox && !isWalled) process.stderr.write("bubblewrap does not work here: the server is only separated by its environment\n");
const usesFile = join(config.state, "uses", `${server}.json`);
const used = readUses(usesFile);
if (!used.ok) giveUp(used.fault);

const link = await connect({ path: config.socket, identity, ring });
if (!link.ok) giveUp(fail("executor/ledger-unreachable", "the ledger cannot be reached", { cause: link.fault }).fault);
const client = new LedgerClient(link.value, identity);
const headFile = join(config.state, "heads", `${server}.json`);
const head = readHead(headFile);
if (!head.ok) giveUp(head.fault);
const heads = new HeadFile(headFile, (message) => void process.stderr.write(`${message}\n`));
const epoch = randomBytes(16).toString("hex");
const reached = (args: Json): string | undefined => ownFileReached(args, config.folder, [...walls.hidden, ...walls.readOnly]);
const { command, args: words, folder: startFolder, rehearse } = config;
const rehearsing =
  rehearse === undefined
    ? undefined
    : rehearserOf({
        server,
        config: rehearse,
        command,
        args: words,
        environment: process.env,
        walls,
        startFolder,
        isBoxed: isWalled,
        reached,
      });
const executor = new Executor(
  {
    server,
    identity,
    ring,
    epoch,
    pins: config.pins,
    folder: config.folder,
    callMs: config.callMs,
    launch: isWalled ? behindWalls(bare, walls) : bare,
    reached,
    ...(rehearsing === undefined ? {} : { rehearsals: { folder: join(config.state, "rehearsals", server), rehearse: rehearsing } }),
    sessionsMax: SESSIONS_MAX,
    clock: () => Date.now(),
    onWords: (line) => void process.stderr.write(`${line}\n`),
    ...(config.witnesses === undefined ? {} : { witnesses: config.witnesses }),
    uses: new ScopeUses(used.value, usesKeptIn(usesFile)),
    head: head.value,
    onHead: (seen) => heads.keep(seen),
    onConviction: (fault, evidence) => end(evidence === undefined ? fault : withEvidence(fault, evidence, join(config.state, "heads"))),
  },
  client,
);

let isEnding = false;
/** Ends the servers and then this process; with a fault where there is one. */
function end(fault?: Fault): void {
  if (isEnding) return;
  isEnding = true;
  executor.close();
  heads.save();
  setTimeout(() => (fault === undefined ? process.exit(0) : giveUp(fault)), executor.isIdle ? 0 : FAREWELL_MS).unref();
}

client.onWarrant((warrant) => void executor.takeWarrant(warrant));
client.onRehearse((papers) => void executor.takeParked(papers));
client.onWitnessed((cosigned) => {
  executor.takeWitnessed(cosigned);
  tellWhyNot();
});
link.value.onClose((cause) =>
  end(fail("executor/ledger-unreachable", "the link to the ledger has ended", cause === undefined ? {} : { cause }).fault),
);
const attested = await client.append({
  entry: { kind: "attestation", part: "executor", server, epoch, grade: config.grade, code: measureCode() },
});
if (!attested.ok) giveUp(fail("executor/ledger-unreachable", "the ledger did not take the attestation", { cause: attested.fault }).fault);
let told = "";
/** Says when it would not act, and when it would again, so that the system is not ready meanwhile; and of its server likewise. */
function tellWhyNot(): void {
  const [reason, { unreached }] = [executor.whyNot(), executor];
  const news = JSON.stringify([reason?.message, unreached?.message]);
  if (news === told) return;
  told = news;
  // Whoever runs it hears of it without the ledger, too.
  if (reason !== undefined) process.stderr.write(`executor: ${reason.message} [${reason.code}]\n`);
  client.able(reason, unreached);
}
tellWhyNot();
setInterval(tellWhyNot, WHY_NOT_TICK_MS).unref();
const seen = head.value === undefined ? {} : { seen: head.value.size };
client.follow(0, { what: "warrants", server, rehearses: rehearse !== undefined, ...seen }, ({ leaf, blob }) => {
  if (leaf.entry.kind === "session") executor.takeSession(leaf.session ?? "", leaf.entry, leaf.at);
  else executor.takeEntry(leaf, blob);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end());
// Whoever started this process holds the other end of its standard input, and no part outlives the launcher.
process.stdin
  .resume()
  .on("end", () => end())
  .on("error", () => end());
