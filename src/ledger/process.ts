/** The ledger's process: reads its configuration and key, opens the folder, and serves the parts until it is told to end. */
import { randomBytes } from "node:crypto";
import type { Fault } from "../fault/index.ts";
import { readLedgerConfig } from "./config.ts";
import { realDisk } from "./disk/real-disk.ts";
import { faultLine } from "./fault-line.ts";
import { measureCode } from "./measure-code.ts";
import { startLedger } from "./start-ledger.ts";

/** How long an end may take: one slow commit and the last publication. */
const END_MS = 2_500;

function giveUp(fault: Fault): never {
  process.stderr.write(faultLine("ledger", fault));
  process.exit(1);
}

const config = readLedgerConfig(process.argv[2] ?? "");
if (!config.ok) giveUp(config.fault);
const started = await startLedger({
  ...config.value,
  disk: realDisk(config.value.folder),
  clock: {
    now: () => Date.now(),
    after: (delayMs, call) => {
      const timer = setTimeout(call, delayMs);
      return () => clearTimeout(timer);
    },
  },
  epoch: randomBytes(16).toString("hex"),
  code: measureCode(),
});
if (!started.ok) giveUp(started.fault);
const { close } = started.value;

let isEnding = false;
function end(): void {
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.exit(1), END_MS).unref();
  void close().then(() => process.exit(0));
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
// Whoever started this process holds the other end of its standard input, and no part outlives the launcher.
process.stdin.resume().on("end", end).on("error", end);
