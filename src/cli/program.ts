/** The command line as `interlock --help` shows it: every command, in the order in which a person meets them. */
import { createRequire } from "node:module";
import { Command as Program } from "commander";
import { approve, discard, reject, release } from "./commands/answer.ts";
import { audit } from "./commands/audit.ts";
import { check } from "./commands/check.ts";
import { consolePage } from "./commands/console.ts";
import { convict } from "./commands/convict.ts";
import { demo } from "./commands/demo.ts";
import { diff } from "./commands/diff.ts";
import { doubts } from "./commands/doubts.ts";
import { erase } from "./commands/erase.ts";
import { explain } from "./commands/explain.ts";
import { exported } from "./commands/export.ts";
import { grant } from "./commands/grant.ts";
import { graph } from "./commands/graph.ts";
import { init } from "./commands/init.ts";
import { log } from "./commands/log.ts";
import { held, pending } from "./commands/pending.ts";
import { pin } from "./commands/pin.ts";
import { replay } from "./commands/replay.ts";
import { run } from "./commands/run.ts";
import { shellServer } from "./commands/shell-server.ts";
import { rotate, sign } from "./commands/sign.ts";
import { status } from "./commands/status.ts";
import { synthesise } from "./commands/synthesise.ts";
import { test } from "./commands/test.ts";
import { trust } from "./commands/trust.ts";
import { up } from "./commands/up.ts";
import { watch } from "./commands/watch.ts";
import { witness } from "./commands/witness.ts";
import type { Declared } from "./declaration.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { createOutput } from "./output.ts";

const COMMANDS: readonly Declared[] = [
  ...[demo, init, pin, check, explain, diff, graph, synthesise, test, replay, grant, run, up, status, shellServer],
  ...[sign, rotate, trust],
  ...[consolePage, watch, pending, approve, reject, held, release, discard, doubts],
  ...[log, audit, erase, witness, convict, exported],
];

const { version: VERSION } = createRequire(import.meta.url)("../../package.json") as { version: string };

const EXITS = `
Exit codes: ${EXIT.ok} done or yes, ${EXIT.negative} the answer is no, ${EXIT.undecided} undecided, \
${EXIT.fault} a fault (its code is printed), ${EXIT.usage} wrong usage, ${EXIT.bug} a defect.
Every command takes --json. Words after \`--\` are a tool server's command.`;

/** Builds the command line. `rest`: the words after `--`. `finish` is told how the chosen command ended. */
export function buildProgram(rest: readonly string[], finish: (exit: Exit) => void): Program {
  const program = new Program("interlock")
    .description("An agent proposes an action; Interlock decides whether it is admissible, and only then is it executed, once.")
    .version(VERSION)
    .addHelpText("after", EXITS)
    .exitOverride()
    .showHelpAfterError("(see --help)");
  for (const { name, description, shape, work } of COMMANDS) {
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
