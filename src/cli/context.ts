/** What every command gets: how to speak, how to stop, and the words after `--`. */
import type { Exit } from "./exit-codes.ts";
import type { Output } from "./output.ts";

export interface Context {
  readonly out: Output;
  /** Words after `--`: a tool server's command. */
  readonly rest: readonly string[];
}

/** A command's work: it reports through `Context.out` and says how the process ends. */
export type Command<Options> = (context: Context, options: Options) => Promise<Exit>;
