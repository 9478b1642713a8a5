/**
 * What is to be proved of a machine, as plain data: the compiled form of `bounds`, beside the machine and made by the same
 * compilation. It never reaches the decider. docs/bounds-format.md describes it.
 */
import type { MachineDocument } from "../../kernel/index.ts";

export interface BoundsDocument {
  readonly format: "interlock-bounds/1";
  /** Whether goals must be reachable if the world co-operates, or whatever it does. */
  readonly grade: "possible" | "assured";
  readonly assume: {
    /** Progress may count on what people do. */
    readonly human?: "live";
    /** The world fails at most so often in a row. */
    readonly failures?: number;
  };
  /** The most that the agent's share of the entropy rate may be, in bits. */
  readonly entropyBitsMax?: number;
  readonly bounds: readonly BoundDocument[];
  /** Nodes over the machine's state variables: `[variable, child, …]`, ending in -1 no and -2 yes. Children come first. */
  readonly nodes: readonly (readonly number[])[];
  /**
   * The machine, decided as ever, with what the bounds need to see: finer classes, terminals told apart by the bounds that speak
   * of them, and one more state variable for each `every … answered_by …`.
   */
  readonly machine: MachineDocument;
  /** For each terminal of that machine: the bounds (indices) whose condition holds of a call that ends there. */
  readonly holds: readonly CallBounds[];
}

export interface CallBounds {
  /** If it is executed at once. */
  readonly direct: readonly number[];
  /** If it is executed after people have answered for it. */
  readonly answered: readonly number[];
}

export interface BoundDocument {
  /** Unique: the author's name, or `never.1`; with the charter's before it where several are composed. */
  readonly name: string;
  /** Index of the charter. */
  readonly charter: number;
  readonly kind: "never" | "possible";
  /** The condition in the author's words, and where it stands: `file:line:column`. */
  readonly text: string;
  readonly at: string;
  /** A bound on states: a root in `nodes`. Absent where the bound is on calls: then `holds` says of which. */
  readonly states?: number;
}
