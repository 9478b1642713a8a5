/**
 * Understands a shell command line as argument vectors and, for a closed table of everyday programs, what they read,
 * write and reach. A program outside the table, or one that runs what it finds in the workspace, may reach anything: its
 * part is opaque, has an empty `program`, and can be named by its whole `argv` only. The canonical form quotes every word.
 */

import type { Interpreter, Meaning } from "../interpreter.ts";
import { type CommandLine, parseCommandLine } from "./command-line.ts";
import { type ProgramReach, programReach } from "./program-reach.ts";

/** A record of the vocabulary's `commands`. */
type Command = { readonly opaque: boolean; readonly program: string; readonly argv: readonly string[] } & Partial<ProgramReach>;

/** Builtins that change what later commands mean, or run words as commands: no part beside them can be understood. */
const CHANGES_SHELL: ReadonlySet<string> = new Set(
  `. alias bind break builtin caller cd command compgen complete compopt continue declare dirs disown enable eval exec exit
  export fc fg getopts hash history jobs let local logout mapfile popd pushd read readarray readonly return set shift shopt
  source suspend trap typeset ulimit umask unalias unset wait`.split(/\s+/),
);

/** Where a command is opaque, the fields that depend on its reach are not there at all. */
export const interpretShell: Interpreter = (value) => {
  const line = typeof value === "string" ? understoodLine(value) : undefined;
  return line === undefined ? undefined : described(line);
};

/** The line as whoever judges it understands it: what has to run, no more and no less. Undefined: opaque as a whole. */
export function understoodLine(text: string): CommandLine | undefined {
  const line = parseCommandLine(text);
  return line?.commands.some(([program = ""]) => CHANGES_SHELL.has(program)) === true ? undefined : line;
}

function described(line: CommandLine): Meaning {
  const reaches = line.commands.map(programReach);
  const commands = line.commands.map((argv, at) => describe(argv, reaches[at]));
  const record = {
    commands,
    count: commands.length,
    programs: commands.map(({ program }) => program),
    pipes: line.joins.filter((join) => join === "|").length,
  };
  const known = reaches.filter((reach) => reach !== undefined);
  if (known.length < reaches.length) return { record: { ...record, opaque: true }, canonical: line.text };
  const all = (field: "reads" | "writes" | "hosts"): readonly string[] => [...new Set(known.flatMap((reach) => reach[field]))];
  return { record: { ...record, reads: all("reads"), writes: all("writes"), hosts: all("hosts") }, canonical: line.text };
}

function describe(argv: readonly string[], reach: ProgramReach | undefined): Command {
  if (reach === undefined) return { opaque: true, program: "", argv };
  return { opaque: false, program: argv[0] ?? "", argv, ...reach };
}
