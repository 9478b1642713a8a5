/** What people were asked and what they answered, between page and server. Types only. */
import type { ApiTime } from "./api-words.ts";

/** `GET /api/attention`: over the last day. */
export interface ApiAttention {
  /** Questions in all. */
  readonly all: ApiAsked;
  /** Questions in each of the last 24 hours, the oldest first. */
  readonly hours: readonly number[];
  /** Each person once, whatever keys they have. */
  readonly people: readonly ApiPersonLoad[];
  readonly roles: readonly ({ readonly role: string } & ApiAsked)[];
  /** By clause of the charter: where it is written, and what it could say instead. Sorted by how often it asked. */
  readonly clauses: readonly ({
    readonly clause: string;
    readonly at?: string;
    readonly suggestion?: string;
    readonly narrower?: string;
  } & ApiAsked)[];
  /** Calls that were denied because people are asked as often as the charter lets them be, by code and agent; the most first. */
  readonly refused: readonly { readonly code: string; readonly agent: string; readonly count: number; readonly last: ApiTime }[];
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

export interface ApiPersonLoad {
  readonly person: string;
  readonly roles: readonly string[];
  /** What waits for any of the roles. */
  readonly waiting: number;
  /** What any of the roles was asked within the last hour. */
  readonly lastHour: number;
  /** The least that the charter lets one person of these roles be asked. */
  readonly limit: { readonly waiting?: number; readonly anHour?: number };
  readonly answered: number;
  readonly yes: number;
  readonly no: number;
  /** Calls that waited for one of the roles and ran out. Expired is not rejected. */
  readonly expired: number;
  /** From the call to the answer, median, milliseconds. */
  readonly medianMs?: number;
}
