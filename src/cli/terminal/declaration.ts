/**
 * How a command is declared: its name, one line of help, its arguments and options, and the function that does the work.
 * Each command's file declares itself; program.ts only lists them.
 */
import { InvalidArgumentError, type Command as Program } from "commander";
import type { Result } from "../../fault/index.ts";
import type { Exit } from "./exit-codes.ts";
import type { Output } from "./output.ts";

export interface Context {
  readonly out: Output;
  /** Words after `--`: a tool server's command. */
  readonly rest: readonly string[];
}

/** A command's work: it reports its result through `Context.out`, and says how the process ends or which fault ended it. */
export type Command<Options> = (context: Context, options: Options) => Promise<Result<Exit>>;

export interface Declaration<Options> {
  readonly name: string;
  readonly description: string;
  /** Adds the arguments and options. */
  readonly shape: (to: Program) => Program;
  /** What was given, as the command takes it. */
  readonly read: (from: Program) => Options;
  readonly work: Command<Options>;
}

/** A declaration whose options are its own affair. */
export interface Declared {
  readonly name: string;
  readonly description: string;
  readonly shape: (to: Program) => Program;
  readonly work: (context: Context, from: Program) => Promise<Result<Exit>>;
}

/** Closes a declaration over the type of its options. */
export function declare<Options>({ read, work, ...rest }: Declaration<Options>): Declared {
  return { ...rest, work: (context, from) => work(context, read(from)) };
}

/** Where a command works that names no charter. */
export interface StateOptions {
  readonly state?: string;
}

/** And under whose key. */
export interface KeyOptions extends StateOptions {
  readonly key: string;
}

export function withState(to: Program): Program {
  return to.option("--state <folder>", "the state folder (default: the nearest .interlock, here or above)");
}

export function withKey(to: Program): Program {
  return withState(to).option("--key <name>", "the key to sign and read with", "owner");
}

/** What is listed of calls: folded, or in whole. */
export interface ListOptions extends KeyOptions {
  readonly all?: boolean;
}

export function withAll(to: Program): Program {
  return to.option("--all", "fold nothing of a call, however long it is");
}

/** Which tool servers: the words after `--`, or a file. */
export interface ServerChoice {
  readonly name?: string;
  readonly servers?: string;
}

export function withServers(to: Program): Program {
  return to
    .option("--name <server>", "what the server after -- is called in patterns")
    .option("--servers <file>", "client-style mcpServers JSON (default: servers.json beside the charter)");
}

/** How long a server that is asked what it offers may take, in seconds; absent: as long as servers do. */
export interface Patience {
  readonly patience?: number | undefined;
}

export function withPatience(to: Program): Program {
  return to.option(
    "--patience <seconds>",
    "how long a server may take to answer (default: 15, or 120 where `npx` and its like fetch it first)",
    wholeNumber("the patience", 3_600),
  );
}

/** Parses a whole number in a range, for an option. */
export function wholeNumber(what: string, most: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= 0 && value <= most) return value;
    throw new InvalidArgumentError(`${what} is a whole number from 0 to ${most}`);
  };
}

/** Gathers an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
