/** Whose state and spending it is: a user of an agent. */
import type { StateVariable } from "./charter/state-variable.ts";

export interface Owner {
  readonly agent: string;
  readonly user: string;
}

/** Whose a call is that belongs to no session. */
export const NOBODY: Owner = { agent: "", user: "" };

/** What something of this scope and name is kept under. */
export function keyOf({ agent, user }: Owner, { scope, name }: Pick<StateVariable, "scope" | "name">): string {
  const whose = { session: [agent, user], agent: [agent], organisation: [] }[scope];
  return `${scope} ${JSON.stringify(whose)}\n${name}`;
}
