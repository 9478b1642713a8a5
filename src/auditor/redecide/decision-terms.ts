/** A decision, and the terms that go with its verdict: who answers a parked call and until when, and what a warrant is for. */
import { hash } from "node:crypto";
import type { Obligation } from "../charter/clause.ts";
import type { Decision } from "../entry.ts";
import type { Definition, EstablishedFacts } from "./established-facts.ts";
import type { Judgement } from "./judgement.ts";
import type { Call } from "./open-calls.ts";
import { sendsOf } from "./sent-form.ts";

const WARRANT_LIFETIME_MS = 30_000;
/** Where a call is held and no clause asks anybody: its tool's definition has changed. */
const REVIEW: Obligation = { role: "owner", approvals: 1, withinMs: 86_400_000, isHigh: false };

export type DecisionTerms = Pick<Decision, "parked" | "warrant" | "same">;

/** A decision with its terms. `prefix`: the entries that it follows from. */
export function decisionOn(
  facts: EstablishedFacts,
  call: Call,
  { verdict, codes, clauses, actions, answers }: Judgement,
  prefix: Decision["prefix"],
  terms: DecisionTerms,
): Decision {
  return {
    kind: "decision",
    proposal: call.proposal,
    prefix,
    verdict,
    codes,
    clauses: clauses.map(({ name }) => name),
    actions,
    ...(facts.definitionOf(call.tool) === undefined ? {} : { tool: call.tool }),
    machine: (facts.charters.bench(call.session)?.judge ?? facts.charters.newest)?.machine ?? "",
    ...(answers === undefined ? {} : { answers }),
    ...(terms.parked === undefined && terms.warrant === undefined ? {} : sendsOf(call)),
    ...terms,
  };
}

/** In each role the most approvals that a clause asks for, and of all deadlines the earliest. */
export function parkingTerms({ clauses, codes }: Judgement, atMs: number): NonNullable<Decision["parked"]> {
  const asked = clauses.flatMap(({ obligation }) => obligation ?? []);
  const all = asked.length === 0 || codes.includes("tool/drifted") ? [...asked, REVIEW] : asked;
  const roles = [...new Set(all.map(({ role }) => role))].sort();
  return {
    roles: roles.map((role) => ({
      role,
      approvals: Math.max(...all.filter((one) => one.role === role).map(({ approvals }) => approvals)),
    })),
    until: atMs + Math.min(...all.map(({ withinMs }) => withinMs)),
    ...(all.some(({ isHigh }) => isHigh) ? { renderers: 2 } : {}),
  };
}

/** `root`: of the entries that the decision follows from, hex. It makes the nonce one that nobody knew before. */
export function warrantTerms(
  { proposal, seal }: Call,
  server: string,
  {
    executor,
    definition,
    root,
    atMs,
  }: { executor: { id: string; epoch: string } | undefined; definition: Definition | undefined; root: string; atMs: number },
): NonNullable<Decision["warrant"]> {
  const nonce = hash("sha256", Buffer.concat([Buffer.from(root, "hex"), Buffer.from(`interlock-nonce/1 ${proposal}`)]), "hex").slice(0, 32);
  return {
    server,
    executor: executor?.id ?? "",
    epoch: executor?.epoch ?? "",
    call: seal,
    definition: definition?.served ?? "",
    expires: atMs + WARRANT_LIFETIME_MS,
    nonce,
  };
}
