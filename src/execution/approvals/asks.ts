/**
 * How often people are asked: what waits for them at this moment, and what they were asked about in the last hour of ledger time; by role,
 * by role and agent, and by person in all their roles. What a charter allows of it (`roles`) keeps one agent, or one busy role, from using
 * up what people can look at; a call that is held is always asked about, for its session is contained already.
 */
import type { Machine } from "../../kernel/index.ts";
import { ASKED_AN_HOUR_MAX, type AskLimit, type AskLimits } from "../../vocabulary/index.ts";
import type { Call } from "../calls/call-register.ts";
import type { AnsweringPerson } from "./obligations.ts";

const HOUR_MS = 3_600_000;

/** A call that people are to be asked about. */
export interface Ask {
  readonly agent: string;
  /** The session's user. */
  readonly user: string;
  readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  readonly atMs: number;
}

/** Who is asked already: all calls that are not over, and everybody who answers, if anybody knows. */
export interface Asked {
  readonly calls: Iterable<Call>;
  readonly people: readonly AnsweringPerson[] | undefined;
}

/** Why one more can't be asked. */
export interface Excess {
  readonly code: "asks/agent-full" | "asks/role-full" | "asks/people-full";
  /** Of which role, and when there is room again. */
  readonly words: string;
}

/** What waits for people, and until when. */
interface Waiting extends Pick<Ask, "agent" | "roles"> {
  readonly untilMs: number;
}

/** What a limit counts: what is asked of any of these roles, by that agent or, without one, by all. */
interface Counted {
  readonly roles: readonly string[];
  readonly agent?: string;
}

type Full = Pick<Excess, "code"> & { readonly role: string };
type IsFull = (limit: AskLimit, counted: Counted) => boolean;

export class Asks {
  /** Oldest first, no more than any limit can speak of. */
  readonly #ofRole = new Map<string, readonly Ask[]>();
  readonly #ofAgent = new Map<string, readonly Ask[]>();

  note(ask: Ask): void {
    for (const { role } of ask.roles) {
      this.#ofRole.set(role, withAsk(this.#ofRole.get(role), ask));
      const key = keyOf(role, ask.agent);
      this.#ofAgent.set(key, withAsk(this.#ofAgent.get(key), ask));
    }
  }

  /** Why one more can't be asked, if it can't. */
  excess({ document }: Machine, ask: Ask, { calls, people }: Asked): Excess | undefined {
    const limits = (document.asks ?? []) as unknown as readonly AskLimits[];
    const mine = limits.filter(({ role }) => ask.roles.some((asked) => asked.role === role));
    if (mine.length === 0) return undefined;
    const waiting = [...calls].flatMap(waitingOf);
    const full = fullOf(mine, ask, people, this.#isFullAt(ask.atMs, waiting));
    if (full === undefined) return undefined;
    const moments = [...waiting.map(({ untilMs }) => untilMs), ...[...this.#ofRole.values()].flat().map(({ atMs }) => atMs + HOUR_MS)];
    const later = [...new Set(moments)].filter((moment) => moment > ask.atMs).sort((a, b) => a - b);
    const roomAt = firstThat(later, (moment) => {
      const left = waiting.filter(({ untilMs }) => untilMs > moment);
      return fullOf(mine, ask, people, this.#isFullAt(moment, left)) === undefined;
    });
    const { code, role } = full;
    if (roomAt === undefined) return { code, words: `too few people answer as \`${role}\`` };
    return { code, words: `\`${role}\` has room again at ${new Date(roomAt).toISOString()}, or as soon as enough is answered` };
  }

  #isFullAt(nowMs: number, open: readonly Waiting[]): IsFull {
    return ({ waiting, anHour }, { roles, agent }) => {
      const counts = (one: Waiting): boolean =>
        (agent === undefined || one.agent === agent) && one.roles.some(({ role }) => roles.includes(role));
      if (waiting !== undefined && open.filter(counts).length >= waiting) return true;
      if (anHour === undefined) return false;
      const askedOf = (role: string): readonly Ask[] =>
        (agent === undefined ? this.#ofRole.get(role) : this.#ofAgent.get(keyOf(role, agent))) ?? [];
      return [...new Set(roles.flatMap(askedOf))].filter(({ atMs }) => atMs > nowMs - HOUR_MS).length >= anHour;
    };
  }
}

/** The first limit that one more question would pass: its agent's, its role's, or that of too many people who have the role. */
function fullOf(limits: readonly AskLimits[], ask: Ask, people: readonly AnsweringPerson[] | undefined, isFull: IsFull): Full | undefined {
  const byAgent = limits.find(({ role, ofOneAgent }) => isFull(ofOneAgent, { roles: [role], agent: ask.agent }));
  if (byAgent !== undefined) return { code: "asks/agent-full", role: byAgent.role };
  const byRole = limits.find(({ role, atMost }) => isFull(atMost, { roles: [role] }));
  if (byRole !== undefined) return { code: "asks/role-full", role: byRole.role };
  const byPeople = limits.find(({ role, ofOnePerson }) => {
    if (ofOnePerson === undefined || people === undefined) return false;
    const approvals = ask.roles.find((asked) => asked.role === role)?.approvals ?? 0;
    const able = rolesOfThose(people, role, approvals > 1 ? ask.user : undefined);
    return able.filter((roles) => !isFull(ofOnePerson, { roles })).length < approvals;
  });
  return byPeople === undefined ? undefined : { code: "asks/people-full", role: byPeople.role };
}

/** All roles of each person who answers in `role`, whatever keys they have; `except` does not. */
function rolesOfThose(people: readonly AnsweringPerson[], role: string, except: string | undefined): readonly (readonly string[])[] {
  const rolesOf = new Map<string, readonly string[]>();
  for (const { person, roles } of people) if (person !== except) rolesOf.set(person, [...(rolesOf.get(person) ?? []), ...roles]);
  return [...rolesOf.values()].filter((roles) => roles.includes(role));
}

function waitingOf({ phase, owner }: Call): readonly Waiting[] {
  return phase.is === "parked" ? [{ roles: phase.parked.roles, agent: owner.agent, untilMs: phase.parked.until }] : [];
}

function withAsk(before: readonly Ask[] = [], ask: Ask): readonly Ask[] {
  return [...before.filter(({ atMs }) => atMs > ask.atMs - HOUR_MS), ask].slice(-ASKED_AN_HOUR_MAX);
}

/** The first of `moments` for which `holds`, which holds from there on. */
function firstThat(moments: readonly number[], holds: (moment: number) => boolean): number | undefined {
  let [from, to] = [0, moments.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(moments[middle] ?? 0)) to = middle;
    else from = middle + 1;
  }
  return moments[from];
}

function keyOf(role: string, agent: string): string {
  return JSON.stringify([role, agent]);
}
