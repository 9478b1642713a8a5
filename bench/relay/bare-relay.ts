/**
 * The yardstick: a relay that parses each line and passes it on, and decides nothing. With a file as its first word it also writes
 * one line for each call and makes it durable before it passes the call on: the least that a relay with a durable record can do.
 */
import { spawn } from "node:child_process";
import { fdatasync, openSync, write } from "node:fs";
import { createInterface } from "node:readline";

const [journal = "", command = "", ...args] = process.argv.slice(2);
const file = journal === "-" ? undefined : openSync(journal, "a");
const server = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });

function passOn(line: string): void {
  server.stdin.write(`${JSON.stringify(JSON.parse(line))}\n`);
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (file === undefined || !line.includes("tools/call")) return passOn(line);
    write(file, `${line}\n`, (failed) => {
      if (failed !== null) throw failed;
      fdatasync(file, (unsynced) => {
        if (unsynced !== null) throw unsynced;
        passOn(line);
      });
    });
  })
  .on("close", () => server.kill());
createInterface({ input: server.stdout }).on("line", (line) => process.stdout.write(`${JSON.stringify(JSON.parse(line))}\n`));
