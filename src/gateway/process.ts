/**
 * The gateway's process: reads its configuration and key, links to the ledger, and serves one client on standard input
 * and output, or many over HTTP.
 */
import { fstatSync } from "node:fs";
import type { Fault } from "../fault/index.ts";
import { faultLine } from "../ledger/index.ts";
import { readGatewayConfig } from "./config.ts";
import { openHouse } from "./house.ts";
import { startHttpGateway } from "./transports/http.ts";
import { serveStdio } from "./transports/stdio.ts";

function complain(fault: Fault): void {
  process.stderr.write(faultLine("gateway", fault));
}

function giveUp(fault: Fault): never {
  complain(fault);
  process.exit(1);
}

const config = readGatewayConfig(process.argv[2] ?? "");
if (!config.ok) giveUp(config.fault);
const house = await openHouse(config.value, () => Date.now(), { onConviction: complain });
if (!house.ok) giveUp(house.fault);

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
if (config.value.http === undefined) {
  for (const signal of signals) process.on(signal, () => process.stdin.destroy());
  await serveStdio(house.value, process.stdin, process.stdout);
} else {
  const started = await startHttpGateway(house.value, config.value.http);
  if (!started.ok) giveUp(started.fault);
  process.stderr.write(`gateway: listening on ${started.value.url}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve());
    // Where standard input is a pipe, whoever started this process holds its other end, and no part outlives the launcher.
    if (fstatSync(0).isFIFO() || fstatSync(0).isSocket())
      process.stdin
        .resume()
        .on("end", () => resolve())
        .on("error", () => resolve());
  });
  await started.value.close();
}
house.value.ledger.close();
process.exit(0);
