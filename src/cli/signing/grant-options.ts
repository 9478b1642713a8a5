/** The options that say who a session acts for, as `interlock run` and `interlock grant` both take them. */
import type { Command as Program } from "commander";
import { wholeNumber } from "../terminal/declaration.ts";
import type { GrantTerms } from "./grant.ts";

export interface GrantOptions {
  readonly agent?: string;
  readonly user?: string;
  readonly role: string;
  readonly mandate?: string;
  readonly task?: string;
  readonly fresh?: boolean;
  readonly hours: number;
}

/** What an agent is called where nobody names it. */
export const AGENT = "agent";
/** A grant lasts as long as a working day, where nobody says otherwise; never longer than a week. */
const HOURS = 12;
const HOURS_MAX = 168;

export function withGrant(to: Program): Program {
  return to
    .option("--agent <name>", `the agent's name (default: "${AGENT}")`)
    .option("--user <name>", "who the session acts for (signs a grant with the host key)")
    .option("--role <role>", "that user's role", "user")
    .option("--mandate <name>", "a mandate of the charter")
    .option("--task <text>", "the task in the user's words")
    .option("--fresh", "a fresh context: session state starts anew")
    .option("--hours <number>", "how long the grant counts", wholeNumber("the number of hours", HOURS_MAX), HOURS);
}

/** The terms of a grant at `nowMs`, milliseconds since the epoch. */
export function grantTerms({ hours, agent, user, ...rest }: GrantOptions, nowMs: number): GrantTerms {
  const { role, mandate, task, fresh = false } = rest;
  return {
    agent: agent ?? AGENT,
    user: user ?? "user",
    role,
    fresh,
    expires: nowMs + hours * 3_600_000,
    ...(mandate === undefined ? {} : { mandate }),
    ...(task === undefined ? {} : { task }),
  };
}
