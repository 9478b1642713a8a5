/** One command line from its words to its exit code: splits off a server's command, runs one command, and reports what nobody expected. */
import { CommanderError } from "commander";
import { buildProgram, isKnown } from "./program.ts";
import { EXIT, type Exit } from "./terminal/exit-codes.ts";
import { renderFault, visible } from "./terminal/output.ts";

/** Runs a command line, without the program's name; gives the exit code. */
export async function interlock(words: readonly string[]): Promise<Exit> {
  const split = words.indexOf("--");
  const own = split < 0 ? words : words.slice(0, split);
  const rest = split < 0 ? [] : words.slice(split + 1);
  let exit: Exit = EXIT.ok;
  try {
    const program = await buildProgram(own, rest, (how) => {
      exit = how;
    });
    // Help on a command that there is not is no help: only its name is looked at.
    await program.parseAsync(isKnown(own) ? own : own.slice(0, 1), { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(renderFault({ code: "cli/bug", message: "this is a defect of Interlock, not of your charter; please report it" }));
    process.stderr.write(`${stack.split("\n").map(visible).join("\n")}\n`);
    return EXIT.bug;
  }
}
