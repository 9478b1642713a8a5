/** The inbox between page and server: what waits for people, and everything to judge it by. Types only. */
import type { ApiOlderCharter } from "./api-charter.ts";
import type { ApiJson, ApiTime, ApiVerdict } from "./api-words.ts";

/** `GET /api/inbox`: the most urgent first. Identical calls are one item. */
export interface ApiInbox {
  readonly items: readonly ApiInboxItem[];
}

export interface ApiInboxItem {
  /** `t` and the proposal's index: what an answer names. */
  readonly ticket: string;
  readonly proposal: number;
  readonly decision: number;
  readonly session: string;
  readonly agent: string;
  readonly user: string;
  /** `allow`: executed perhaps, IN DOUBT. */
  readonly verdict: "escalate" | "quarantine" | "allow";
  readonly at: ApiTime;
  /** Until when people can answer; a doubt has no end. */
  readonly until?: ApiTime;
  readonly tool: string;
  /** Which answers it takes. */
  readonly answers: readonly ApiAnswerKind[];
  readonly needs: ApiNeeds;
  /** How many times the same call was proposed while it waits. */
  readonly asked: number;
  /** At least one clause that asked marks it so: it needs answers from two renderers. */
  readonly isHigh: boolean;
  /** Whether it is known what it would do, or why nobody can say. */
  readonly isRehearsed: boolean;
}

export interface ApiNeeds {
  readonly roles: readonly { readonly role: string; readonly approvals: number; readonly given: readonly string[] }[];
  /** Different renderers that yes-answers must come from (this page is one, a terminal another), and those that have answered. */
  readonly renderers: number;
  readonly givenRenderers: number;
  /** The session's user, who does not count where two people are asked. */
  readonly notBy?: string;
}

export type ApiAnswerKind = "approval" | "rejection" | "release" | "discard";

/** `GET /api/inbox/:ticket`: everything to judge it by. 404 once it does not wait any more. */
export interface ApiInboxDetail extends ApiInboxItem {
  /** The exact call that would run; `null` where it can't be opened, or isn't what the decision commits to. */
  readonly call: ApiExactCall | null;
  /** What interpreters understand of the arguments. */
  readonly meanings: readonly ApiMeaning[];
  /** On whose word each critical value comes. */
  readonly origins: readonly ApiOrigin[];
  /** The clauses that asked, severest first. */
  readonly clauses: readonly ApiClause[];
  readonly codes: readonly string[];
  /** Values that change if it runs and succeeds, and the state now. */
  readonly state: { readonly now: readonly ApiValue[]; readonly then: readonly ApiChange[]; readonly contained: boolean };
  /** What cannot be taken back, in words; empty where nothing is known to be. */
  readonly irreversible: readonly string[];
  readonly explanation: string;
  /** Tool definition that is pinned. */
  readonly definition?: { readonly digest: string; readonly description?: string };
  /** What the user asked for, under the session's grant: for orientation, written by the user. */
  readonly task?: string;
  /** Answers so far. */
  readonly given: readonly ApiGivenAnswer[];
  /** What it would do, tried where nothing could come of it; absent until that is known, and where its server's calls are not tried. */
  readonly rehearsal?: ApiRehearsal;
  /** Its session's own charter, where another is in force and does not judge it alone. */
  readonly older?: ApiOlderCharter;
  /** What is not as it was when it began to wait. */
  readonly since: ApiSince;
  /** What it would send, where it sends something: nothing has been sent, and the waiting call is all there is of it. */
  readonly outbox?: ApiMessage;
  /** Paths into `call.args` (JSON pointers) that look like secrets: shown masked; `POST /api/reveal` records that somebody looked. */
  readonly secrets: readonly string[];
}

/** From the sealed proposal, never the agent's summary, in the form that it was understood and judged in. */
export interface ApiExactCall {
  readonly tool: string;
  readonly args: ApiJson;
  readonly canonical: string;
  /** Of the call without masks, hex. */
  readonly digest: string;
  /** Where the agent wrote something else, by JSON pointers into `args`: what it wrote, unless that looks like a secret. */
  readonly rewritten: readonly { readonly at: string; readonly proposed?: ApiJson }[];
}

