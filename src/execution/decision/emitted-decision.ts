/** A decision as it is recorded: what was judged, under which charter and in which prefix, with the explanation beside it. */
import type { DecisionEntry } from "../../ledger/index.ts";
import type { Call } from "../calls/call-register.ts";
import { sendsOf } from "../calls/sent-form.ts";
import type { Emitted } from "../folded.ts";
import type { Judgement } from "../judging/judge.ts";
import type { World } from "../world.ts";
import { explain, ticketOf } from "./explain.ts";
import { admissibleNow } from "./session-views.ts";

/** What a decision says besides its judgement. */
export type DecisionTerms = Pick<DecisionEntry, "parked" | "answers" | "warrant" | "same">;

export function emittedDecision(
  call: Call,
  judgement: Judgement,
  { world, prefix, atMs }: { readonly world: World; readonly prefix: DecisionEntry["prefix"]; readonly atMs: number },
  more: DecisionTerms,
): Emitted {
  const { machine, digest, state } = world.charters.of(call.session)?.by ?? world.charters.inForce ?? NO_CHARTER;
  const entry: DecisionEntry = {
    kind: "decision",
    proposal: call.proposal,
    prefix,
    verdict: judgement.verdict,
    codes: judgement.codes,
    clauses: judgement.clauses.map((clause) => machine?.document.clauses[clause]?.name ?? ""),
    actions: judgement.actions.map((action) => machine?.document.actions[action]?.name ?? ""),
    ...(world.definitionOf(call.tool) === undefined ? {} : { tool: call.tool }),
    machine: digest,
    ...(more.parked === undefined && more.warrant === undefined ? {} : sendsOf(call)),
    ...more,
  };
  const explanation = explain(machine, judgement, {
    tool: call.tool,
    admissible: judgement.verdict === "deny" ? admissibleNow(world, { id: call.session, owner: call.owner }, atMs) : [],
    budgets: state?.budgets(call.owner, atMs, judgement.clauses) ?? [],
    ...(more.parked === undefined ? {} : { parked: { ...more.parked, ticket: ticketOf(call.proposal) } }),
  });
  return { session: call.session === "" ? undefined : call.session, entry, explanation };
}

const NO_CHARTER = { machine: undefined, digest: "", state: undefined };
