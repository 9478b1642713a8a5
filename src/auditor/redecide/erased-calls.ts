/**
 * Calls whose contents were erased: what each entry did to them is read from the carry that two judges have signed. No decision about them
 * is derived.
 */
import type { Entry } from "../entry.ts";
import { NOBODY } from "../owner.ts";
import type { AskCounts } from "./ask-counts.ts";
import type { Carry, CarryStep } from "./carry.ts";
import type { EstablishedFacts } from "./established-facts.ts";
import type { Call, OpenCalls, Running } from "./open-calls.ts";
import type { RecordedEntry } from "./recorded-entry.ts";

interface Known {
  readonly facts: EstablishedFacts;
  readonly calls: OpenCalls;
  readonly asks: AskCounts;
}

export class ErasedCalls {
  readonly #known: Known;
  readonly #steps = new Map<string, CarryStep>();
  readonly #calls = new Set<number>();

  constructor(carries: readonly Carry[], known: Known) {
    this.#known = known;
    for (const { steps } of carries) {
      for (const step of steps) {
        this.#steps.set(`${step.entry}:${step.call}`, step);
        this.#calls.add(step.call);
      }
    }
  }

  has(proposal: number): boolean {
    return this.#calls.has(proposal);
  }

  /** Whether the entry is about such a call, and so is done with. */
  take({ index, leaf }: RecordedEntry, entry: Entry): boolean {
    const { facts, calls } = this.#known;
    const proposal = entry.kind === "proposal" ? index : "proposal" in entry ? entry.proposal : undefined;
    if (proposal === undefined || !this.has(proposal)) return false;
    const call =
      entry.kind === "proposal" ? unread(proposal, leaf, entry, facts.session(leaf.session)?.owner ?? NOBODY) : calls.get(proposal);
    const ran = call?.phase.is === "running" ? call.phase : undefined;
    const isUndone = entry.kind === "refusal" || (entry.kind === "outcome" && entry.result === "failed");
    facts.charters.each(({ machine, standings }) => {
      if (isUndone && ran?.cases.has(machine) === true) standings.takeBack(proposal);
    });
    if (call !== undefined) this.apply(index, call, leaf.at);
    return true;
  }

  /** What the carry says that an entry did to a call. */
  apply(entry: number, call: Call, at: number): void {
    const { facts, calls, asks } = this.#known;
    const step = this.#steps.get(`${entry}:${call.proposal}`);
    if (step === undefined) return;
    facts.charters.each(({ machine, standings }) => {
      const [changes, costs] = [step.changes.filter((one) => one.machine === machine), step.costs.filter((one) => one.machine === machine)];
      standings.replay(call.owner, at, { ...step, changes });
      standings.spending.replay(call.owner, at, call.proposal, costs);
      if (step.phase !== "running" && step.phase !== "parked") standings.settle(call.proposal);
    });
    const cases = new Map(facts.charters.all.map(({ machine }) => [machine, []]));
    if (step.phase === "over") return calls.forget(call);
    const roles = (step.roles ?? []).map((role) => ({ role, approvals: 1 }));
    if (step.phase === "parked" && call.phase.is !== "parked") asks.take({ ...call.owner, roles, at: call.at });
    call.phase = phaseOf(call, step, { cases, epoch: facts.executorOf(step.server ?? "")?.epoch ?? "" });
    calls.keep(call);
  }
}

/** A call of which nothing is known but that it was proposed. It is the same as no other. */
function unread(
  proposal: number,
  { session = "", at }: RecordedEntry["leaf"],
  { from, patience }: Extract<Entry, { readonly kind: "proposal" }>,
  owner: Call["owner"],
): Call {
  const nothing = { tool: "", args: null, places: undefined, salt: "", words: `erased ${proposal}`, seal: "" };
  return { proposal, session, owner, from, ...nothing, patience, at, phase: { is: "new" } };
}

function phaseOf(
  { phase: before }: Call,
  { phase, roles = [], server = "" }: CarryStep,
  under: Pick<Running, "cases" | "epoch">,
): Call["phase"] {
  switch (phase) {
    case "parked": {
      const asked = roles.map((role) => ({ role, approvals: 1 }));
      const nothing = { clauses: new Set<string>(), codes: [], until: 0, machine: "", definition: "", shown: undefined, votes: [] };
      return { is: "parked", verdict: "escalate", roles: asked, ...nothing };
    }
    case "running":
      return { is: "running", server, ...under, wasParked: before.is === "parked" };
    case "doubt":
      return { is: "doubt" };
    default:
      return { is: "finished", verdict: "deny", codes: [] };
  }
}
