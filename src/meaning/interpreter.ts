/**
 * What an interpreter is: a total, pure function from one value to a typed record in the closed vocabulary. What it cannot
 * understand it answers with `undefined`: opaque. It never throws, never reads a clock, a file or the network.
 */
import type { Json } from "../kernel/index.ts";

/** What the charter binds at start and an interpreter may know. */
export interface MeaningContext {
  /** Absolute folders by the names that the charter gives them. */
  readonly roots: { readonly [name: string]: string };
  /** The folder that relative paths start from: the working folder of the server that opens them. Without it they are opaque. */
  readonly base?: string;
}

/** One value, understood. */
export interface Meaning {
  /** Fields by the vocabulary's names. `opaque` is present, and true, only where the syntax is understood and the effect is not. */
  readonly record: { readonly [field: string]: Json };
  /** The form that is judged and executed, where there is one. */
  readonly canonical?: Json;
  readonly methods?: { readonly [method: string]: (parameters: readonly Json[]) => Json | undefined };
}

export type Interpreter = (value: Json, context: MeaningContext) => Meaning | undefined;
