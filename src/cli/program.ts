/** The command line as `interlock --help` shows it: every command, in the order in which a person meets them. */
import { createRequire } from "node:module";
import { Command as Program } from "commander";
import type { Declared } from "./terminal/declaration.ts";
import { EXIT, type Exit } from "./terminal/exit-codes.ts";
import { createOutput } from "./terminal/output.ts";

/** By name: each is loaded when it is asked for, because some bring whole libraries along. */
const COMMANDS: readonly (readonly [name: string, load: () => Promise<Declared>])[] = [
  ["demo", async () => (await import("./commands/demo.ts")).demo],
  ["init", async () => (await import("./commands/init.ts")).init],
  ["pin", async () => (await import("./commands/pin.ts")).pin],
  ["check", async () => (await import("./commands/check.ts")).check],
  ["explain", async () => (await import("./commands/explain.ts")).explain],
  ["diff", async () => (await import("./commands/diff.ts")).diff],
  ["graph", async () => (await import("./commands/graph.ts")).graph],
  ["synthesise", async () => (await import("./commands/synthesise.ts")).synthesise],
  ["test", async () => (await import("./commands/test.ts")).test],
  ["replay", async () => (await import("./commands/replay.ts")).replay],
  ["grant", async () => (await import("./commands/grant.ts")).grant],
  ["run", async () => (await import("./commands/run.ts")).run],
  ["up", async () => (await import("./commands/up.ts")).up],
  ["status", async () => (await import("./commands/status.ts")).status],
  ["shell-server", async () => (await import("./commands/shell-server.ts")).shellServer],
  ["sign", async () => (await import("./commands/sign.ts")).sign],
  ["rotate", async () => (await import("./commands/sign.ts")).rotate],
  ["trust", async () => (await import("./commands/trust.ts")).trust],
  ["console", async () => (await import("./commands/console.ts")).consolePage],
  ["watch", async () => (await import("./commands/watch.ts")).watch],
  ["pending", async () => (await import("./commands/pending.ts")).pending],
  ["approve", async () => (await import("./commands/answer.ts")).approve],
  ["reject", async () => (await import("./commands/answer.ts")).reject],
  ["held", async () => (await import("./commands/pending.ts")).held],
  ["release", async () => (await import("./commands/answer.ts")).release],
  ["discard", async () => (await import("./commands/answer.ts")).discard],
  ["reveal", async () => (await import("./commands/reveal.ts")).reveal],
  ["doubts", async () => (await import("./commands/doubts.ts")).doubts],
  ["log", async () => (await import("./commands/log.ts")).log],
  ["audit", async () => (await import("./commands/audit.ts")).audit],
  ["erase", async () => (await import("./commands/erase.ts")).erase],
  ["witness", async () => (await import("./commands/witness.ts")).witness],
  ["convict", async () => (await import("./commands/convict.ts")).convict],
  ["export", async () => (await import("./commands/export.ts")).exported],
];

const { version: VERSION } = createRequire(import.meta.url)("../../package.json") as { version: string };

const EXITS = `
Exit codes: ${EXIT.ok} done or yes, ${EXIT.negative} the answer is no, ${EXIT.undecided} undecided, \
${EXIT.fault} a fault (its code is printed), ${EXIT.usage} wrong usage, ${EXIT.bug} a defect.
Every command takes --json. Words after \`--\` are a tool server's command.`;

/** Whether the words begin with a command's name, or ask for something of the program itself. */
export function isKnown([first]: readonly string[]): boolean {
  return first === undefined || first.startsWith("-") || first === "help" || COMMANDS.some(([name]) => name === first);
}

/**
 * Builds the command line with the command that `words` begin with, or with all of them. `rest`: the words after `--`. `finish` is told how
 * the chosen command ended.
 */
export async function buildProgram(words: readonly string[], rest: readonly string[], finish: (exit: Exit) => void): Promise<Program> {
  const program = new Program("interlock")
    .description("An agent proposes an action; Interlock decides whether it is admissible, and only then is it executed, once.")
    .version(VERSION)
    .addHelpText("after", EXITS)
    .exitOverride()
    .showHelpAfterError("(see --help)");
  const asked = COMMANDS.filter(([name]) => name === words[0]);
  for (const [, load] of asked.length === 0 ? COMMANDS : asked) {
    const { name, description, shape, work } = await load();
    const command = shape(program.command(name).description(description)).option("--json", "print one JSON value");
    command.exitOverride().action(async () => {
      const out = createOutput(command.opts()["json"] === true);
      const ended = await work({ out, rest }, command);
      if (!ended.ok) out.fault(ended.fault);
      finish(ended.ok ? ended.value : EXIT.fault);
    });
  }
  return program;
}
