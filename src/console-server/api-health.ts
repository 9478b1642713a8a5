/** Health, and the stream of what happens, between page and server. Types only. */
import type { ApiInboxItem } from "./api-inbox.ts";
import type { ApiSession, ApiStep } from "./api-record.ts";
import type { ApiApprover, ApiFault, ApiTime } from "./api-words.ts";

/** `GET /api/health` */
export interface ApiHealth {
  readonly ready: boolean;
  readonly reasons: readonly ApiFault[];
  readonly parts: readonly {
    readonly name: string;
    readonly part: string;
    readonly server?: string;
    readonly started: ApiTime;
    readonly starts: number;
    readonly grade: string;
    readonly code: string;
  }[];
  readonly inDoubt: readonly { readonly ticket: string; readonly tool: string; readonly since: ApiTime }[];
  /** How often people were asked and what they answered, over the last day. */
  readonly load: readonly ApiLoad[];
  /** The same by role. */
  readonly roles: readonly ({ readonly role: string } & ApiAsked)[];
  /** By clause of the charter: where it is written, and what it could say instead. Sorted by how often it asked. */
  readonly clauses: readonly ({
    readonly clause: string;
    readonly at?: string;
    readonly suggestion?: string;
    readonly narrower?: string;
  } & ApiAsked)[];
  /** Who looked at what looks like a secret, from the ledger: where, in the sealed content of which entry. */
  readonly reveals: readonly { readonly at: ApiTime; readonly viewer: string; readonly entry: number; readonly place: string }[];
}

/** How many calls people were asked about, and what became of them; `superseded`: over for another reason. */
export interface ApiAsked {
  readonly asked: number;
  readonly yes: number;
  readonly no: number;
  readonly expired: number;
  readonly superseded: number;
  readonly waiting: number;
  /** To the first answer. */
  readonly medianMs?: number;
}

export interface ApiLoad {
  readonly person: string;
  readonly roles: readonly string[];
  readonly waiting: number;
  readonly answered: number;
  readonly yes: number;
  readonly no: number;
  /** Calls that waited for one of the roles and ran out. Expired is not rejected. */
  readonly expired: number;
  /** From the call to the answer, median, milliseconds. */
  readonly medianMs?: number;
}

/** `GET /api/stream` (text/event-stream): each event's `data` is one of these. After a gap the page reads the lists again. */
export type ApiEvent =
  | { readonly event: "hello"; readonly now: ApiTime; readonly size: number }
  | { readonly event: "step"; readonly step: ApiStep }
  | { readonly event: "session"; readonly session: ApiSession }
  | { readonly event: "inbox"; readonly items: readonly ApiInboxItem[] }
  | { readonly event: "health"; readonly ready: boolean; readonly reasons: readonly ApiFault[] }
  | { readonly event: "head"; readonly size: number; readonly root: string; readonly at: ApiTime }
  | { readonly event: "approvers"; readonly approvers: readonly ApiApprover[] };
