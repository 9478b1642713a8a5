/** Entries of the format `interlock-entry/1`, as docs/ledger-format.md describes them. What they look like is checked in leaf.ts. */

export interface Leaf {
  readonly format: "interlock-entry/1";
  /** Ledger time, milliseconds since the epoch. */
  readonly at: number;
  readonly session?: string;
  readonly number?: number;
  /** Key id of the writer. */
  readonly by: string;
  readonly entry: Entry;
  /** Commitment to the sealed blob, hex. */
  readonly seal?: string;
  /** Ed25519, base64. */
  readonly signature: string;
  readonly assertion?: Assertion;
}

/** What a passkey added to the statement's digest before it signed. Base64. */
export interface Assertion {
  readonly authenticator: string;
  readonly client: string;
}

export type Entry =
  | {
      readonly kind: "attestation";
      readonly part: "ledger" | "decider" | "countersigner" | "executor" | "gateway";
      readonly server?: string;
      readonly epoch: string;
    }
  | CharterEntry
  | { readonly kind: "pin"; readonly tools: Digests }
  | { readonly kind: "drift"; readonly server: string; readonly tools: Digests }
  | Grant
  | { readonly kind: "session"; readonly grant?: number; readonly agent: string; readonly ended?: true }
  | {
      readonly kind: "proposal";
      readonly from: "agent" | "server";
      readonly deadline: number;
      readonly patience: number;
      /** What the agent was given before: entries, and the leaf hash (hex) that the gateway was shown of each. */
      readonly heard?: readonly (readonly [entry: number, hash: string])[];
    }
  | Decision
  | { readonly kind: "countersignature"; readonly server: string; readonly proposal: number; readonly decision: string }
  | { readonly kind: "refusal"; readonly server: string; readonly proposal: number; readonly decision: number; readonly code: RefusalCode }
  | {
      readonly kind: "outcome";
      readonly proposal: number;
      readonly decision: number;
      readonly result: "returned" | "failed" | "unknown";
      readonly epoch: string;
    }
  | { readonly kind: "rehearsal"; readonly server: string; readonly proposal: number; readonly decision: number }
  | ApproverEntry
  | Answer
  | { readonly kind: "reveal"; readonly entry: number; readonly viewer: string }
  | { readonly kind: "erasure"; readonly agent: string; readonly user: string; readonly until: number }
  | Carry
  | { readonly kind: "timer"; readonly proposal: number };

/** What the calls of an erased context came to: the decider's, sealed; or a countersigner's word on that of entry `confirms`. */
export interface Carry {
  readonly kind: "carry";
  readonly erasure: number;
  readonly server?: string;
  readonly confirms?: number;
  readonly refused?: "carry/left-words" | "carry/context-open" | "carry/undecided" | "carry/differs";
}

/** The second judge derives something else, or could derive nothing. */
export type RefusalCode = "judges/differ" | "judges/undecided";

export type EntryOf<Kind extends Entry["kind"]> = Extract<Entry, { readonly kind: Kind }>;

export interface CharterEntry {
  readonly kind: "charter";
  readonly name: string;
  readonly version: number;
  readonly machine: string;
  readonly certificate?: string;
  readonly pins?: string;
  readonly expires?: number;
  readonly runningSessions?: "pinned" | "stricter";
  readonly authors?: Authors;
  readonly signatures?: readonly { readonly by: string; readonly signature: string }[];
}

/** So many of these keys together sign the next charter. */
export interface Authors {
  readonly threshold: number;
  readonly keys: readonly string[];
}

/** Who answers, from here on. Of a key that the ring does not hold it has the key. */
export interface ApproverEntry {
  readonly kind: "approver";
  readonly approver: string;
  readonly version: number;
  readonly person: string;
  readonly roles: readonly string[];
  readonly key?: ApproverKey;
}

export type ApproverKey = { readonly is: "passkey"; readonly passkey: Passkey } | { readonly is: "ed25519"; readonly signKey: string };

export interface Passkey {
  readonly credential: string;
  readonly algorithm: "ES256" | "Ed25519";
  readonly publicKey: string;
  readonly origin: string;
}

export interface Grant {
  readonly kind: "grant";
  readonly agent: string;
  readonly user: string;
  readonly role: string;
  readonly mandate?: string;
  readonly expires: number;
  readonly fresh: boolean;
}

export interface Decision {
  readonly kind: "decision";
  readonly proposal: number;
  readonly prefix: { readonly size: number; readonly root: string };
  readonly verdict: "allow" | "escalate" | "quarantine" | "deny";
  readonly codes: readonly string[];
  readonly clauses: readonly string[];
  readonly actions: readonly string[];
  readonly tool?: string;
  readonly machine: string;
  readonly same?: number;
  readonly parked?: ParkedTerms;
  readonly sends?: SentTerms;
  /** The answers that it rests on, by index: to the decision that parked it, or with a scope that covers it. */
  readonly answers?: readonly number[];
  readonly warrant?: {
    readonly server: string;
    readonly executor: string;
    readonly epoch: string;
    readonly call: string;
    readonly definition: string;
    readonly expires: number;
    readonly nonce: string;
  };
}

/** In what form a call is sent: the places of its arguments that are understood, and a salted digest of all that is sent, hex. */
export interface SentTerms {
  readonly places: readonly UnderstoodPlace[];
  readonly digest: string;
}

/** Names of members from one list to the next: `[["to"], []]` is every item of the list `to`. */
export interface UnderstoodPlace {
  readonly interpreter: string;
  readonly at: readonly (readonly string[])[];
}

export interface ParkedTerms {
  readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  readonly until: number;
  readonly renderers?: number;
}

export interface Answer {
  readonly kind: "approval" | "rejection" | "release" | "discard";
  readonly proposal: number;
  readonly decision: number;
  readonly shown: string;
  readonly role: string;
  readonly expires: number;
  readonly containment?: "keep" | "end";
  readonly scope?: Scope;
}

/** So many times, until then. */
export interface Scope {
  readonly times: number;
  readonly until: number;
}

/** Digest of each tool's definition; null for one that is no longer served. */
export interface Digests {
  readonly [tool: string]: string | null;
}
