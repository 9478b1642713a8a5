/** Who must answer a parked call, until when, and whether the answers so far suffice. */
import type { Machine } from "../kernel/index.ts";
import type { AnswerEntry } from "../ledger/index.ts";
import type { Parked } from "./call-register.ts";
import type { Judgement } from "./judge.ts";

/** A hold that no clause asked for (a drifted tool): the owner reviews it within a day. */
const DRIFT_OBLIGATION = { role: "owner", approvals: 1, withinMs: 24 * 3_600_000 };

/** The union of the clauses' obligations: for each role the most approvals asked, and the earliest deadline. */
export function obligationsOf(machine: Machine, judgement: Judgement, atMs: number): Pick<Parked, "roles" | "until"> {
  const asked = judgement.clauses.flatMap((clause) => machine.document.clauses[clause]?.obligation ?? []);
  const obligations = judgement.codes.includes("tool/drifted") || asked.length === 0 ? [...asked, DRIFT_OBLIGATION] : asked;
  const roles = new Map<string, number>();
  for (const { role, approvals } of obligations) roles.set(role, Math.max(roles.get(role) ?? 0, approvals));
  return {
    roles: [...roles].map(([role, approvals]) => ({ role, approvals })).sort((a, b) => (a.role < b.role ? -1 : 1)),
    until: atMs + Math.min(...obligations.map(({ withinMs }) => withinMs)),
  };
}

/** Whether an answer is about what was shown, and in time at ledger time `atMs`. */
export function answerCounts({ decision, until }: Parked, entry: AnswerEntry, atMs: number): boolean {
  const isAboutIt = decision?.index === entry.decision && decision.hash === entry.shown;
  return isAboutIt && entry.expires > atMs && atMs <= until;
}

/** Whether enough distinct people said yes in every role; a held call also needs one `release`. */
export function answersSuffice(parked: Parked): boolean {
  const enough = parked.roles.every(({ role, approvals }) => parked.votes.filter((vote) => vote.role === role).length >= approvals);
  return enough && (parked.verdict === "escalate" || parked.votes.some(({ kind }) => kind === "release"));
}
