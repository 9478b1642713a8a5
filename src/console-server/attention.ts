/**
 * What people's attention goes into: how often they were asked, by clause, by role and by person, and what came of it. Expired is not
 * rejected, and a call that was over before anybody answered is neither.
 */
import type { AskLimits } from "../vocabulary/index.ts";
import type { ApiAsked, ApiAttention, ApiPersonLoad } from "./api.ts";
import type { CallRecord } from "./call-record.ts";
import type { Chronicle } from "./chronicle.ts";
import { type Fate, fateOf } from "./fate.ts";
import { LOAD_WINDOW_MS } from "./limits.ts";
import { suggestionFor } from "./suggestion.ts";

const HOUR_MS = 3_600_000;

/** What is counted: the calls, who answers, and the charter in force. */
export type Looked = Pick<Chronicle, "calls" | "machine"> & { readonly approvers: Pick<Chronicle["approvers"], "all"> };

/** Over the last day. */
export function attentionOf(chronicle: Looked, now: number): ApiAttention {
  const recent = [...chronicle.calls.values()].filter((call) => now - call.at < LOAD_WINDOW_MS);
  const asked = recent.filter((call) => parkingOf(call) !== undefined);
  const named = (of: (call: CallRecord) => readonly string[]): readonly string[] => [...new Set(asked.flatMap(of))].sort();
  return {
    all: countsOf(asked),
    hours: hoursOf(asked, now),
    people: loadsOf(chronicle, now),
    roles: named(rolesOf).map((role) => ({ role, ...countsOf(asked.filter((call) => rolesOf(call).includes(role))) })),
    clauses: named(clausesOf)
      .map((clause) => clauseOf(chronicle, clause, asked))
      .sort((a, b) => b.asked - a.asked),
    refused: refusedOf(recent),
  };
}

/** The load on everybody who answers, over the last day. */
export function loadsOf(chronicle: Looked, now: number): readonly ApiPersonLoad[] {
  const asked = [...chronicle.calls.values()].filter((call) => now - call.at < LOAD_WINDOW_MS && parkingOf(call) !== undefined);
  return peopleOf(chronicle).map((person) => loadOf(person, asked, now));
}

/** How many calls people were asked about in each hour before `now`, the last one last. */
function hoursOf(asked: readonly CallRecord[], now: number): readonly number[] {
  const hours = Array.from({ length: LOAD_WINDOW_MS / HOUR_MS }, () => 0);
  for (const { at } of asked) {
    const place = hours.length - 1 - Math.min(hours.length - 1, Math.max(0, Math.floor((now - at) / HOUR_MS)));
    hours[place] = (hours[place] ?? 0) + 1;
  }
  return hours;
}

/** Calls that nobody was asked about, because people are asked enough. */
function refusedOf(recent: readonly CallRecord[]): ApiAttention["refused"] {
  const refused = new Map<string, ApiAttention["refused"][number]>();
  for (const { agent, at, decisions } of recent) {
    const code = decisions.at(-1)?.said.codes.find((one) => one.startsWith("asks/"));
    if (code === undefined) continue;
    const key = JSON.stringify([code, agent]);
    refused.set(key, { code, agent, count: (refused.get(key)?.count ?? 0) + 1, last: at });
  }
  return [...refused.values()].sort((a, b) => b.count - a.count);
}

type Person = Pick<ApiPersonLoad, "person" | "roles" | "limit">;

/** Everybody who answers, once, with the roles of all their keys and the least that the charter lets one of them be asked. */
function peopleOf({ approvers, machine }: Looked): readonly Person[] {
  const limits = (machine?.asks ?? []) as unknown as readonly AskLimits[];
  const rolesOfAll = new Map<string, readonly string[]>();
  for (const { person, roles } of approvers.all())
    rolesOfAll.set(person, [...new Set([...(rolesOfAll.get(person) ?? []), ...roles])].sort());
  return [...rolesOfAll].map(([person, roles]) => {
    const mine = limits.flatMap(({ role, ofOnePerson }) => (ofOnePerson !== undefined && roles.includes(role) ? [ofOnePerson] : []));
    const waiting = mine.flatMap((limit) => limit.waiting ?? []).sort((a, b) => a - b)[0];
    const anHour = mine.flatMap((limit) => limit.anHour ?? []).sort((a, b) => a - b)[0];
    return { person, roles, limit: { ...(waiting === undefined ? {} : { waiting }), ...(anHour === undefined ? {} : { anHour }) } };
  });
}

function clauseOf({ machine }: Looked, clause: string, asked: readonly CallRecord[]): ApiAttention["clauses"][number] {
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

function loadOf({ person, roles, limit }: Person, asked: readonly CallRecord[], now: number): ApiPersonLoad {
  const ofRole = asked.filter((call) => rolesOf(call).some((role) => roles.includes(role)));
  const given = ofRole.flatMap((call) => call.given.filter((answer) => answer.person === person).map((answer) => ({ call, answer })));
  const yes = given.filter(({ answer: { kind } }) => kind === "approval" || kind === "release");
  const waits = given.map(({ call, answer }) => answer.at - call.at).sort((a, b) => a - b);
  const median = waits[Math.floor(waits.length / 2)];
  return {
    person,
    roles,
    limit,
    waiting: ofRole.filter((call) => fateOf(call) === "waiting").length,
    lastHour: ofRole.filter((call) => now - call.at < HOUR_MS).length,
    answered: given.length,
    yes: yes.length,
    no: given.length - yes.length,
    expired: ofRole.filter((call) => fateOf(call) === "expired").length,
    ...(median === undefined ? {} : { medianMs: median }),
  };
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
