/**
 * What the parts say to the ledger and hear from it. The ledger process is the hub: every part has exactly one link, to
 * the ledger, so every input is ordered there and there is no other channel between parts. Each message is one frame of canonical JSON.
 */
import type { Assertion } from "../crypto/index.ts";
import type { Fault } from "../fault/index.ts";
import type { AttestationEntry, Authors, Entry, Index, Leaf } from "./entry.ts";

/** From a part to the ledger. */
export type ToLedger =
  /**
   * Appends an entry. The signature is over `statement(entry, session, seal)`; the blob is base64 of the sealed bytes. `by`: key id of the
   * signer, where that is not the sender: for grants and people's answers only. Answered, when the entry is durable, by `appended`, or at
   * once by `refused`. What was appended lately, the same statement under the same signature, is not appended again, but
   * answered with its place.
   */
  | {
      readonly do: "append";
      readonly id: number;
      readonly by?: string;
      readonly session?: string;
      readonly entry: Entry;
      readonly seal?: string;
      readonly blob?: string;
      readonly signature: string;
      readonly assertion?: Assertion;
    }
  /** Sends every entry from `from` on that the selection names, with its blob, and goes on as new ones come. */
  | { readonly do: "follow"; readonly from: Index; readonly select: Selection }
  /**
   * A judge has folded everything below `size`. Of the decider: gateways may see it now. `sessions`: what changed for them, which a
   * countersigner leaves empty.
   */
  | { readonly do: "observed"; readonly size: number; readonly sessions: readonly SessionView[] }
  /** Reads entries `[from, to)` once, with blobs. Answered by `read`. At most 1,000 at a time. */
  | { readonly do: "read"; readonly id: number; readonly from: Index; readonly to: Index }
  /** The ledger's head, as witnesses have cosigned it: executors are shown it. From an auditor. */
  | { readonly do: "witnessed"; readonly checkpoint: string }
  /**
   * Whether a part would go on now, and why not: an executor act on a warrant, a gateway believe the ledger. It would until then.
   * `unreached`: why an executor's tool server could not be reached when that was last tried.
   */
  | { readonly do: "able"; readonly reason?: Fault; readonly unreached?: Fault }
  /** The last signed checkpoint and whether the system is ready. Answered by `status`. */
  | { readonly do: "status"; readonly id: number }
  /** Every call that is parked now (its last decision is durable, says `parked`, and no later one ends it). Answered by `parked`. */
  | { readonly do: "parked"; readonly id: number }
  /** The answer to `present`: nothing more than that somebody is there. */
  | { readonly do: "present" };

export type Selection =
  /** Everything, at once, before it is durable: the judges only. */
  | { readonly what: "all" }
  /** Everything that is durable: auditors, `interlock log --follow`, approvers. */
  | { readonly what: "durable" }
  /**
   * Observed entries of one session without the agent's proposals, which its gateway wrote; durable ones but for outcomes and a server's
   * proposals (a crash then leaves a doubt): its gateway.
   */
  | { readonly what: "session"; readonly session: string }
  /**
   * For the executor of one tool server: durable allow decisions, with their durable countersignatures where a countersigner is
   * enrolled for it, as `warrant` messages; every `session` entry, who answers (`charter`, `pin`, `approver`), and, for what its server
   * asked (proposals that this executor wrote), their durable decisions and outcomes as `entry` messages. Warrants of an earlier epoch than
   * the one attested last are void and not sent. `seen`: size of the head that the executor saw last, if it saw one. `rehearses`: also, as
   * `rehearse` messages, durable decisions that park a call of its server, countersigned alike, while they do and nobody has rehearsed it.
   */
  | { readonly what: "warrants"; readonly server: string; readonly seen?: number; readonly rehearses?: boolean };

/** What a session may do now, as the decider sees it: names of tools that could be allowed or parked in the present state. */
export interface SessionView {
  readonly session: string;
  readonly admissible: readonly string[];
  readonly contained: boolean;
  /** Proposals whose outcome will never be known (their executor's epoch ended): the gateway answers them as IN DOUBT. */
  readonly inDoubt: readonly Index[];
}

/** Where a parked call and the decision that parks it are recorded, and what it would do, if that was found. */
export interface ParkedPlaces {
  readonly proposal: Index;
  readonly decision: Index;
  readonly rehearsal?: Index;
}

/** Where an erasure, its carry and the second judge's word on it are recorded. */
export interface ErasedPlaces {
  readonly erasure: Index;
  readonly carry: Index;
  readonly confirmed: Index;
}

