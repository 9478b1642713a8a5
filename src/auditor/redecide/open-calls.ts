/** The calls that are not over, in the order in which they came to where they are. */
import type { Value } from "../canonical-text.ts";
import type { UnderstoodPlace } from "../entry.ts";
import type { Owner } from "../owner.ts";
import type { ScopedVote } from "../scoped-answers.ts";
import type { Parts, Verdict } from "./judgement.ts";

export interface Call {
  readonly proposal: number;
  readonly session: string;
  readonly owner: Owner;
  readonly from: "agent" | "server";
  /** Empty where the proposal names none, or is not open. */
  tool: string;
  /** As they are judged and sent. */
  readonly args: Value;
  /** Where conditions understand them; undefined where they cannot be written in one form. */
  readonly places: readonly UnderstoodPlace[] | undefined;
  /** Sealed with the call. */
  readonly salt: string;
  /** Canonical text of tool and arguments, by which the same call is known; undefined where the proposal is not open. As proposed. */
  readonly words: string | undefined;
  readonly seal: string;
  readonly patience: number;
  /** Ledger time of the proposal. */
  readonly at: number;
  phase: Phase;
}

export type Phase =
  | { readonly is: "new" }
  | Parked
  | Running
  | { readonly is: "doubt" }
  /** Over while nobody waited: the next same call collects it. */
  | { readonly is: "finished"; readonly verdict: "allow" | "deny"; readonly codes: readonly string[] };

export interface Parked {
  readonly is: "parked";
  readonly verdict: Verdict;
  readonly codes: readonly string[];
  readonly clauses: ReadonlySet<string>;
  readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  readonly until: number;
  readonly renderers?: number;
  readonly machine: string;
  readonly definition: string;
  /** Its decision, once it is recorded: people answer what they were shown. */
  shown: { readonly index: number; readonly hash: string } | undefined;
  readonly votes: ScopedVote[];
}

export interface Running {
  readonly is: "running";
  readonly server: string;
  readonly epoch: string;
  /** By machine of each charter that judged then: the actions that matched, for each state that was possible and each part of the call. */
  readonly cases: ReadonlyMap<string, readonly Parts[]>;
  readonly wasParked: boolean;
}

const OPEN_MAX = 256;
const UNCOLLECTED_MAX = 64;

export class OpenCalls {
  readonly #calls = new Map<number, Call>();

  get(proposal: number): Call | undefined {
    return this.#calls.get(proposal);
  }

  all(): readonly Call[] {
    return [...this.#calls.values()];
  }

  /** Keeps a call; of those that nobody collected, the oldest are let go. */
  keep(call: Call): void {
    this.#calls.set(call.proposal, call);
    const finished = call.phase.is === "finished" ? this.#of(call.owner).filter(({ phase }) => phase.is === "finished") : [];
    const [oldest] = finished;
    if (oldest !== undefined && finished.length > UNCOLLECTED_MAX) this.#calls.delete(oldest.proposal);
  }

  forget({ proposal }: Call): void {
    this.#calls.delete(proposal);
  }

  /** Nobody collects what came of these any more. */
  forgetFinished(owner: Owner): void {
    for (const call of this.#of(owner)) if (call.phase.is === "finished") this.forget(call);
  }

  /** The same call before: parked, in doubt, not collected, or running after people were asked. Of one that is not open, perhaps. */
  sameAs({ owner, tool, words }: Call): Call | undefined {
    const lasting = this.#of(owner).filter(({ phase }) => phase.is !== "running" || phase.wasParked);
    return lasting.find((other) => other.words === words) ?? lasting.find((other) => other.words === undefined && other.tool === tool);
  }

  isFull(owner: Owner): boolean {
    return this.#of(owner).filter(({ phase }) => phase.is === "parked" || phase.is === "running").length >= OPEN_MAX;
  }

  #of({ agent, user }: Owner): readonly Call[] {
    return this.all().filter(({ owner }) => owner.agent === agent && owner.user === user);
  }
}
