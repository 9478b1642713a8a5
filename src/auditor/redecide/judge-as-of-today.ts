/**
 * The judgement of a call as of today: by the charters and pins in force, in the states that may hold. It changes nothing. What it
 * would rest on and is not known makes it a doubt.
 */
import type { ChartersInForce } from "./charters-in-force.ts";
import type { Definition, EstablishedFacts, Session } from "./established-facts.ts";
import { denied, type JudgedCall, type Judgement, judge } from "./judgement.ts";
import type { Call, Parked } from "./open-calls.ts";
import type { Standings } from "./standings.ts";
import { serverOf } from "./tool-pattern.ts";

type Doubt = { readonly doubt: string };

export const NOT_OPEN: Doubt = { doubt: "what was proposed is not open" };

export interface Today {
  readonly session: Session | undefined;
  readonly atMs: number;
  /** What people have answered: its clauses no longer count. */
  readonly parked?: Pick<Parked, "clauses" | "codes">;
  /** A proposal before it whose decision is not known. */
  readonly undecided?: number;
}

export function judgeAsOfToday(
  call: Call,
  { facts, standings }: { readonly facts: EstablishedFacts; readonly standings: Standings },
  { session, atMs, parked, undecided }: Today,
): Judgement | Doubt {
  if (call.words === undefined) return NOT_OPEN;
  const charters = facts.inForce?.read;
  const definition = facts.definitionOf(call.tool);
  if (undecided !== undefined) return { doubt: `it rests on the decision about entry ${undecided}, which is not known` };
  if (facts.pinsDoubt !== undefined) return { doubt: facts.pinsDoubt };
  if (charters === undefined || session === undefined || definition === undefined) return denied("charter/missing");
  if (definition.served === null) return denied("tool/gone");
  if (call.from === "agent" && facts.executorOf(serverOf(call.tool)) === undefined) return denied("executor/absent");
  if (call.places === undefined) return denied("meaning/ambiguous");
  if ("doubt" in charters) return charters;
  const states = standings.states(call.owner, atMs);
  if (states === "too many") return denied("state/too-uncertain");
  const misfit = misfitOf(call, charters, definition);
  if (misfit !== undefined) return misfit;
  if ("doubt" in states) return states;
  const remembered = facts.memory.of(call.owner, atMs);
  if ("doubt" in remembered) return remembered;
  const { role, mandate } = session;
  const fits: JudgedCall["fits"] = (budget) => standings.spending.fits(call.owner, atMs, budget, call.args);
  const judged = {
    tool: call.tool,
    args: call.args,
    user: session.owner.user,
    role,
    mandate,
    atMs,
    discharged: parked?.clauses,
    fits,
    remembered,
  };
  const judgement = judge(charters, judged, states);
  if ("doubt" in judgement) return judgement;
  const isDrifted = definition.served !== definition.pinned && parked?.codes.includes("tool/drifted") !== true;
  return isDrifted && judgement.verdict !== "deny"
    ? { ...judgement, verdict: "quarantine", codes: ["tool/drifted", ...judgement.codes] }
    : judgement;
}

/** A tool that the charters were not read with, or arguments outside its pinned schema. */
function misfitOf({ tool, args }: Call, { reveals }: ChartersInForce, { schema }: Definition): Judgement | Doubt | undefined {
  if (!reveals.has(tool)) return denied("tool/not-pinned");
  const fit = schema?.fits(args) ?? "fits";
  if (typeof fit === "object") return fit;
  return fit === "outside" ? denied("arguments/outside-schema") : undefined;
}
