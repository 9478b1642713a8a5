/** Who must answer a parked call, until when, and whether the answers so far suffice. */
import type { Machine } from "../../kernel/index.ts";
import { type AnswerEntry, type DecisionEntry, type Index, type Leaf, scopeFlaw } from "../../ledger/index.ts";
import type { Parked, Vote } from "../calls/call-register.ts";
import type { Judgement } from "../judging/judge.ts";

/** A hold that no clause asked for (a drifted tool): the owner reviews it within a day. */
const DRIFT_OBLIGATION = { role: "owner", approvals: 1, withinMs: 24 * 3_600_000 };

/** The terms of a parked call, as its decision names them. */
export type ParkedTerms = NonNullable<DecisionEntry["parked"]>;

/** What a clause of high severity asks for: a second sight of what is signed, so that no page alone can lie. */
const RENDERERS_HIGH = 2;

/** The union of the clauses' obligations: for each role the most approvals asked, the earliest deadline, the most renderers. */
export function obligationsOf(machine: Machine, judgement: Judgement, atMs: number): ParkedTerms {
  const asked = judgement.clauses.flatMap((clause) => machine.document.clauses[clause]?.obligation ?? []);
  const obligations = judgement.codes.includes("tool/drifted") || asked.length === 0 ? [...asked, DRIFT_OBLIGATION] : asked;
  const roles = new Map<string, number>();
  for (const { role, approvals } of obligations) roles.set(role, Math.max(roles.get(role) ?? 0, approvals));
  return {
    roles: [...roles].map(([role, approvals]) => ({ role, approvals })).sort((a, b) => (a.role < b.role ? -1 : 1)),
    until: atMs + Math.min(...obligations.map(({ withinMs }) => withinMs)),
    ...(asked.some(({ severity }) => severity === "high") ? { renderers: RENDERERS_HIGH } : {}),
  };
}

/** A call that waits for people from now on. `under`: digests of the machine in force and of the tool's definition as served. */
export function parkedBy(judgement: Judgement, terms: ParkedTerms, under: Pick<Parked, "machine" | "definition">): Parked {
  const verdict = judgement.verdict === "quarantine" ? "quarantine" : "escalate";
  return { verdict, clauses: new Set(judgement.clauses), reasons: new Set(judgement.codes), ...terms, ...under, votes: [] };
}

/** Whether an answer is about what was shown, and in time at ledger time `atMs`. */
export function answerCounts({ decision, until }: Parked, entry: AnswerEntry, atMs: number): boolean {
  const isAboutIt = decision?.index === entry.decision && decision.hash === entry.shown;
  return isAboutIt && entry.expires > atMs && atMs <= until;
}

/** A yes; where its scope is none that it may have, it counts once. */
export function voteOf(entry: Index, { by, at }: Leaf, { kind, role, expires, scope }: AnswerEntry, { verdict, ...parked }: Parked): Vote {
  const vote: Vote = { entry, by, role, kind: kind === "release" ? kind : "approval", expires };
  const isScoped = scope !== undefined && scopeFlaw({ kind, scope }, { verdict, parked }, at) === undefined;
  return isScoped ? { ...vote, scope } : vote;
}

/** Who has a key, as of the entries so far. */
export interface Answerer {
  /** Two keys of one person are one person. */
  readonly person: string;
  /** What showed them what they signed. */
  readonly renderer: string;
  readonly answersAs: (role: string) => boolean;
}

export type AnswererOf = (key: string) => Answerer | undefined;

/** A person by one of their keys. */
export interface AnsweringPerson {
  readonly person: string;
  readonly roles: readonly string[];
}

/** Who answers, as of the entries so far. */
export interface Answerers {
  readonly of: AnswererOf;
  /** Everybody who has a role, once for each key; undefined where there is always one more. */
  readonly all: () => readonly AnsweringPerson[] | undefined;
}

/** Where keys are people, who answer in any role: for ledgers on paper. */
export const EVERYBODY: Answerers = { of: (key) => ({ person: key, renderer: key, answersAs: () => true }), all: () => undefined };

/** Whose call it is and when its answers are counted. */
export interface Count {
  /** The session's user. */
  readonly user: string;
  readonly atMs: number;
  readonly answererOf: AnswererOf;
}

/**
 * The answers that suffice, if they do: enough distinct people said yes in every role, over enough renderers; a held call also needs one
 * `release`. What counts is who still has the role, and what has not expired. Where two are asked, the session's user is none of them.
 * Each person counts in one role.
 */
export function answersThatSuffice(
  { verdict, roles, renderers = 1, votes }: Pick<Parked, "verdict" | "roles" | "renderers" | "votes">,
  { user, atMs, answererOf }: Count,
): readonly Index[] | undefined {
  const askedOf = (role: string): number => roles.find((one) => one.role === role)?.approvals ?? 0;
  const counted = votes.flatMap(({ entry, by, role, kind, expires }) => {
    const answerer = answererOf(by);
    if (answerer === undefined || !answerer.answersAs(role) || expires <= atMs) return [];
    const { person, renderer } = answerer;
    return person === user && askedOf(role) > 1 ? [] : [{ entry, person, renderer, role, kind }];
  });
  const roleOf = new Map(counted.toReversed().map(({ person, role }) => [person, role]));
  const isEnough = roles.every(({ role, approvals }) => [...roleOf.values()].filter((one) => one === role).length >= approvals);
  const isSeen = new Set(counted.map(({ renderer }) => renderer)).size >= renderers;
  const isReleased = verdict === "escalate" || counted.some(({ kind }) => kind === "release");
  return isEnough && isSeen && isReleased ? counted.map(({ entry }) => entry) : undefined;
}
