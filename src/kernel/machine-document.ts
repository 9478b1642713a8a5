/**
 * The compiled machine as plain data: what a charter denotes, in a form that canonical JSON can carry and a digest can
 * name. The compiler writes it; the decider runs it; the verifier explores it; the certificate is about it.
 * The format is documented in docs/machine-format.md. It contains no text that needs a parser at run time.
 */
import type { Json } from "./json.ts";
import type { Verdict } from "./verdict.ts";

export interface MachineDocument extends Aside {
  readonly format: "interlock-machine/1";
  /** The composed charters, outermost first; a clause or an action names its charter by its index here. */
  readonly charters: readonly { readonly name: string; readonly version: number; readonly source: string /* sha-256 of the text, hex */ }[];
  /** Named folders, absolute, that `path(…).in("name")` speaks of; bound when the charter is compiled. */
  readonly roots: { readonly [name: string]: string };
  /** State variables. Number 0 is always `contained`, a session-scoped boolean. */
  readonly variables: readonly StateVariable[];
  readonly actions: readonly Action[];
  /** Sums that are kept outside the state; absent where there are none. */
  readonly budgets?: readonly Budget[];
  readonly clauses: readonly Clause[];
  /** What a decision diagram can end in. Terminal `t` is referred to as `-1 - t`. */
  readonly terminals: readonly Terminal[];
  /**
   * Decision nodes, shared by all tools, children before parents. `[variable, child, child, …]`: one child for each
   * value (state variable) or class (term). A variable below `variables.length` is a state variable; `variables.length
   * + k` is term `k` of the tool (or the `succeeds` test) whose root is being walked. State variables come first on
   * every path, in increasing order, then terms in increasing order. Reduced: no node has all children equal, no two nodes are equal.
   */
  readonly nodes: readonly (readonly number[])[];
  readonly tools: readonly Tool[];
}

/**
 * What the kernel never reads; absent where there is none of it. `origins`: whose words results are (`OriginLabels`), for each charter that
 * asks for the origin of a value. `records`: what is learned from results (`RecordForm`). `parts`: what calls are made of that are judged
 * part by part (`PartsForm`). `needs`: what conditions need for an answer, so that a denial can say what is missing (`Need`).
 * `interpreted`: which places of a tool's arguments are understood (`InterpretedTool`).
 * `asks`: how often people are asked (`AskLimits`).
 */
type Aside = { readonly [member in "origins" | "records" | "parts" | "needs" | "interpreted" | "asks"]?: readonly Json[] };

export interface StateVariable {
  /** `charter.name` where several charters are composed, else the author's name; `seen(mail)`, `limit(pay,day)` for derived ones. */
  readonly name: string;
  /** The domain; the first value is the initial one. 2 to 4,096 values. */
  readonly values: readonly (string | number | boolean)[];
  /** Whose value it is: of one session (agent and user), of the agent, or of the organisation. */
  readonly scope: "session" | "agent" | "organisation";
  /** Where present, the variable returns to its initial value at each boundary of ledger time, in `zone` (IANA name). */
  readonly resets?: { readonly every: "hour" | "day"; readonly zone: string };
}

/** A change of one state variable: value `i` becomes value `table[i]`. Total on the domain, so it can never fail. */
export interface Effect {
  readonly variable: number;
  readonly table: readonly number[];
}

export interface Action {
  readonly name: string;
  readonly charter: number;
  /** Admissible while the session is contained. */
  readonly whileContained: boolean;
  /** Applied with the allow decision, before the warrant. */
  readonly then: readonly Effect[];
  /** Applied on the result. `unknown: null`: not written by the author, so an unknown outcome may have been ok or an error. */
  readonly outcome: { readonly ok: readonly Effect[]; readonly error: readonly Effect[]; readonly unknown: readonly Effect[] | null };
}

/**
 * What executed calls of an action may cost together. The caller keeps the sum, spends with each decision to allow, and says
 * whether one more call fits as the fact `fits@NAME`. The kernel sees that fact like any other. Names: `sum(pay,args.amount,day)`.
 */
export interface Budget extends Omit<StateVariable, "values"> {
  readonly action: number;
  /** Where in the arguments the cost is, by member names: a number, not negative. */
  readonly of: readonly string[];
  /** As a decimal: the number that its canonical JSON text says, not the binary fraction nearest to it. */
  readonly most: number;
}

export interface Clause {
  /** Unique in the machine: `action.severity.n` or the author's name for it. */
  readonly name: string;
  readonly charter: number;
  /** Index of the action, or -1 where it belongs to none (`otherwise`, containment, an error in a guard). */
  readonly action: number;
  readonly verdict: Exclude<Verdict, "allow">;
  /**
   * A closed reason code, for example `clause/deny`, `clause/allow-failed`, `guard/error`, `limit/reached`,
   * `session/contained`, `charter/no-action`.
   */
  readonly code: string;
  /** The condition in the author's words (the failed `allow` for `clause/allow-failed`). */
  readonly text: string;
  /** `file:line:column` in the charter. */
  readonly at: string;
  /** For escalate and quarantine: who answers, how many distinct people, within what time, and whether one sight of it suffices. */
  readonly obligation?: { readonly role: string; readonly approvals: number; readonly withinMs: number; readonly severity?: "high" };
}

