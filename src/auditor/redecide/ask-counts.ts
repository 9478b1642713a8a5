/** How often the people of each role were asked within an hour, and are asked now: as a whole, and by one agent. */
import type { Call } from "./open-calls.ts";
import type { RoleLimits } from "./role-limits.ts";

const HOUR_MS = 3_600_000;
/** No charter can name a larger number. */
const KEPT_MAX = 1_000;

export class AskCounts {
  /** Moments of asking, by role and agent. Those of a role as a whole are under the agent `undefined`. */
  readonly #moments = new Map<string, Map<string | undefined, readonly number[]>>();

  take(roles: readonly { readonly role: string }[], agent: string, at: number): void {
    for (const { role } of roles) {
      const byAgent = this.#moments.get(role) ?? new Map<string | undefined, readonly number[]>();
      this.#moments.set(role, byAgent);
      for (const who of [undefined, agent]) {
        const before = (byAgent.get(who) ?? []).filter((moment) => at - moment < HOUR_MS);
        byAgent.set(who, before.concat(at).slice(-KEPT_MAX));
      }
    }
  }

  /** The code under which one more question to these roles is refused. */
  refusal(
    limits: readonly RoleLimits[],
    { roles, agent, at }: { readonly roles: readonly { readonly role: string }[]; readonly agent: string; readonly at: number },
    open: readonly Call[],
  ): string | undefined {
    const asks = limits.filter((limit) => roles.some(({ role }) => role === limit.role));
    const waitingOf = (role: string, who?: string): number => {
      const asksIt = ({ phase, owner }: Call): boolean =>
        phase.is === "parked" && phase.roles.some((one) => one.role === role) && (who === undefined || owner.agent === who);
      return open.filter(asksIt).length;
    };
    const recentOf = (role: string, who?: string): number =>
      (this.#moments.get(role)?.get(who) ?? []).filter((moment) => at - moment < HOUR_MS).length;
    for (const { role, waitingOfOne, anHourOfOne } of asks)
      if (waitingOf(role, agent) >= waitingOfOne || recentOf(role, agent) >= anHourOfOne) return "asks/agent-full";
    for (const { role, waiting, anHour } of asks) if (waitingOf(role) >= waiting || recentOf(role) >= anHour) return "asks/role-full";
    return undefined;
  }
}
