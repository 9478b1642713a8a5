/** What calls of a tool are made of, as a charter says it under `parts`: written by the compiler, read by whoever decides. */
import type { Derived } from "./derived.ts";
import type { Lack } from "./need.ts";

/** Such a call is judged as each element of the list. */
export interface PartsForm {
  readonly tool: string;
  readonly list: Derived;
  /** What the list needs. Without it the call is judged once, as a whole. */
  readonly needs?: readonly Lack[];
}
