/** The inbox between page and server: what waits for people, and everything to judge it by. Types only. */
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
  /** The exact canonical call from the sealed proposal, never the agent's summary; `null` where it can't be opened. */
  readonly call: { readonly tool: string; readonly args: ApiJson; readonly canonical: string; readonly digest: string } | null;
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
  /** Paths into `call.args` (JSON pointers) that look like secrets: shown masked; `POST /api/reveal` records that somebody looked. */
  readonly secrets: readonly string[];
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
