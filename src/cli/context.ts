/** What every command gets: how to speak, and the words after `--`. */
import type { Result } from "../fault/index.ts";
import type { Exit } from "./exit-codes.ts";
import type { Output } from "./output.ts";

export interface Context {
  readonly out: Output;
  /** Words after `--`: a tool server's command. */
  readonly rest: readonly string[];
}

/** A command's work: it reports its result through `Context.out`, and says how the process ends or which fault ended it. */
export type Command<Options> = (context: Context, options: Options) => Promise<Result<Exit>>;
