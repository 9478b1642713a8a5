/**
 * What an entry of the ledger says. A leaf is canonical JSON (RFC 8785) of at most 65,535 bytes and is public: it holds
 * commitments, verdicts, codes and pinned names only. Whatever an agent, a tool or a person wrote travels in a sealed blob beside it,
 * to which the leaf commits. A decision is a deterministic function of the entries before it.
 */
import type { Assertion, Json, Passkey } from "../crypto/index.ts";

/** Written by whoever is named in `Leaf.by`; ordered, numbered and stamped by the ledger. */
export interface Leaf {
  readonly format: "interlock-entry/1";
  /** Ledger time, milliseconds since the epoch, never smaller than the entry before it. */
  readonly at: number;
  /** The session the entry belongs to, if any, and its number in that session: from 1, without gaps. */
  readonly session?: string;
  readonly number?: number;
  /** Key id of the writer (`ledger` entries: the ledger's own key). */
  readonly by: string;
  readonly entry: Entry;
  /** Commitment to the sealed blob (hex, see crypto/seal.ts), where there is one. */
  readonly seal?: string;
  /** Ed25519 by `by` over `statement(entry, session, seal)`, alone or together with others (joint-signature.ts); base64. */
  readonly signature: string;
  /** Of a passkey: what it added to the statement's digest before it signed. Answers only. */
  readonly assertion?: Assertion;
}

/** Position in the tree, from 0. */
export type Index = number;

export type Entry =
  | AttestationEntry
  | CharterEntry
  | PinEntry
  | DriftEntry
  | GrantEntry
  | SessionEntry
  | ProposalEntry
  | DecisionEntry
  | CountersignatureEntry
  | RefusalEntry
  | OutcomeEntry
  | RehearsalEntry
  | RevealEntry
  | ErasureEntry
  | CarryEntry
  | ApproverEntry
  | AnswerEntry
  | TimerEntry;

/** A part has started. A new epoch of an executor voids every warrant of the old one. */
export interface AttestationEntry {
  readonly kind: "attestation";
  readonly part: "ledger" | "decider" | "countersigner" | "executor" | "gateway";
  /** The tool server, for an executor and a countersigner. */
  readonly server?: string;
  /** 128 random bits, hex; new at each start. */
  readonly epoch: string;
  readonly grade: "embedded" | "separated";
  /** SHA-256 over the part's code, hex. */
  readonly code: string;
}

/**
 * The charter in force from here on. Sealed: the source texts and the machine document. Written by an author, and signed by as many as
 * it and the charter before it ask for (charter-succession.ts).
 */
export interface CharterEntry {
  readonly kind: "charter";
  readonly name: string;
  /** Counts the charters of this ledger: exactly one more than that of the charter in force, from 1. */
  readonly version: number;
  /** SHA-256 of the machine document's canonical bytes, hex. */
  readonly machine: string;
  /** Digest of the certificate by which the machine keeps its charters' bounds, hex; absent where they have none. */
  readonly certificate?: string;
  /** Digest of the only `tools` of a pin entry that may be in force with it. Absent: whatever an author pins. */
  readonly pins?: string;
  readonly expires?: number;
  /** Which charter judges the sessions that were opened under an older one. Absent: this one. */
  readonly runningSessions?: RunningSessions;
  /** Who signs the next charter. Absent: who signed for this one. */
  readonly authors?: Authors;
  /** What authors besides the entry's writer have signed: `charterStatement`, base64. */
  readonly signatures?: readonly { readonly by: string; readonly signature: string }[];
}

/**
 * `pinned`: the charter under which a session was opened. `stricter`: this one, and what the session's own charter is more severe about
 * is denied.
 */
export type RunningSessions = "pinned" | "stricter";

/** So many of these keys (ids) together. */
export interface Authors {
  readonly threshold: number;
  readonly keys: readonly string[];
}

/** Pinned tool definitions: in force from here, or with the next charter where the one in force names others. Sealed: the whole lock. */
export interface PinEntry {
  readonly kind: "pin";
  /** Tool name -> digest of its definition (hex). */
  readonly tools: { readonly [name: string]: string };
}

/** What a server really offers, where it differs from the pins: written by its executor, complete each time. Sealed: the definitions. */
export interface DriftEntry {
  readonly kind: "drift";
  readonly server: string;
  /** Pinned name -> digest now served, or null where it is no longer offered. New names are not listed: they are unpinned. */
  readonly tools: { readonly [name: string]: string | null };
}

