/** What a check of a model says: its answer, the stories of what is broken, and the sizes before and after supervision. */
import type { Step } from "./explicit/explicit-exploration.ts";
import type { SupervisorSize } from "./explicit/explicit-winning-set.ts";
import type { KeptAway } from "./explicit/kept-away.ts";

export interface Violation {
  /** A forbidden state is reached; an event happens that is not permitted; a goal is out of reach. */
  readonly kind: "never" | "permission" | "goal";
  /** The name of the bound, or of the event. */
  readonly name: string;
  /**
   * From the start to the forbidden state, to the state before the event, or to where the goal is lost; undefined where it
   * is too long to be found in diagrams of bounded size.
   */
  readonly story: readonly Step[] | undefined;
  /** Of a goal that was to be assured: how the world may keep it away from there on; absent where no such play was found. */
  readonly keptAway?: KeptAway;
}

/** Whether a condition comes to hold: of anything that is reached, and of what the supervisor lets be reached. */
export interface Probed {
  readonly reached: boolean;
  readonly supervised: boolean;
}

export interface ModelReport {
  readonly engine: "explicit" | "symbolic";
  readonly answer: "holds" | "violated" | "undecided";
  /** One for each bound that is broken, in the order of the model. */
  readonly violations: readonly Violation[];
  /** What permitted steps reach before anything is tightened. */
  readonly states: bigint;
  readonly transitions: bigint;
  /** What the most permissive supervisor leaves of it. */
  readonly supervisor: SupervisorSize;
  /** Events that happen nowhere, and those that happen only where the supervisor does not let it come to. */
  readonly dead: readonly string[];
  readonly suppressed: readonly string[];
  /** One for each condition that was asked about. */
  readonly probes: readonly Probed[];
  /** Where the answer is undecided: the two variables that most of the work was about. */
  readonly crowded?: readonly [string, string];
}
