#!/usr/bin/env node
/** The command `interlock`: splits off a server's command, runs one command, and is the only place that ends the process. */
import { CommanderError } from "commander";
import { EXIT, type Exit } from "./exit-codes.ts";
import { renderFault } from "./output.ts";
import { buildProgram } from "./program.ts";

const words = process.argv.slice(2);
const split = words.indexOf("--");
const own = split < 0 ? words : words.slice(0, split);
const rest = split < 0 ? [] : words.slice(split + 1);

let exit: Exit = EXIT.ok;
try {
  await buildProgram(rest, (how) => {
    exit = how;
  }).parseAsync(own, { from: "user" });
} catch (error) {
  if (error instanceof CommanderError) exit = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(renderFault({ code: "cli/bug", message: "this is a defect of Interlock, not of your charter", remedy: message }));
    exit = EXIT.bug;
  }
}
process.exit(exit);