/** Who the session acts for: signed by an enrolled host key. Sealed: task text and user messages. */
export interface GrantEntry {
  readonly kind: "grant";
  readonly agent: string;
  readonly user: string;
  readonly role: string;
  readonly mandate?: string;
  readonly expires: number;
  /** A fresh context starts session-scoped state anew; otherwise the state of (agent, user) goes on. */
  readonly fresh: boolean;
}

/** A client has connected. Without a grant the user is nobody, the role `unknown`, the mandate the strictest. Written by the gateway. */
export interface SessionEntry {
  readonly kind: "session";
  /** Index of the grant, if one was presented and accepted. */
  readonly grant?: Index;
  /** Name of the agent as configured at the gateway (never what the client says of itself). */
  readonly agent: string;
  readonly protocol: string;
  /** By server: the client's capabilities that it may be told of. */
  readonly capabilities: Json;
  /** The client has left: its servers end. Its calls still come to their outcomes. */
  readonly ended?: true;
}

/** An agent (or, for sampling and notifications, a server) asks. Sealed: `{tool, args}`, canonical. */
export interface ProposalEntry {
  readonly kind: "proposal";
  readonly from: "agent" | "server";
  /** Ledger time by which a decision must exist. */
  readonly deadline: number;
  /** Ledger time until which the gateway holds a parked call open; what comes of it later is collected by asking again. */
  readonly patience: number;
  /** What its gateway has passed on to the agent and no proposal had named: entries, each with the leaf hash (hex) that it was shown. */
  readonly heard?: readonly HeardEntry[];
}

export type HeardEntry = readonly [entry: Index, hash: string];

