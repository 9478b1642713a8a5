/**
 * A charter as it was written: every part with its place, nothing resolved. What `grammar.ts` reads and the rest of the
 * compiler starts from.
 */

import type { Located, Span } from "../source.ts";
import type { ConditionText } from "./condition-text.ts";

export interface CharterText {
  readonly charter: Located<string>;
  readonly version?: Located<number>;
  readonly describes?: Located<string>;
  readonly expires?: Located<string>;
  readonly running_sessions?: Located<"in_force" | "pinned" | "stricter">;
  readonly zone?: Located<string>;
  readonly otherwise?: Located<"deny" | "allow">;
  readonly roots?: readonly Named<Located<string>>[];
  readonly sources?: readonly Named<SourceText>[];
  readonly remembers?: Located<number>;
  readonly define?: readonly Named<DefinitionText>[];
  readonly records?: readonly Named<RecordText>[];
  readonly parts?: readonly Named<ConditionText>[];
  readonly state?: readonly Named<StateText>[];
  readonly roles?: readonly Named<RoleText>[];
  readonly allow?: readonly ShortEntry[];
  readonly escalate?: readonly ShortEntry[];
  readonly quarantine?: readonly ShortEntry[];
  readonly deny?: readonly ShortEntry[];
  readonly actions?: readonly Named<ActionText>[];
  readonly limits?: readonly LimitText[];
  readonly bounds?: BoundsText;
  readonly mandates?: readonly Named<readonly Located<string>[]>[];
  readonly span: Span;
}

/** An entry of a map with free names. */
export interface Named<T> {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: T;
}

export interface SourceText {
  readonly trusted?: Located<boolean>;
  readonly results: readonly Located<string>[];
  readonly span: Span;
}

export type Scalar = boolean | number | string;

/** A condition or a part of one, a list of constants, or a table of constants by key. */
export type DefinitionText = ConditionText | readonly Located<Scalar>[] | readonly Named<Located<Scalar>>[];

export interface StateText {
  readonly enum?: readonly Located<string>[];
  readonly range?: readonly Located<number>[];
  readonly bool?: Located<boolean>;
  readonly scope?: Located<Scope>;
  readonly resets?: Located<"hour" | "day">;
  readonly span: Span;
}

/** What is learned from results. */
export interface RecordText {
  readonly from: readonly Located<string>[];
  readonly each?: ConditionText;
  readonly key: ConditionText;
  readonly keep: readonly Named<ConditionText>[];
  readonly max?: Located<number>;
  readonly max_age?: Located<string>;
  readonly span: Span;
}

export type Scope = "session" | "agent" | "organisation";

/** One entry of a short-form list: a tool pattern, or a pattern with its condition or clause. */
export interface ShortEntry {
  readonly pattern: Located<string>;
  readonly clause?: ClauseText;
}

export interface ActionText {
  readonly tool: Located<string> | readonly Located<string>[];
  readonly when?: ConditionText;
  readonly allow?: VerdictText;
  readonly escalate?: VerdictText;
  readonly quarantine?: VerdictText;
  readonly deny?: VerdictText;
  readonly while_contained?: Located<boolean>;
  readonly then?: EffectsText;
  readonly outcome?: { readonly ok?: EffectsText; readonly error?: EffectsText; readonly unknown?: EffectsText };
  readonly succeeds?: ConditionText;
  readonly span: Span;
}

export type VerdictText = ConditionText | readonly ClauseText[];

export interface ClauseText {
  readonly name?: Located<string>;
  readonly when: ConditionText;
  readonly to?: Located<string>;
  readonly approvals?: Located<number>;
  readonly within?: Located<string>;
  readonly severity?: Located<"high">;
  readonly span: Span;
}

/** How often the people of a role are asked. */
export interface RoleText {
  readonly at_most?: AskLimitText;
  readonly of_one_agent?: AskLimitText;
  readonly of_one_person?: AskLimitText;
  readonly span: Span;
}

export interface AskLimitText {
  readonly waiting?: Located<number>;
  readonly an_hour?: Located<number>;
  readonly span: Span;
}

export type EffectsText = readonly Named<Located<Scalar>>[];

export type LimitText = CountText | OrderText | ExclusionText;

/** With `of` a sum of that argument, else a count of executions. */
export interface CountText {
  readonly action: Located<string>;
  readonly at_most: Located<number>;
  readonly of?: ConditionText;
  readonly per?: Located<"session" | "hour" | "day">;
  readonly scope?: Located<Scope>;
  readonly over?: Located<"deny" | "escalate">;
  readonly span: Span;
}

export interface OrderText {
  readonly first: Located<string>;
  readonly before: Located<string>;
  readonly undone_by?: readonly Located<string>[];
  readonly span: Span;
}

export interface ExclusionText {
  readonly excludes: readonly Located<string>[];
  readonly span: Span;
}

/** What is to be proved before the charter runs. */
export interface BoundsText {
  readonly never?: readonly BoundText[];
  readonly always_possible?: readonly (BoundText | AnswerText)[];
  readonly grade?: Located<"possible" | "assured">;
  readonly assume?: { readonly human?: Located<"live">; readonly failures?: Located<number> };
  readonly entropy_bits_max?: Located<number>;
  readonly span: Span;
}

export interface BoundText {
  readonly name?: Located<string>;
  readonly when: ConditionText;
  readonly span: Span;
}

/** After each `every`, a successful `answered_by` must stay possible. */
export interface AnswerText {
  readonly name?: Located<string>;
  readonly every: Located<string>;
  readonly answered_by: Located<string>;
  readonly span: Span;
}
