/** Health, and the stream of what happens, between page and server. Types only. */
import type { ApiPersonLoad } from "./api-attention.ts";
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
  /** The load on everybody who answers, as attention has it. */
  readonly people: readonly ApiPersonLoad[];
  /** Who looked at what looks like a secret, from the ledger: where, in the sealed content of which entry. */
  readonly reveals: readonly { readonly at: ApiTime; readonly viewer: string; readonly entry: number; readonly place: string }[];
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