/** Decider's word on a proposal, or its second word after an answer, a timer or an outcome. Sealed: the explanation. */
export interface DecisionEntry {
  readonly kind: "decision";
  readonly proposal: Index;
  /** Size and root (hex) of the prefix it was computed from: everything before this entry that the decider had folded. */
  readonly prefix: { readonly size: number; readonly root: string };
  readonly verdict: "allow" | "escalate" | "quarantine" | "deny";
  /** Closed reason codes, most important first. */
  readonly codes: readonly string[];
  /** Names of the clauses that fired, and of the actions that matched. */
  readonly clauses: readonly string[];
  readonly actions: readonly string[];
  /** Pinned tool name; absent when the call named none. */
  readonly tool?: string;
  readonly machine: string;
  /** The same call is parked, in doubt or finished but not collected: its proposal's index, whose ticket and result count. */
  readonly same?: Index;
  /** For escalate and quarantine: who answers and until when. The ticket is `t` + the proposal's index. */
  readonly parked?: {
    readonly roles: readonly { readonly role: string; readonly approvals: number }[];
    readonly until: number;
    /** From how many different renderers yes-answers must come; absent: one suffices. */
    readonly renderers?: number;
  };
  /** For allow: the answers that it rests on, by index, in order: to the decision that parked it, or with a scope that covers it. */
  readonly answers?: readonly Index[];
  /**
   * Of a call that runs or waits, where it is sent in another form than proposed: which places of the arguments are understood, and a
   * salted digest of what is sent, hex.
   */
  readonly sends?: {
    readonly places: readonly { readonly interpreter: string; readonly at: readonly (readonly string[])[] }[];
    readonly digest: string;
  };
  /** For allow: the warrant's terms. `call` is the proposal's commitment. */
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

/**
 * The second judge has derived, from the same prefix and by itself, exactly this decision to allow. Written by the server's
 * countersigner, which need not have seen the decider's word: so it may come before it.
 */
export interface CountersignatureEntry {
  readonly kind: "countersignature";
  readonly server: string;
  readonly proposal: Index;
  /** SHA-256 of the decision entry's canonical text, hex. */
  readonly decision: string;
}

/** The second judge does not derive the recorded decision: the call is over. Sealed: what it derives, and why. By a countersigner. */
export interface RefusalEntry {
  readonly kind: "refusal";
  readonly server: string;
  readonly proposal: Index;
  readonly decision: Index;
  /** It derives something else, or could derive nothing. */
  readonly code: "judges/differ" | "judges/undecided";
}

/**
 * What came of an allowed call. Sealed: the raw result. Written by the executor; for a server's proposal, whose allow carries no warrant
 * terms, by the gateway that delivered it (the result is the client's answer; `{}` for a notification).
 */
export interface OutcomeEntry {
  readonly kind: "outcome";
  readonly proposal: Index;
  readonly decision: Index;
  /** `returned`: the server answered (an `isError` answer too). `failed`: nothing was executed, provably. `unknown`: IN DOUBT. */
  readonly result: "returned" | "failed" | "unknown";
  readonly code?: string;
  readonly epoch: string;
  readonly durationMs: number;
}

/**
 * What a parked call would do, tried where nothing can come of it: in a box on a copy, or in a transaction that is rolled back. It moves
 * nothing. Sealed for people: what it found (`Rehearsal`). Written by its server's executor, at most once for each decision that parks.
 */
export interface RehearsalEntry {
  readonly kind: "rehearsal";
  readonly server: string;
  readonly proposal: Index;
  readonly decision: Index;
  /** Why it shows nothing; absent where it does. */
  readonly code?: string;
}

/**
 * Who answers, from here on, complete each time. Written by an author; it counts once as many authors have written the same as sign the
 * next charter, and at once where it only takes roles away. A key of the ring has the roles of its duties until an entry names it.
 */
export interface ApproverEntry {
  readonly kind: "approver";
  /** Id of the key. */
  readonly approver: string;
  /** Exactly one more than that of the entry about this key that counts, from 1: so an old one can't be said again. */
  readonly version: number;
  /** Whose it is: two keys of one person are one person. Of a key of the ring it is the name there. */
  readonly person: string;
  /** Empty: it answers no more. */
  readonly roles: readonly string[];
  /** Absent for a key of the ring. */
  readonly key?: ApproverKey;
}

/** A passkey, or a bare Ed25519 key (raw, base64) such as an SSH agent holds. */
export type ApproverKey = { readonly is: "passkey"; readonly passkey: Passkey } | { readonly is: "ed25519"; readonly signKey: string };

/**
 * A person's word on a parked call, an open doubt, or the containment that a held call has left, signed by their own key. Sealed: the
 * reason, if given.
 */
export interface AnswerEntry {
  readonly kind: "approval" | "rejection" | "release" | "discard";
  readonly proposal: Index;
  /** Index and leaf hash (hex) of the decision that parked it: what was shown is what is answered. */
  readonly decision: Index;
  readonly shown: string;
  readonly role: string;
  readonly expires: number;
  /** For release and discard: whether the session's containment ends. A discard that ends it may come when the call is over. */
  readonly containment?: "keep" | "end";
  /** Of an approval: it is of this exact call in this session, so many times in all, until then. Absent: once. */
  readonly scope?: Scope;
}

/** How often and until when (ledger time) an approval counts. */
export interface Scope {
  readonly times: number;
  readonly until: number;
}

/**
 * Somebody looks at a value that a page had masked, because it looks like a secret: written by the console before it shows it, and never
 * with the value. Sealed: `{ place }`, a JSON pointer into what is sealed beside `entry`.
 */
export interface RevealEntry {
  readonly kind: "reveal";
  /** The entry whose sealed content is looked into. */
  readonly entry: Index;
  /** Who looks, as the console knows them (`link` for whoever opened its one-time link), or an approver's own name. */
  readonly viewer: string;
}

/**
 * The contents of one context are to be erased: all that is sealed beside entries of this agent and user before `until`, their grants'
 * words too. Since then nothing of them is sealed, and none of their sessions and calls is open; what they say later is a fresh context.
 * Written by a host.
 */
export interface ErasureEntry {
  readonly kind: "erasure";
  readonly agent: string;
  readonly user: string;
  /** Size of the ledger that the host has seen. */
  readonly until: Index;
}

/**
 * What the calls of an erased context came to, so that everything after them can be derived without their contents. The decider's is
 * sealed: the carry, for judges and auditors. A countersigner that derives the same says so. Nothing is erased before both are durable.
 */
export interface CarryEntry {
  readonly kind: "carry";
  readonly erasure: Index;
  /** Of a countersigner: its server, and the decider's entry that it speaks about. Absent: the decider's own. */
  readonly server?: string;
  readonly confirms?: Index;
  /** Why this judge does not stand for it. Then nothing is erased. */
  readonly refused?: CarryRefusal;
}

/** Values were left with servers and may come back; something is open; it can't be derived; the other judge carries something else. */
export type CarryRefusal = "carry/left-words" | "carry/context-open" | "carry/undecided" | "carry/differs";

/** The ledger's clock has passed a parked call's deadline. Written by the ledger. */
export interface TimerEntry {
  readonly kind: "timer";
  readonly proposal: Index;
}

/** What an author signs of a charter. */
export const CHARTER_PURPOSE = "interlock-charter/1";
/** Domain separation: the purpose a signature is made for is the first line of what is signed. */
export const STATEMENT_PURPOSE = "interlock-entry/1";
