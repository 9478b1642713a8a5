/**
 * Decisions that held a call. Their containment may be ended when the call is long over, by whoever holds one of the roles that they name:
 * a `discard` that says so, over exactly that decision, and again from the same key only when its word before has expired.
 */
import type { Answer, Decision, Leaf } from "./entry.ts";
import type { Complain } from "./sessions.ts";

interface Hold {
  readonly session: string;
  /** Its entry, and the leaf hash (hex) of that. */
  readonly decision: number;
  readonly shown: () => string;
}

export class Holds {
  /** By proposal. */
  readonly #holds = new Map<number, Hold & { readonly roles: readonly string[]; readonly said: Map<string, number> }>();

  take({ verdict, proposal, parked }: Decision, hold: Hold): void {
    const roles = (parked?.roles ?? []).map(({ role }) => role);
    if (verdict === "quarantine" && parked !== undefined) this.#holds.set(proposal, { ...hold, roles, said: new Map() });
  }

  /** Whether an answer, when the call is over, is one that ends what the call has left. */
  isToEnd({ kind, containment, proposal }: Answer): boolean {
    return kind === "discard" && containment === "end" && this.#holds.has(proposal);
  }

  check(entry: Answer, { session, by, at }: Leaf, complain: Complain): void {
    const hold = this.#holds.get(entry.proposal);
    const wrong = (message: string): void => complain("auditor/answer-wrong", message);
    if (hold === undefined || hold.session !== session) return wrong(`the call in entry ${entry.proposal} was not held in its session`);
    const { decision, roles, said } = hold;
    if (entry.decision !== decision || entry.shown !== hold.shown()) wrong(`decision ${decision} held the call, and not what was shown`);
    if (!roles.includes(entry.role)) wrong(`decision ${decision} asks for ${roles.join(", ")}`);
    if (entry.expires <= at) wrong("it comes too late");
    if (entry.scope !== undefined) wrong("it is to count more often or longer than it may");
    if ((said.get(by) ?? 0) > at) wrong("the same key has said so before");
    said.set(by, entry.expires);
  }
}
