/**
 * Calls whose contents are erased, in a fold that goes on: what each entry about one did is taken from the carry that two judges stand for.
 * Nothing about them is judged. Everything that the ledger still says of them is used as it is said.
 */
import type { Index, ProposalEntry } from "../../ledger/index.ts";
import type { Asks } from "../approvals/asks.ts";
import type { Call, CallRegister, Running } from "../calls/call-register.ts";
import type { Folded } from "../folded.ts";
import type { World } from "../world.ts";
import type { Carry, Step } from "./carry.ts";
import { callOf } from "./watch.ts";

/** Where the fold keeps what it knows. */
export interface FoldState {
  readonly world: World;
  readonly calls: CallRegister;
  readonly asks: Asks;
}

export class CarriedCalls {
  readonly #state: FoldState;
  /** By entry and call. */
  readonly #steps = new Map<string, Step>();
  readonly #carried: ReadonlySet<Index>;

  constructor(carries: readonly Carry[], state: FoldState) {
    this.#state = state;
    const steps = carries.flatMap((carry) => carry.steps);
    for (const step of steps) this.#steps.set(nameOf(step.entry, step.call), step);
    this.#carried = new Set(steps.map(({ call }) => call));
  }

  /** Whether the call's content is erased. */
  has(call: Index): boolean {
    return this.#carried.has(call);
  }

  /** Takes an entry about such a call; false where it is about none. */
  take({ index, leaf }: Folded): boolean {
    const { entry } = leaf;
    const proposal = callOf(index, entry);
    if (proposal === undefined || !this.has(proposal)) return false;
    const call = entry.kind === "proposal" ? this.#begin(index, leaf.session ?? "", entry) : this.#state.calls.get(proposal);
    if (call === undefined) return true;
    const isTakenBack = entry.kind === "refusal" || (entry.kind === "outcome" && entry.result === "failed");
    const { phase } = call;
    if (isTakenBack && phase.is === "running") this.#state.world.charters.each((state) => state.takeBack(proposal, phase.running));
    this.apply(index, call, leaf.at);
    return true;
  }

  /** What an entry did to a call: its changes, its costs, and where it is then. False for a call whose content is there. */
  apply(index: Index, call: Call, atMs: number): boolean {
    const step = this.#steps.get(nameOf(index, call.proposal));
    if (step !== undefined) this.#takeStep(step, call, atMs);
    return this.has(call.proposal);
  }

  #takeStep(step: Step, call: Call, atMs: number): void {
    const { calls, world } = this.#state;
    world.charters.each((state) => {
      state.replay(call.owner, atMs, step);
      if (step.phase !== "parked" && step.phase !== "running") state.settle(call.proposal);
    });
    if (step.phase === "over") return calls.forget(call.proposal);
    call.phase = this.#phaseOf(call, step, atMs);
    calls.keep(call);
  }

  #begin(proposal: Index, session: string, { from, patience }: ProposalEntry): Call {
    const owner = this.#state.world.session(session)?.owner ?? { agent: "", user: "" };
    const unread = { tool: "", args: null, form: undefined, salt: "", digest: `erased ${proposal}`, commitment: "" };
    return { proposal, session, owner, from, ...unread, patience, phase: { is: "finished", verdict: "deny", codes: [] } };
  }

  #phaseOf(call: Call, { phase, roles = [], server = "" }: Step, atMs: number): Call["phase"] {
    const { world, asks } = this.#state;
    const terminals = new Map(world.charters.all.map(({ digest }) => [digest, []]));
    const running: Running = { server, epoch: world.executorOf(server)?.epoch ?? "", terminals };
    switch (phase) {
      case "parked": {
        const asked = roles.map((role) => ({ role, approvals: 1 }));
        if (call.phase.is !== "parked") asks.note({ ...call.owner, roles: asked, atMs });
        const nothing = { clauses: new Set<number>(), reasons: new Set<string>(), until: atMs, machine: "", definition: "", votes: [] };
        return { is: "parked", parked: { verdict: "escalate", roles: asked, ...nothing } };
      }
      case "running":
        return { is: "running", running, asked: call.phase.is === "parked" };
      case "doubt":
        return { is: "doubt", running };
      default:
        return { is: "finished", verdict: "deny", codes: [] };
    }
  }
}

function nameOf(entry: Index, call: Index): string {
  return `${entry} ${call}`;
}