/** From the ledger to a part. */
export type FromLedger =
  | { readonly say: "appended"; readonly id: number; readonly index: Index; readonly at: number; readonly number?: number }
  | { readonly say: "refused"; readonly id: number; readonly fault: Fault }
  | { readonly say: "entry"; readonly index: Index; readonly leaf: Leaf; readonly blob?: string }
  | { readonly say: "warrant"; readonly warrant: Warrant }
  /** The papers of a warrant, about a decision that parks. */
  | { readonly say: "rehearse"; readonly papers: Warrant }
  | { readonly say: "witnessed"; readonly head: CosignedHead }
  | { readonly say: "view"; readonly view: SessionView }
  | {
      readonly say: "read";
      readonly id: number;
      readonly entries: readonly { readonly index: Index; readonly leaf: Leaf; readonly blob?: string }[];
    }
  | {
      readonly say: "status";
      readonly id: number;
      readonly checkpoint: string;
      /** Count of entries that have a place, durable or not: what a judge has to fold before it says anything. */
      readonly size: number;
      readonly ready: boolean;
      readonly reasons: readonly Fault[];
      readonly unreached: readonly Unreached[];
      readonly inForce: InForce;
      /** As the ledger attests it. */
      readonly grade?: AttestationEntry["grade"];
      /** Erasures that two judges stand for: a judge that starts reads their carries before anything else. */
      readonly erased?: readonly ErasedPlaces[];
    }
  | { readonly say: "parked"; readonly id: number; readonly calls: readonly ParkedPlaces[] }
  /** Asks a part that has been silent whether it still takes messages. */
  | { readonly say: "present" }
  /** Sent to every part when readiness changes. */
  | { readonly say: "ready"; readonly ready: boolean; readonly reasons: readonly Fault[]; readonly unreached: readonly Unreached[] };

/** A tool server that could not be reached when that was last tried: its calls are decided, and fail without being sent. */
export interface Unreached {
  readonly server: string;
  readonly why: Fault;
}

/**
 * Everything an executor needs to act once, and to refuse: the decider's signed decision, the countersigner's signature under the
 * same, the proposal it decides (with its sealed call), and the ledger's receipt: a signed checkpoint, proofs that all leaves are
 * in it, that the judges have read the same tree, and that it extends the head the executor saw last.
 */
export interface Warrant {
  readonly decision: Recorded;
  /** RFC 6962 consistency proof (base64 hashes) that the prefix which the decision names is one of the checkpoint's tree. */
  readonly prefix: readonly string[];
  /** Absent where no countersigner is enrolled for the server. */
  readonly countersignature?: Recorded;
  readonly proposal: Recorded & { readonly blob: string };
  /** Where the decision cites answers: what people were asked and what they said. */
  readonly people?: People;
  /** A C2SP signed-note checkpoint. */
  readonly checkpoint: string;
  /** RFC 6962 consistency proof (base64 hashes) from the size in the last warrant on this link, else from `seen`, else from 0 (empty). */
  readonly consistency: { readonly from: number; readonly proof: readonly string[] };
}

/**
 * A head that witnesses have cosigned, and the RFC 6962 consistency proof (base64 hashes) between it and the head in the last message on
 * this link: from the smaller, whose size is `from`, to the larger.
 */
export interface CosignedHead {
  readonly checkpoint: string;
  readonly consistency: { readonly from: number; readonly proof: readonly string[] };
}

/** A leaf with the proof (RFC 6962, base64 hashes) that it is in the tree of the warrant's checkpoint. */
export interface Recorded {
  readonly index: Index;
  readonly leaf: Leaf;
  readonly inclusion: readonly string[];
}

/** What a decision that cites answers rests on besides the judges' word. */
export interface People {
  /** The answers, as the decision cites them. */
  readonly answers: readonly Recorded[];
  /** The decisions that they answer, each once. */
  readonly questions: readonly Recorded[];
  /** Where the answers were about an earlier call, and have a scope: that call's proposal, with the sealed call. */
  readonly earlier?: Recorded & { readonly blob: string };
  /** Whose session it is: the entry that opened it, and its grant, if it has one. */
  readonly session: Recorded;
  readonly grant?: Recorded;
}

/** What the last charter and pin entries put in force: digests of machine, certificate and pins, the charter's version, who signs next. */
export interface InForce {
  readonly authors: Authors;
  readonly machine?: string;
  readonly certificate?: string;
  readonly version?: number;
  readonly pins?: string;
}
