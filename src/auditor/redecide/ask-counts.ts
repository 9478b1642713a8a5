/** How often people were asked within an hour, and are asked now: those of a role as a whole, by one agent, and each in all their roles. */

import type { RoleLimits } from "../charter/role-limits.ts";
import type { Call } from "./open-calls.ts";

const HOUR_MS = 3_600_000;
/** No charter can name a larger number. */
const KEPT_MAX = 1_000;

/** A call, as people are asked about it. */
export interface Question {
  readonly agent: string;
  readonly user: string;
  readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  readonly at: number;
}

/** What waits already, and who there is; undefined where nobody knows. */
export interface Answering {
  readonly open: readonly Call[];
  readonly people: readonly { readonly person: string; readonly roles: readonly string[] }[] | undefined;
}

export class AskCounts {
  /** By role and agent. Those of a role as a whole are under the agent `undefined`. */
  readonly #questions = new Map<string, Map<string | undefined, readonly Question[]>>();

  take(question: Question): void {
    for (const { role } of question.roles) {
      const byAgent = this.#questions.get(role) ?? new Map<string | undefined, readonly Question[]>();
      this.#questions.set(role, byAgent);
      for (const who of [undefined, question.agent]) {
        const before = (byAgent.get(who) ?? []).filter(({ at }) => question.at - at < HOUR_MS);
        byAgent.set(who, before.concat(question).slice(-KEPT_MAX));
      }
    }
  }

  /** The code under which one more question is refused, or why that is not known. */
  refusal(limits: readonly RoleLimits[], question: Question, { open, people }: Answering): string | { readonly doubt: string } | undefined {
    const asks = limits.flatMap((limit) =>
      question.roles.filter(({ role }) => role === limit.role).map((asked) => ({ ...limit, ...asked })),
    );
    const count = { open, at: question.at };
    for (const { role, waitingOfOne, anHourOfOne } of asks)
      if (!this.#hasRoom(new Set([role]), { ...count, waiting: waitingOfOne, anHour: anHourOfOne, who: question.agent }))
        return "asks/agent-full";
    for (const { role, waiting, anHour } of asks)
      if (!this.#hasRoom(new Set([role]), { ...count, waiting, anHour })) return "asks/role-full";
    for (const { role, approvals, waitingOfPerson: waiting, anHourOfPerson: anHour } of asks) {
      if (waiting === Number.POSITIVE_INFINITY && anHour === Number.POSITIVE_INFINITY) continue;
      if (people === undefined)
        return { doubt: "a charter limits how often a person is asked, and without a ring nobody knows who there is" };
      const rolesOf = new Map<string, Set<string>>();
      for (const one of people) rolesOf.set(one.person, new Set([...(rolesOf.get(one.person) ?? []), ...one.roles]));
      if (approvals >= 2) rolesOf.delete(question.user);
      const free = [...rolesOf.values()].filter((roles) => roles.has(role) && this.#hasRoom(roles, { ...count, waiting, anHour }));
      if (free.length < approvals) return "asks/people-full";
    }
    return undefined;
  }

  /** Whether those who have `roles` can be asked once more, by anybody or by `who`. */
  #hasRoom(
    roles: ReadonlySet<string>,
    {
      waiting,
      anHour,
      open,
      at,
      who,
    }: {
      readonly waiting: number;
      readonly anHour: number;
      readonly open: readonly Call[];
      readonly at: number;
      readonly who?: string;
    },
  ): boolean {
    let waits = 0;
    for (const { phase, owner } of open) {
      if (phase.is !== "parked" || (who !== undefined && owner.agent !== who)) continue;
      if (phase.roles.some(({ role }) => roles.has(role))) waits += 1;
    }
    const recent = new Set<Question>();
    for (const role of roles)
      for (const question of this.#questions.get(role)?.get(who) ?? []) if (at - question.at < HOUR_MS) recent.add(question);
    return waits < waiting && recent.size < anHour;
  }
}
