/** Health: who runs, why nothing could be decided now, what is in doubt, and what people's attention goes into. */
import type { Fault } from "../fault/index.ts";
import type { ApiFault, ApiHealth, ApiLoad } from "./api.ts";
import type { CallRecord } from "./call-record.ts";
import type { Chronicle } from "./chronicle.ts";
import { LOAD_WINDOW_MS } from "./limits.ts";

/** Asked so often, and always answered the same: the charter could say it. */
const SUGGEST_FROM = 5;

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly Fault[];
}

export function healthOf(chronicle: Chronicle, readiness: Readiness, reveals: ApiHealth["reveals"], now: number): ApiHealth {
  const asked = [...chronicle.calls.values()].filter((call) => now - call.at < LOAD_WINDOW_MS && wasParked(call));
  return {
    ready: readiness.ready && chronicle.trouble === undefined,
    reasons: reasonsOf(chronicle, readiness),
    parts: [...chronicle.parts.values()].map(({ entry, name, at, starts }) => ({
      name,
      part: entry.part,
      ...(entry.server === undefined ? {} : { server: entry.server }),
      started: at,
      starts,
      grade: entry.grade,
      code: entry.code,
    })),
    inDoubt: chronicle.doubts().map(({ ticket, tool, at }) => ({ ticket, tool, since: at })),
    load: chronicle.approvers.all().map(({ person, roles }) => loadOf(person, roles, asked, chronicle)),
    clauses: clausesOf(asked),
    reveals,
  };
}

/** Why nothing could be decided now, or be shown as it is. */
export function reasonsOf({ trouble }: Chronicle, { reasons }: Readiness): readonly ApiFault[] {
  return [...reasons, ...(trouble === undefined ? [] : [trouble])].map(({ code, message, remedy }) => {
    return { code, message, ...(remedy === undefined ? {} : { remedy }) };
  });
}

function loadOf(person: string, roles: readonly string[], asked: readonly CallRecord[], chronicle: Chronicle): ApiLoad {
  const ofRole = asked.filter((call) => parkingsOf(call).some(({ parked }) => parked?.roles.some(({ role }) => roles.includes(role))));
  const given = ofRole.flatMap((call) => call.given.filter((answer) => answer.person === person).map((answer) => ({ call, answer })));
  const yes = given.filter(({ answer: { kind } }) => kind === "approval" || kind === "release");
  const waits = given.map(({ call, answer }) => answer.at - call.at).sort((a, b) => a - b);
  const median = waits[Math.floor(waits.length / 2)];
  return {
    person,
    roles,
    waiting: ofRole.filter(({ proposal }) => chronicle.waiting.has(proposal)).length,
    answered: given.length,
    yes: yes.length,
    no: given.length - yes.length,
    expired: ofRole.filter(hasExpired).length,
    ...(median === undefined ? {} : { medianMs: median }),
  };
}

function clausesOf(asked: readonly CallRecord[]): ApiHealth["clauses"] {
  const names = new Set(asked.flatMap((call) => parkingsOf(call).flatMap(({ clauses }) => clauses)));
  const counted = [...names].map((clause) => {
    const calls = asked.filter((call) => parkingsOf(call).some(({ clauses }) => clauses.includes(clause)));
    const count = (holds: (call: CallRecord) => boolean): number => calls.filter(holds).length;
    const yes = count((call) => isYes(call));
    const no = count((call) => call.given.some(({ kind }) => kind === "rejection" || kind === "discard"));
    const suggestion = suggestionFor(calls.length, yes, no);
    return { clause, asked: calls.length, yes, no, expired: count(hasExpired), ...(suggestion === undefined ? {} : { suggestion }) };
  });
  return counted.sort((a, b) => b.asked - a.asked);
}

/** Only ever words: who changes a charter are its authors. */
function suggestionFor(asked: number, yes: number, no: number): string | undefined {
  if (asked < SUGGEST_FROM) return undefined;
  if (yes === asked) return "always answered yes: could its condition say what is different about the calls that need a person?";
  if (no === asked) return "always answered no: could it deny?";
  return undefined;
}

function wasParked(call: CallRecord): boolean {
  return parkingsOf(call).length > 0;
}

function parkingsOf({ decisions }: CallRecord): readonly CallRecord["decisions"][number]["said"][] {
  return decisions.map(({ said }) => said).filter(({ parked }) => parked !== undefined);
}

function isYes({ decisions }: CallRecord): boolean {
  return decisions.at(-1)?.said.verdict === "allow";
}

/** Nobody answered in time: that is not a no. */
function hasExpired({ decisions }: CallRecord): boolean {
  return decisions.at(-1)?.said.codes.some((code) => code === "approval/expired" || code === "hold/expired") === true;
}