/** What a parked call was found to do, or the code why nothing could be found. */
export interface ApiRehearsal {
  /** The entry that says it. */
  readonly entry: number;
  readonly code?: string;
  /** `null` where it is sealed for others. */
  readonly found: ApiFound | null;
  /** JSON pointers into what was found: texts that look like secrets, or repeat one of the call's, and are dots here. */
  readonly secrets: readonly string[];
}

export type ApiFound =
  | { readonly is: "nothing"; readonly message: string }
  | {
      readonly is: "files";
      /** What its server said to it, on a copy; `cut` characters are not here. */
      readonly answer: { readonly isError: boolean; readonly text: string; readonly cut: number };
      readonly changes: readonly ApiFileChange[];
      readonly changesLeft: number;
    }
  | {
      readonly is: "rows";
      readonly table: string;
      readonly affected: number;
      readonly lines: readonly ApiDiffLine[];
      readonly linesLeft: number;
    };

export interface ApiFileChange {
  readonly path: string;
  readonly is: "created" | "changed" | "deleted";
  readonly what: "file" | "folder" | "link";
  /** The path it is moved from. */
  readonly from?: string;
  readonly notes: readonly string[];
  readonly lines: readonly ApiDiffLine[];
  /** Lines that are not here. */
  readonly linesLeft: number;
}

export interface ApiDiffLine {
  readonly is: "kept" | "removed" | "added" | "place";
  readonly text: string;
  /** Characters that are not here. */
  readonly cut?: number;
}

export interface ApiSince {
  readonly state: readonly ApiMoved[];
  readonly charter?: { readonly before: string; readonly now: string };
  /** The pinned definition of its tool, by digest; empty for none. */
  readonly definition?: { readonly before: string; readonly now: string };
  /** Files that it would change, and that are something else by now. */
  readonly files: readonly string[];
}

export interface ApiMoved extends ApiValue {
  readonly before: readonly (string | number | boolean)[];
}

/** A mail or a payment: its parts by the names of the arguments, who gets it first. */
export interface ApiMessage {
  readonly is: "mail" | "payment";
  /** Whom it goes to first, and the longest text last. `texts`: one for each item of a list. */
  readonly parts: readonly { readonly at: string; readonly name: string; readonly texts: readonly string[] }[];
}

/** What one argument says. */
export interface ApiMeaning {
  /** JSON pointer into the arguments. */
  readonly at: string;
  readonly interpreter: string;
  readonly record: { readonly [field: string]: ApiJson };
}

export interface ApiOrigin {
  readonly at: string;
  readonly charter: string;
  /** Empty: nobody wrote it, so it is the agent's own. */
  readonly places: readonly {
    readonly sources: readonly string[];
    readonly where: string;
    readonly field?: string;
    readonly quote: string;
  }[];
}

export interface ApiClause {
  readonly name: string;
  readonly verdict: ApiVerdict;
  readonly condition: string;
  /** `file:line:column`. */
  readonly at: string;
  /** The charter's text around it; `line` (from 1) is the clause's. */
  readonly source?: { readonly first: number; readonly line: number; readonly lines: readonly string[] };
}

export interface ApiValue {
  readonly variable: string;
  readonly scope: "session" | "agent" | "organisation";
  /** More than one where nobody knows which holds. */
  readonly values: readonly (string | number | boolean)[];
}

export interface ApiChange extends ApiValue {
  readonly before: readonly (string | number | boolean)[];
  /** With the decision, or with a successful result. */
  readonly when: "decision" | "success";
}

export interface ApiGivenAnswer {
  readonly entry: number;
  readonly kind: ApiAnswerKind;
  readonly person: string;
  readonly role: string;
  readonly at: ApiTime;
  readonly renderer: string;
}

/** `POST /api/reveal`: somebody looks at a masked value; recorded in the console's own record, shown in Health. Answers `{}`. */
export interface ApiReveal {
  readonly ticket: string;
  readonly at: string;
}
