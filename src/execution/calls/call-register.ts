/**
 * Every call that is not over: parked for people, running under a warrant, in doubt, or finished while nobody waited for
 * it. It answers one question besides: is this the same call again? Pure bookkeeping, without verdicts of its own.
 */
import type { Json } from "../../crypto/index.ts";
import type { Index, Scope } from "../../ledger/index.ts";
import type { Terminals } from "../judging/judge.ts";
import { OPEN_CALLS_MAX, UNCOLLECTED_MAX } from "../limits.ts";
import type { Owner } from "../state/standing.ts";
import type { SentForm } from "./sent-form.ts";

export interface Call {
  readonly proposal: Index;
  readonly session: string;
  readonly owner: Owner;
  readonly from: "agent" | "server";
  readonly tool: string;
  /** As it is judged and executed: in the form that it is sent in, where there is one. */
  readonly args: Json;
  readonly form: SentForm | undefined;
  /** Sealed with the call. */
  readonly salt: string;
  /** Digest of the canonical `{tool, args}`, as it was proposed. */
  readonly digest: string;
  /** The proposal's commitment, which a warrant binds to. */
  readonly commitment: string;
  readonly patience: number;
  phase: Phase;
}

export type Phase =
  | { readonly is: "parked"; readonly parked: Parked }
  | { readonly is: "running"; readonly running: Running; readonly asked: boolean }
  /** Its outcome is not known, and no one will say it by itself. */
  | { readonly is: "doubt"; readonly running: Running }
  /** Over, with nobody waiting at the time: the next same call collects the result. */
  | { readonly is: "finished"; readonly verdict: "allow" | "deny"; readonly codes: readonly string[] };

export interface Parked {
  readonly verdict: "escalate" | "quarantine";
  /** What parked it, by number in the machine, and beyond the machine by reason code. */
  readonly clauses: ReadonlySet<number>;
  readonly reasons: ReadonlySet<string>;
  readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  readonly until: number;
  /** From how many different renderers yes-answers must come. */
  readonly renderers?: number;
  readonly machine: string;
  readonly definition: string;
  /** Index and leaf hash (hex) of the recorded decision; absent until the ledger has it. */
  decision?: { readonly index: Index; readonly hash: string };
  /** Yes-votes so far: one for each key. */
  readonly votes: Vote[];
}

/** A yes, by a key. It counts until it expires, and while its key has the role. */
export interface Vote {
  readonly entry: Index;
  readonly by: string;
  readonly role: string;
  readonly kind: "approval" | "release";
  readonly expires: number;
  /** Where it counts for the same call again. */
  readonly scope?: Scope;
}

export interface Running {
  readonly server: string;
  readonly epoch: string;
  /** What the decision ended in, over all possible states, by digest of each machine that was live. */
  readonly terminals: ReadonlyMap<string, readonly Terminals[]>;
}

export class CallRegister {
  readonly #calls = new Map<Index, Call>();

  get(proposal: Index): Call | undefined {
    return this.#calls.get(proposal);
  }

  all(): IterableIterator<Call> {
    return this.#calls.values();
  }

  /** Calls that run under an earlier start of a server's executor than `epoch`. */
  runningBefore(server: string, epoch: string): { readonly call: Call; readonly running: Running }[] {
    return [...this.#calls.values()].flatMap((call) => {
      const running = call.phase.is === "running" ? call.phase.running : undefined;
      return running !== undefined && running.server === server && running.epoch !== epoch ? [{ call, running }] : [];
    });
  }

  /** Keeps a call; of finished ones the oldest is let go where the owner has more than `UNCOLLECTED_MAX`. */
  keep(call: Call): void {
    this.#calls.set(call.proposal, call);
    if (call.phase.is !== "finished") return;
    const finished = [...this.#calls.values()].filter((other) => other.phase.is === "finished" && isOwner(other.owner, call.owner));
    const [oldest] = finished;
    if (oldest !== undefined && finished.length > UNCOLLECTED_MAX) this.#calls.delete(oldest.proposal);
  }

  forget(proposal: Index): void {
    this.#calls.delete(proposal);
  }

  /** Nobody collects any more what came of this owner's finished calls. */
  forgetFinished(owner: Owner): void {
    for (const call of this.#calls.values()) if (call.phase.is === "finished" && isOwner(call.owner, owner)) this.forget(call.proposal);
  }

  /** An earlier same call of this owner whose ticket counts: parked, asked and running, in doubt, or not collected. */
  sameAs(owner: Owner, digest: string): Call | undefined {
    for (const call of this.#calls.values()) {
      if (call.digest !== digest || !isOwner(call.owner, owner)) continue;
      if (call.phase.is !== "running" || call.phase.asked) return call;
    }
    return undefined;
  }

  /** Whether `owner` has as many calls parked or in flight as a person can oversee. */
  isFull(owner: Owner): boolean {
    let open = 0;
    for (const call of this.#calls.values()) {
      if ((call.phase.is === "parked" || call.phase.is === "running") && isOwner(call.owner, owner)) open += 1;
    }
    return open >= OPEN_CALLS_MAX;
  }
}

export function isOwner(left: Owner, right: Owner): boolean {
  return left.agent === right.agent && left.user === right.user;
}
