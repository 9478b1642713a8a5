/**
 * What people's attention goes into: how often they were asked, by clause, by role and by person, and what came of it. Expired is not
 * rejected, and a call that was over before anybody answered is neither.
 */
import type { ApiAsked, ApiHealth, ApiLoad } from "./api.ts";
import type { CallRecord } from "./call-record.ts";
import type { Chronicle } from "./chronicle.ts";
import { LOAD_WINDOW_MS } from "./limits.ts";
import { suggestionFor } from "./suggestion.ts";

export type Attention = Pick<ApiHealth, "load" | "roles" | "clauses">;

/** What became of a call that people were asked about. */
export type Fate = "waiting" | "yes" | "no" | "expired" | "superseded";

/** Over the last day. */
export function attentionOf(chronicle: Chronicle, now: number): Attention {
  const asked = [...chronicle.calls.values()].filter((call) => now - call.at < LOAD_WINDOW_MS && parkingOf(call) !== undefined);
  const named = (of: (call: CallRecord) => readonly string[]): readonly string[] => [...new Set(asked.flatMap(of))].sort();
  return {
    load: chronicle.approvers.all().map(({ person, roles }) => loadOf(person, roles, asked)),
    roles: named(rolesOf).map((role) => ({ role, ...countsOf(asked.filter((call) => rolesOf(call).includes(role))) })),
    clauses: named(clausesOf)
      .map((clause) => clauseOf(chronicle, clause, asked))
      .sort((a, b) => b.asked - a.asked),
  };
}

function clauseOf({ machine }: Chronicle, clause: string, asked: readonly CallRecord[]): ApiHealth["clauses"][number] {
  const calls = asked.filter((call) => clausesOf(call).includes(clause));
  const counts = countsOf(calls);
  const written = machine?.clauses.find(({ name }) => name === clause);
  const suggestion = written === undefined ? undefined : suggestionFor(written, counts, calls, machine?.tools ?? []);
  return { clause, ...(written === undefined ? {} : { at: written.at }), ...counts, ...suggestion };
}

function countsOf(calls: readonly CallRecord[]): ApiAsked {
  const fates = calls.map(fateOf);
  const count = (fate: Fate): number => fates.filter((one) => one === fate).length;
  const waits = calls.flatMap((call) => call.given.slice(0, 1).map(({ at }) => at - (parkingOf(call)?.at ?? at))).sort((a, b) => a - b);
  const median = waits[Math.floor(waits.length / 2)];
  const [yes, no, expired, superseded, waiting] = [count("yes"), count("no"), count("expired"), count("superseded"), count("waiting")];
  return { asked: calls.length, yes, no, expired, superseded, waiting, ...(median === undefined ? {} : { medianMs: median }) };
}

function loadOf(person: string, roles: readonly string[], asked: readonly CallRecord[]): ApiLoad {
  const ofRole = asked.filter((call) => rolesOf(call).some((role) => roles.includes(role)));
  const given = ofRole.flatMap((call) => call.given.filter((answer) => answer.person === person).map((answer) => ({ call, answer })));
  const yes = given.filter(({ answer: { kind } }) => kind === "approval" || kind === "release");
  const waits = given.map(({ call, answer }) => answer.at - call.at).sort((a, b) => a - b);
  const median = waits[Math.floor(waits.length / 2)];
  return {
    person,
    roles,
    waiting: ofRole.filter((call) => fateOf(call) === "waiting").length,
    answered: given.length,
    yes: yes.length,
    no: given.length - yes.length,
    expired: ofRole.filter((call) => fateOf(call) === "expired").length,
    ...(median === undefined ? {} : { medianMs: median }),
  };
}

/** What became of it, by its last decision. Superseded: it was denied for another reason than a person's or the clock's. */
export function fateOf({ decisions }: Pick<CallRecord, "decisions">): Fate {
  const last = decisions.at(-1)?.said;
  if (last?.parked !== undefined) return "waiting";
  if (last?.verdict === "allow") return "yes";
  const has = (...codes: readonly string[]): boolean => last?.codes.some((code) => codes.includes(code)) === true;
  if (has("approval/rejected", "hold/discarded")) return "no";
  return has("approval/expired", "hold/expired") ? "expired" : "superseded";
}

function parkingOf({ decisions }: CallRecord): CallRecord["decisions"][number] | undefined {
  return decisions.find(({ said }) => said.parked !== undefined);
}

function rolesOf(call: CallRecord): readonly string[] {
  return parkingOf(call)?.said.parked?.roles.map(({ role }) => role) ?? [];
}

function clausesOf(call: CallRecord): readonly string[] {
  return parkingOf(call)?.said.clauses ?? [];
}
