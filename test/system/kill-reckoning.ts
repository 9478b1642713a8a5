/**
 * What the counting server wrote against what the ledger holds: which effects are there twice, which nobody had allowed, and which allowed
 * calls are left open. It believes neither the agent nor any part's word on itself.
 */
import type { FollowedEntry } from "../../src/ledger/index.ts";
import type { Bank } from "../compromise/bank.ts";

export interface Reckoning {
  readonly effects: number;
  /** Effects beyond the first of one call. */
  readonly doubles: number;
  /** Effects of calls that no durable decision allows. */
  readonly unallowed: readonly string[];
  /** Allowed, and nobody knows what came of it, because its executor is gone or says so: IN DOUBT; and how many of these were executed. */
  readonly inDoubt: number;
  readonly inDoubtExecuted: number;
  /** Allowed, without an outcome, under the executor that runs: there must be none once every call was answered. */
  readonly lost: readonly string[];
  /** Answered by the tool, as the agent was told, and not executed. */
  readonly invented: readonly string[];
}

export async function reckon(bank: Bank, answered: readonly string[]): Promise<Reckoning> {
  const entries = await bank.entries();
  const executed = new Set(bank.executed);
  const open = new Map<number, { readonly call: string; readonly epoch: string }>();
  const allowed = new Set<string>();
  const unknown = new Set<number>();
  let epoch = "";
  for (const { leaf } of entries) {
    const { entry } = leaf;
    if (entry.kind === "attestation" && entry.part === "executor") epoch = entry.epoch;
    if (entry.kind === "decision" && entry.verdict === "allow" && entry.warrant !== undefined) {
      const call = await callOf(bank, entries[entry.proposal]);
      allowed.add(call);
      open.set(entry.proposal, { call, epoch: entry.warrant.epoch });
    }
    if (entry.kind === "outcome" && entry.result !== "unknown") open.delete(entry.proposal);
    if (entry.kind === "outcome" && entry.result === "unknown") unknown.add(entry.proposal);
  }
  const isInDoubt = (proposal: number): boolean => unknown.has(proposal) || open.get(proposal)?.epoch !== epoch;
  const doubtful = [...open].filter(([proposal]) => isInDoubt(proposal)).map(([, { call }]) => call);
  return {
    effects: bank.executed.length,
    doubles: bank.executed.length - executed.size,
    unallowed: [...executed].filter((call) => !allowed.has(call)),
    inDoubt: doubtful.length,
    inDoubtExecuted: doubtful.filter((call) => executed.has(call)).length,
    lost: [...open].filter(([proposal]) => !isInDoubt(proposal)).map(([, { call }]) => call),
    invented: answered.filter((call) => !executed.has(call)),
  };
}

/** A proposal as the counting server would write it. */
async function callOf(bank: Bank, proposal: FollowedEntry | undefined): Promise<string> {
  const { tool, args } = (await bank.opened(proposal)) as { readonly tool: string; readonly args: { readonly amount: number } };
  return `${tool.replace("bank/", "")} ${args.amount}`;
}
