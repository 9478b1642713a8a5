/**
 * The judgement of a call as of today: by the charter and the pins in force, in the states that its session may be in. It changes
 * nothing, so it can be asked twice: as the call stands, and with what parked it discharged.
 */
import type { Call, Parked } from "./call-register.ts";
import type { Consequences } from "./consequences.ts";
import { denied, type Judgement, judge } from "./judge.ts";
import type { OpenSession, World } from "./world.ts";

export interface Today {
  readonly session: OpenSession | undefined;
  readonly atMs: number;
  /** What people have answered: its clauses are discharged, and containment with them. */
  readonly parked?: Pick<Parked, "clauses" | "reasons">;
}

export function judgeCall(call: Call, world: World, consequences: Consequences | undefined, today: Today): Judgement {
  const { session, atMs, parked } = today;
  const { charter } = world;
  const definition = world.definitionOf(call.tool);
  if (charter === undefined || session === undefined || definition === undefined) return denied("charter/missing");
  if (definition.served === null) return denied("tool/gone");
  if (call.from === "agent" && world.executorOf(call.tool) === undefined) return denied("executor/absent");
  if (call.form === undefined) return denied("meaning/ambiguous");
  const states = consequences?.states(call.owner, atMs);
  if (consequences === undefined || states === undefined) return denied("state/too-uncertain");
  const judgement = judge(charter.machine, call.tool, definition.schema, call.args, {
    user: session.owner.user,
    role: session.role,
    mandate: session.mandate,
    atMs,
    states,
    origin: consequences.originOf(call.owner),
    record: consequences.recordsOf(call.owner, atMs),
    fits: (budget) => consequences.fits(call.owner, atMs, budget, call.args),
    ...(parked === undefined ? {} : { discharged: parked.clauses }),
  });
  const drifted = definition.served !== definition.pinned && parked?.reasons.has("tool/drifted") !== true;
  if (!drifted || judgement.verdict === "deny") return judgement;
  return { ...judgement, verdict: "quarantine", codes: ["tool/drifted", ...judgement.codes] };
}
