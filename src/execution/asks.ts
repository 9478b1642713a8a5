/**
 * How often people were asked: by role, and by role and agent, in the last hour of ledger time and at this moment. What a charter allows
 * of it (`roles`) keeps one agent from using up what people can look at; a call that is held is always asked about, for its session is
 * contained already.
 */
import { ASKED_AN_HOUR_MAX, type AskLimit, type AskLimits } from "../vocabulary/index.ts";
import type { Call } from "./call-register.ts";

const HOUR_MS = 3_600_000;

/** A call that people are to be asked about. */
export interface Ask {
  readonly agent: string;
  readonly roles: readonly { readonly role: string }[];
  readonly atMs: number;
}

export class Asks {
  /** When people were asked, by role, and by role and agent; oldest first, no more than any limit can speak of. */
  readonly #asked = new Map<string, number[]>();

  note({ agent, roles, atMs }: Ask): void {
    for (const { role } of roles) {
      for (const key of [keyOf(role), keyOf(role, agent)]) {
        const times = (this.#asked.get(key) ?? []).filter((one) => one > atMs - HOUR_MS);
        this.#asked.set(key, [...times, atMs].slice(-ASKED_AN_HOUR_MAX));
      }
    }
  }

  /** Why one more can't be asked; `calls`: all that are not over. */
  excess(limits: readonly AskLimits[], ask: Ask, calls: Iterable<Call>): "asks/agent-full" | "asks/role-full" | undefined {
    const mine = limits.filter(({ role }) => ask.roles.some((asked) => asked.role === role));
    if (mine.length === 0) return undefined;
    const parked = [...calls].flatMap(({ phase, owner }) =>
      phase.is === "parked" ? [{ roles: phase.parked.roles, agent: owner.agent }] : [],
    );
    const isFull = ({ waiting, anHour }: AskLimit, role: string, agent?: string): boolean => {
      const open = parked.filter((one) => one.roles.some((asked) => asked.role === role) && (agent === undefined || one.agent === agent));
      const recent = (this.#asked.get(keyOf(role, agent)) ?? []).filter((one) => one > ask.atMs - HOUR_MS);
      return (waiting !== undefined && open.length >= waiting) || (anHour !== undefined && recent.length >= anHour);
    };
    if (mine.some(({ role, ofOneAgent }) => isFull(ofOneAgent, role, ask.agent))) return "asks/agent-full";
    return mine.some(({ role, atMost }) => isFull(atMost, role)) ? "asks/role-full" : undefined;
  }
}

function keyOf(role: string, agent?: string): string {
  return JSON.stringify(agent === undefined ? [role] : [role, agent]);
}