/**
 * Where a walk ends: which actions matched, and which clauses fired, both in increasing order. With a deny among them only
 * the first deny clause is kept (in the order of `clauses`); otherwise all escalate and quarantine clauses that hold. The
 * verdict is the severest verdict of the clauses; if there is none, an action must have matched, and it is allow.
 */
export interface Terminal {
  readonly actions: readonly number[];
  readonly clauses: readonly number[];
}

export interface Tool {
  /** `server/tool`, or `server#method` for every other MCP method with free strings. */
  readonly name: string;
  /** One multi-valued variable for each; sorted by name. */
  readonly terms: readonly Term[];
  /** Node index, or `-1 - terminal`. */
  readonly root: number;
  /** Applied on every outcome (the `seen` labels of its sources), errors included, before the agent sees the content. */
  readonly reveals: readonly Effect[];
  /**
   * Whether a result counts as ok: per action index, a diagram over `terms` read from the result, ending in 0 false, 1
   * true, 2 error (as `-1 - n`).
   */
  readonly succeeds: readonly { readonly action: number; readonly terms: readonly Term[]; readonly root: number }[];
}

/** What one multi-valued variable reads, and how its value falls into classes. */
export interface Term {
  /** Canonical text, unique in its list: `args.amount`, `size(args.to)`, `path(args.path).in("work")`, `session.role`. */
  readonly name: string;
  readonly reads: Reading;
  readonly classes: Classifier;
}

export type Reading =
  /**
   * A value inside the call's arguments (`element`: inside the quantified element, `result`: inside the tool's result),
   * by member names.
   */
  | { readonly from: "args" | "element" | "result"; readonly path: readonly string[]; readonly measure?: "size" }
  /** Two argument values compared without theory: the value is a boolean, or undefined if the types do not fit. */
  | { readonly from: "compare"; readonly left: readonly string[]; readonly operator: "==" | "<" | "<="; readonly right: readonly string[] }
  /**
   * A fact that the caller supplies under this term's name: `session.role`, `session.mandate`, `time.hour@ZONE`,
   * `time.weekday@ZONE` (1 Monday), `time.day@ZONE`, `time.month@ZONE` (IANA zone), `fits@BUDGET`: whether the call's cost
   * fits into what is left, undefined where it has none.
   */
  | { readonly from: "fact"; readonly fact: string }
  /**
   * A field or method of an interpreter's record, supplied by the caller under this term's name. Three interpreters are about
   * the session instead: `origin` (`from`, with the charter and the sources; `fromOne`, with the charter, JSON pointers to the
   * arguments, and the sources), `user` and `task` (`says`, with the words).
   */
  | {
      readonly from: "meaning";
      readonly interpreter: string;
      readonly of: readonly string[];
      readonly field: string;
      readonly parameters: readonly Json[];
      /**
       * Where present, `of` leads to a list and the value is the list of what is read at this place of each element
       * (`null` where it is undefined); undefined where there is no list.
       */
      readonly each?: readonly string[];
    };

/** A total function from JSON values (or "undefined") to classes 0..count-1. */
export interface Classifier {
  readonly count: number;
  readonly undefined: number;
  readonly null: number;
  readonly false: number;
  readonly true: number;
  /** `classes[2i]` is the open interval before `cuts[i]` (the last one is after all cuts), `classes[2i+1]` the point `cuts[i]`. */
  readonly numbers: { readonly cuts: readonly number[]; readonly classes: readonly number[] };
  readonly strings: { readonly words: { readonly [word: string]: number }; readonly rest: number } | Automaton;
  /**
   * `rest` for a list no quantifier speaks of; else the class is read at the base-3 number of the tests' answers (0
   * false, 1 true, 2 error), first test most significant.
   */
  readonly lists: { readonly tests: readonly ListTest[]; readonly classes: readonly number[] };
  readonly objects: number;
  /** One example for each class, where one is known: how counterexamples and `explain` become concrete. */
  readonly examples: readonly (Json | null)[];
}

/** A complete deterministic automaton over code points. State 0 is the start. Symbol of a code point: the last `starts[i]` not above it. */
export interface Automaton {
  readonly starts: readonly number[];
  /** `next[state * starts.length + symbol]`. */
  readonly next: readonly number[];
  /** Class of a string that ends in a state. */
  readonly classes: readonly number[];
}

/** A quantifier over a list: a diagram over element terms that ends in 0 false, 1 true, 2 error (as `-1 - n`). */
export interface ListTest {
  readonly quantifier: "all" | "exists";
  readonly terms: readonly Term[];
  readonly nodes: readonly (readonly number[])[];
  readonly root: number;
}
