/** The commands and their options, as `interlock --help` shows them. What each does is in commands/. */
import { InvalidArgumentError, Option, Command as Program } from "commander";
import type { Result } from "../fault/index.ts";
import { answer } from "./commands/answer.ts";
import { audit } from "./commands/audit.ts";
import { check } from "./commands/check.ts";
import { demo } from "./commands/demo.ts";
import { init } from "./commands/init.ts";
import { log } from "./commands/log.ts";
import { pending } from "./commands/pending.ts";
import { pin } from "./commands/pin.ts";
import { type RunOptions, run } from "./commands/run.ts";
import { test } from "./commands/test.ts";
import type { Command } from "./context.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { createOutput } from "./output.ts";

const EXITS = `
Exit codes: ${EXIT.ok} done or yes, ${EXIT.negative} the answer is no, ${EXIT.undecided} undecided, ${EXIT.fault} a fault (its code is printed), ${EXIT.usage} wrong usage, ${EXIT.bug} a defect.
Every command takes --json. Words after \`--\` are a tool server's command.`;

/** Builds the command line. `finish` is told how the chosen command ended. */
export function buildProgram(rest: readonly string[], finish: (exit: Exit) => void): Program {
  const program = new Program("interlock")
    .description("An agent proposes an action; Interlock decides whether it is admissible, and only then is it executed, once.")
    .addHelpText("after", EXITS)
    .exitOverride()
    .showHelpAfterError("(see --help)");

  const add = <Options>(
    name: string,
    description: string,
    command: Command<Options>,
    shape: (to: Program) => Program,
    options: (program: Program) => Options,
  ): void => {
    const added = shape(program.command(name).description(description).option("--json", "print one JSON value", false));
    added.exitOverride().action(async () => {
      const out = createOutput(added.opts()["json"] === true);
      const ended: Result<Exit> = await command({ out, rest }, options(added));
      if (!ended.ok) out.fault(ended.fault);
      finish(ended.ok ? ended.value : EXIT.fault);
    });
  };

  add(
    "init",
    "write keys, pins and a first charter for the tool server after --",
    init,
    (to) =>
      to
        .argument("[charter]", "the charter to write", "charter.yaml")
        .option("--name <server>", "what the server is called in patterns")
        .option("--servers <file>", "client-style mcpServers JSON"),
    (to) => ({ charter: to.args[0] ?? "charter.yaml", ...to.opts<{ name?: string; servers?: string }>() }),
  );
  add(
    "pin",
    "pin the tool definitions that servers offer now, and show what changed",
    pin,
    (to) =>
      to
        .argument("<charter>")
        .option("--name <server>", "what the server is called in patterns")
        .option("--servers <file>", "client-style mcpServers JSON")
        .option("--check", "only compare; exit 1 on a difference", false),
    (to) => ({ charter: to.args[0] ?? "", ...to.opts<{ name?: string; servers?: string; check: boolean }>() }),
  );
  add(
    "check",
    "compile charters (outermost first) and say what is wrong",
    check,
    (to) => to.argument("<charter...>"),
    (to) => ({ charters: to.args }),
  );
  add(
    "test",
    "play a charter's example calls (NAME.test.yaml)",
    test,
    (to) => to.argument("<charter...>").option("--examples <file>", "the examples, if not beside the charter"),
    (to) => ({ charters: to.args, ...to.opts<{ examples?: string }>() }),
  );
  add(
    "run",
    "govern tool servers: this command is an MCP server on standard input and output",
    run,
    (to) =>
      to
        .argument("<charter...>", "charters, outermost first")
        .option("--name <server>", "what the server after -- is called")
        .option("--servers <file>", "client-style mcpServers JSON")
        .option("--agent <name>", "the agent's name", "agent")
        .option("--user <name>", "who the session acts for (signs a grant with the host key)")
        .option("--role <role>", "that user's role", "user")
        .option("--mandate <name>", "a mandate of the charter")
        .option("--task <text>", "the task in the user's words")
        .option("--fresh", "a fresh context: session state starts anew", false)
        .option("--write <folder>", "a folder the tool servers may write besides the roots", collect, [])
        .option("--no-sandbox", "do not put tool servers into namespaces")
        .option("--http <port>", "serve streamable HTTP on this loopback port instead", portNumber)
        .option("--wait <seconds>", "hold a parked call open this long before returning its ticket", seconds, 5_000),
    (to) => {
      const { wait, ...options } = to.opts<Omit<RunOptions, "charters" | "waitMs"> & { readonly wait: number }>();
      return { charters: to.args, waitMs: wait, ...options };
    },
  );
  for (const [name, verdict, description] of [
    ["pending", "escalate", "list calls that wait for an approval"],
    ["held", "quarantine", "list calls held for review"],
  ] as const) {
    add(name, description, pending, withState, (to) => ({ verdict, ...to.opts<{ state?: string; key: string }>() }));
  }
  for (const [name, kind, description] of [
    ["approve", "approval", "say yes to an escalated call"],
    ["reject", "rejection", "say no to an escalated call"],
    ["release", "release", "let a held call be decided again"],
    ["discard", "discard", "drop a held call"],
  ] as const) {
    const containment = kind === "release" || kind === "discard";
    add(
      name,
      description,
      answer,
      (to) => {
        const shaped = withState(to.argument("<ticket>")).option("--reason <text>", "why, sealed into the ledger");
        return containment
          ? shaped.addOption(new Option("--containment <what>", "what becomes of the session's containment").choices(["keep", "end"]))
          : shaped;
      },
      (to) => ({
        kind,
        ticket: to.args[0] ?? "",
        ...to.opts<{ state?: string; key: string; reason?: string; containment?: "keep" | "end" }>(),
      }),
    );
  }
  add(
    "log",
    "show the ledger's entries",
    log,
    (to) => withState(to).option("--follow", "go on as entries come", false).option("--from <index>", "first entry", index, 0),
    (to) => to.opts<{ state?: string; key: string; follow: boolean; from: number }>(),
  );
  add(
    "audit",
    "re-verify a ledger: tree, signatures, order, warrants",
    audit,
    (to) =>
      to
        .argument("[ledger]", "a ledger's folder; the state folder's own without it")
        .option("--state <folder>", "the state folder (.interlock)"),
    (to) => ({ ...(to.args[0] === undefined ? {} : { ledger: to.args[0] }), ...to.opts<{ state?: string }>() }),
  );
  add(
    "demo",
    "a governed agent, two real servers, an attack",
    demo,
    (to) => to.option("--fast", "do not wait for a person at a second terminal", false),
    (to) => to.opts<{ fast: boolean }>(),
  );
  return program;
}

function withState(to: Program): Program {
  return to.option("--state <folder>", "the state folder (.interlock)").option("--key <name>", "the key to sign and read with", "owner");
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError("a port is a number from 0 to 65535");
  return port;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 3_600)) throw new InvalidArgumentError("seconds from 0 to 3600");
  return Math.round(value * 1000);
}

function index(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("an entry's index is a whole number from 0");
  return value;
}
