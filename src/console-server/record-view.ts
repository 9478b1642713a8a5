/** Sessions and the ledger as lists: searched, cut to what a page shows, the newest first. */
import type { ApiEntries, ApiFeed, ApiSession, ApiSessionCourse, ApiSessions } from "./api.ts";
import { machineIn } from "./charter-record.ts";
import type { Chronicle, SessionRecord } from "./chronicle.ts";
import { endBy } from "./fate.ts";
import { LIST_LENGTH_MAX } from "./limits.ts";
import { valuesIn } from "./state-values.ts";

/** What a list is asked for. */
export interface Asked {
  readonly limit: number;
  readonly find: string;
}

export function sessionsOf(chronicle: Chronicle, { limit, find }: Asked, after: string | undefined): ApiSessions {
  const all = [...chronicle.sessions.values()].reverse();
  const wanted = find.toLowerCase();
  const found = all.filter(({ id, agent, user, task }) => `${id} ${agent} ${user} ${task}`.toLowerCase().includes(wanted));
  const first = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
  const page = found.slice(first, first + Math.min(limit, LIST_LENGTH_MAX));
  const last = page.at(-1);
  return {
    sessions: page.map((record) => sessionOf(chronicle, record)),
    total: found.length,
    ...(last === undefined || first + page.length >= found.length ? {} : { next: last.id }),
  };
}

export function sessionOf(chronicle: Chronicle, { id, agent, user, role, opened, isOpen, calls }: SessionRecord): ApiSession {
  const verdicts = { allow: 0, escalate: 0, quarantine: 0, deny: 0 };
  const ends = { expired: 0, rejected: 0, discarded: 0 };
  const records = calls.flatMap((proposal) => chronicle.calls.get(proposal) ?? []);
  for (const { decisions } of records) {
    const last = decisions.at(-1);
    if (last === undefined) continue;
    verdicts[last.said.verdict] += 1;
    const end = endBy(last.said);
    if (end !== undefined) ends[end] += 1;
  }
  const doubts = new Set(chronicle.doubts().flatMap((call) => (call.session === id ? [call.proposal] : [])));
  return {
    id,
    agent,
    user,
    role,
    opened,
    isOpen,
    contained: isOpen && chronicle.viewOf(id, chronicle.at)?.contained === true,
    proposals: calls.length,
    verdicts,
    ends,
    waiting: calls.filter((proposal) => chronicle.waiting.has(proposal)).length,
    inDoubt: doubts.size,
  };
}

export function feedOf(chronicle: Chronicle, limit: number): ApiFeed {
  const last = [...chronicle.calls.keys()].slice(-Math.min(limit, LIST_LENGTH_MAX)).reverse();
  return { steps: last.flatMap((proposal) => chronicle.calls.get(proposal)?.step() ?? []) };
}

export function courseOf(chronicle: Chronicle, record: SessionRecord): ApiSessionCourse {
  const { by, older } = chronicle.judging(record.id) ?? {};
  const machine = machineIn(by);
  return {
    session: sessionOf(chronicle, record),
    ...(record.task === "" ? {} : { task: record.task }),
    ...(older === undefined ? {} : { older }),
    steps: record.calls.flatMap((proposal) => chronicle.calls.get(proposal)?.step() ?? []),
    admissible: chronicle.viewOf(record.id, chronicle.at)?.admissible ?? [],
    state: machine === undefined ? [] : valuesIn(machine, chronicle.statesOf(record.id) ?? []),
  };
}

/** Lines before an entry, of a kind or a session where one is named. */
export function entriesOf(
  chronicle: Chronicle,
  { limit, find }: Asked,
  { before, kind, session }: { readonly before: number; readonly kind: string | undefined; readonly session: string | undefined },
): ApiEntries {
  const wanted = find.toLowerCase();
  const entries: ApiEntries["entries"][number][] = [];
  let at = Math.min(before, chronicle.size) - 1;
  for (; at >= 0 && entries.length < Math.min(limit, LIST_LENGTH_MAX); at -= 1) {
    const line = chronicle.lines[at];
    if (line === undefined || (kind !== undefined && line.kind !== kind) || (session !== undefined && line.session !== session)) continue;
    if (wanted === "" || `${line.index} ${line.kind} ${line.byName} ${line.summary}`.toLowerCase().includes(wanted)) entries.push(line);
  }
  return { entries, size: chronicle.size, ...(at < 0 ? {} : { next: at + 1 }) };
}
