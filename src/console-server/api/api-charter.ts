/** The charter in force between page and server: tables, states, bounds, differences. Types only. */
import type { ApiJson, ApiTime, ApiVerdict } from "./api-words.ts";

/** A session's own charter: `pinned`, it judges; `stricter`, what it is more severe about is denied. Names have their version. */
export interface ApiOlderCharter {
  readonly as: "pinned" | "stricter";
  readonly name: string;
  readonly inForce: string;
}

/** `GET /api/charter`: the charter in force. */
export interface ApiCharter {
  readonly name: string;
  readonly version: number;
  readonly machine: string;
  readonly certificate?: string;
  readonly recorded: ApiTime;
  readonly expires?: ApiTime;
  readonly signedBy: readonly { readonly id: string; readonly name: string }[];
  readonly authors: { readonly threshold: number; readonly names: readonly string[] };
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  readonly actions: readonly ApiAction[];
  readonly variables: readonly { readonly name: string; readonly scope: string; readonly values: readonly (string | number | boolean)[] }[];
  readonly graph?: ApiStateGraph;
  /** Why there is no graph: its texts can't be read here, or it has more states than are listed here. */
  readonly undrawn?: "unread" | "large";
  readonly bounds: readonly ApiBound[];
  /** Bits per step. */
  readonly entropy?: {
    /** False where the charter is too large to count what is in flight: then it is no more than an upper bound. */
    readonly isExact: boolean;
    readonly low: number;
    readonly high: number;
    readonly actions: readonly { readonly action: string; readonly bits: number }[];
  };
  /** Why there is no entropy: as with the graph, or every run comes to an end, so that there is no rate. */
  readonly uncounted?: "unread" | "large" | "finite";
  readonly versions: readonly { readonly version: number; readonly entry: number; readonly at: ApiTime; readonly machine: string }[];
}

/** A decision table: the first row that holds decides. */
export interface ApiAction {
  readonly name: string;
  readonly charter: string;
  readonly tools: readonly string[];
  readonly whileContained: boolean;
  readonly rows: readonly {
    readonly verdict: ApiVerdict;
    readonly code?: string;
    readonly clause?: string;
    readonly decides: "always" | "otherwise" | "if" | "unless" | "without-value";
    /** Empty where it decides always or otherwise. */
    readonly condition: string;
    readonly at?: string;
    readonly obligation?: { readonly role: string; readonly approvals: number; readonly withinMs: number; readonly severity?: "high" };
    readonly example?: {
      readonly tool: string;
      readonly args: ApiJson;
      readonly state: { readonly [variable: string]: string | number | boolean };
    };
  }[];
}

export interface ApiStateGraph {
  readonly nodes: readonly {
    readonly id: number;
    readonly values: readonly { readonly variable: string; readonly value: string | number | boolean }[];
    readonly states: number;
    readonly standing: "safe" | "lost" | "bad";
  }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: "allow" | "escalate" | "quarantine" | "outcome" | "world" | "refused";
    readonly labels: readonly string[];
  }[];
  readonly states: number;
  readonly shown: readonly string[];
  readonly hidden: readonly string[];
}

export interface ApiBound {
  readonly name: string;
  readonly kind: "never" | "always_possible" | "entropy";
  readonly text: string;
  readonly status: "proved" | "broken" | "undecided";
}

/** `GET /api/charter/diff?from=VERSION&to=VERSION` */
export interface ApiCharterDiff {
  readonly from: number;
  readonly to: number;
  readonly answer: "equal" | "narrower" | "wider" | "other" | "undecided";
  readonly differences: readonly {
    readonly tool: string;
    readonly direction: "wider" | "narrower" | "other";
    readonly before: ApiVerdict;
    readonly after: ApiVerdict;
    readonly example: { readonly tool: string; readonly args: ApiJson; readonly words: string };
  }[];
  /** Changes that no call shows: expiry, sums, how often people are asked. */
  readonly besides: readonly { readonly direction: "wider" | "narrower" | "other"; readonly what: string }[];
  /** What is called the same and means something else: the answer holds if it still means the same. */
  readonly relabelled: readonly { readonly what: string; readonly name: string; readonly old?: string; readonly new?: string }[];
  /** Unified diff of the texts. */
  readonly text: string;
}
