/** Sessions and the ledger between page and server. Types only. */
import type { ApiOlderCharter } from "./api-charter.ts";
import type { ApiGivenAnswer, ApiValue } from "./api-inbox.ts";
import type { ApiEnd, ApiJson, ApiTime, ApiVerdict } from "./api-words.ts";

/** `GET /api/sessions?after=…&limit=…&find=…`: the newest first; `next` continues. */
export interface ApiSessions {
  readonly sessions: readonly ApiSession[];
  readonly total: number;
  readonly next?: string;
}

export interface ApiSession {
  readonly id: string;
  readonly agent: string;
  readonly user: string;
  readonly role: string;
  readonly opened: ApiTime;
  readonly isOpen: boolean;
  readonly contained: boolean;
  readonly proposals: number;
  readonly verdicts: { readonly [verdict in ApiVerdict]: number };
  /** Of those denied: how many waits ended so. */
  readonly ends: { readonly [end in ApiEnd]: number };
  readonly waiting: number;
  readonly inDoubt: number;
}

/** `GET /api/sessions/:id`: its course, oldest first, for the scrubber. */
export interface ApiSessionCourse {
  readonly session: ApiSession;
  readonly task?: string;
  /** Its own charter, where another is in force and does not judge it alone. */
  readonly older?: ApiOlderCharter;
  readonly steps: readonly ApiStep[];
  /** What it may do now. */
  readonly admissible: readonly string[];
  readonly state: readonly ApiValue[];
}

/** `GET /api/steps?limit=N`: what all sessions proposed last, the newest first. The stream goes on with it. */
export interface ApiFeed {
  readonly steps: readonly ApiStep[];
}

/** One proposal with what became of it. The same shape comes over the stream, each time it changes. */
export interface ApiStep {
  readonly proposal: number;
  readonly session: string;
  readonly agent: string;
  readonly at: ApiTime;
  readonly tool: string;
  /** Canonical arguments, cut at 400 characters. */
  readonly args: string;
  readonly decisions: readonly {
    readonly entry: number;
    readonly at: ApiTime;
    readonly verdict: ApiVerdict;
    readonly end?: ApiEnd;
    readonly codes: readonly string[];
    readonly clauses: readonly string[];
    readonly actions: readonly string[];
    readonly same?: number;
  }[];
  readonly outcome?: {
    readonly entry: number;
    readonly result: "returned" | "failed" | "unknown";
    readonly durationMs: number;
    readonly code?: string;
  };
  /** Whether the second judge signed the allow, or refused. */
  readonly second?: "agrees" | "refuses";
  readonly answers: readonly ApiGivenAnswer[];
  /** State after it, for the scrubber: variables that have left their first value. */
  readonly state: readonly ApiValue[];
}

/** `GET /api/ledger?before=INDEX&limit=N&kind=…&session=…&find=…`: the newest first. */
export interface ApiEntries {
  readonly entries: readonly ApiEntryLine[];
  readonly size: number;
  /** Continue with `before` = this. */
  readonly next?: number;
}

/** As the ledger has them. */
export type ApiEntryKind =
  | "attestation"
  | "charter"
  | "pin"
  | "drift"
  | "approver"
  | "grant"
  | "session"
  | "proposal"
  | "decision"
  | "countersignature"
  | "refusal"
  | "rehearsal"
  | "outcome"
  | "approval"
  | "rejection"
  | "release"
  | "discard"
  | "reveal"
  | "erasure"
  | "carry"
  | "timer";

export interface ApiEntryLine {
  readonly index: number;
  readonly at: ApiTime;
  readonly kind: ApiEntryKind;
  readonly by: string;
  readonly byName: string;
  readonly session?: string;
  readonly number?: number;
  readonly summary: string;
}

/** `GET /api/ledger/:index`: the leaf as it is hashed, with a proof that the page verifies by itself (RFC 6962, SHA-256). */
export interface ApiEntry extends ApiEntryLine {
  /** The leaf's exact bytes, base64: its hash is SHA-256(0x00 || bytes). */
  readonly leaf: string;
  readonly entry: ApiJson;
  /** What looks like a secret in it is dots; where that is, as JSON pointers. */
  readonly sealed?: ApiJson;
  readonly secrets?: readonly string[];
  readonly proof: ApiInclusion;
  /** Entries that it is about, and that are about it. */
  readonly related: readonly number[];
}

export interface ApiInclusion {
  readonly index: number;
  /** Size of the tree in `checkpoint`. */
  readonly size: number;
  /** Sibling hashes, deepest first, base64. */
  readonly hashes: readonly string[];
  /** The C2SP signed note: origin, size, base64 root; then signature lines. */
  readonly checkpoint: string;
  /** The ledger's Ed25519 key, base64, raw, and its name on the note. */
  readonly key: { readonly name: string; readonly publicKey: string };
  /** Who must have seen a head, as the ledger's owner wrote it (c2sp.org/tlog-policy); absent where nobody must. */
  readonly policy?: string;
}

/** `GET /api/checkpoints`: heads that this console has seen, the newest first, each consistent with the one before (checked here). */
export interface ApiCheckpoints {
  readonly heads: readonly {
    readonly size: number;
    readonly root: string;
    readonly seen: ApiTime;
    /** With the cosignatures that came; the page verifies each under the policy's keys. */
    readonly note: string;
    /** RFC 6962 consistency proof from the head before it in this list, base64; absent for the oldest. */
    readonly consistency?: { readonly from: number; readonly hashes: readonly string[] };
  }[];
  readonly key: { readonly name: string; readonly publicKey: string };
  readonly policy?: string;
}
