/**
 * The charters that calls are judged by: the one in force, and each older one that some open session is bound to still. Every one has a
 * state of its own, and each state follows everything that happens to anybody, by its own charter's effects: agents and the organisation
 * are the same under all. Which of them judges a session, the charter in force says.
 */
import type { Machine } from "../../kernel/index.ts";
import type { RunningSessions } from "../../ledger/index.ts";
import type { OwnGround } from "../../meaning/index.ts";
import type { Watch } from "../erasure/watch.ts";
import { LIVE_CHARTERS_MAX } from "../limits.ts";
import { Consequences } from "./consequences.ts";

export interface CharterInForce {
  readonly machine: Machine;
  readonly digest: string;
  readonly expires?: number;
  /** Where Interlock's own files lie, as whoever put it in force says. */
  readonly ground?: OwnGround;
  /** What it wants of sessions that are running when it comes into force; absent: that it judges them. */
  readonly runningSessions?: RunningSessions;
  /** Where it names its pins: the digest of each tool's definition there. Absent: it takes whatever is pinned. */
  readonly definitions?: ReadonlyMap<string, string>;
}

export interface LiveCharter extends CharterInForce {
  readonly state: Consequences;
}

/** The charters that a session's calls are judged by. */
export interface Governing {
  /** By which they are decided. */
  readonly by: LiveCharter;
  /** An older one that must not be more severe. */
  readonly besides?: LiveCharter;
  /** The one in force. */
  readonly inForce: LiveCharter;
}

export class LiveCharters {
  readonly #watch: Watch | undefined;
  /** Oldest first; the last is in force. */
  #live: readonly LiveCharter[] = [];
  /** Of each open session, the digest of its own charter. */
  readonly #own = new Map<string, string>();

  /** `watch`: whoever looks on. */
  constructor(watch?: Watch) {
    this.#watch = watch;
  }

  get inForce(): LiveCharter | undefined {
    return this.#live.at(-1);
  }

  get all(): readonly LiveCharter[] {
    return this.#live;
  }

  /** Another charter comes into force. What was kept under the one before goes on under it, as far as both declare it alike. */
  adopt(charter: CharterInForce): void {
    const { machine, digest, runningSessions } = charter;
    const before = this.inForce;
    if (before === undefined || runningSessions === undefined) {
      before?.state.adopt(machine, digest);
      this.#live = [{ ...charter, state: before?.state ?? new Consequences(machine, digest, this.#watch) }];
      for (const session of this.#own.keys()) this.#own.set(session, digest);
      return;
    }
    const same = this.#live.find((one) => one.digest === digest);
    const state = same?.state ?? before.state.fork(machine, digest);
    this.#live = [...this.#live.filter((one) => one !== same), { ...charter, state }];
    this.#prune();
  }

  open(session: string): void {
    if (this.inForce !== undefined) this.#own.set(session, this.inForce.digest);
  }

  /** Nobody calls in the session any more: what people still answer of it, they answer under the charter in force. */
  close(session: string): void {
    this.#own.delete(session);
    this.#prune();
  }

  /** What judges a session; undefined where there is no charter, or its own is kept no longer. */
  of(session: string): Governing | undefined {
    const { inForce } = this;
    const digest = this.#own.get(session) ?? inForce?.digest;
    const own = this.#live.find((one) => one.digest === digest);
    if (inForce === undefined || own === undefined) return undefined;
    if (own === inForce || inForce.runningSessions === "pinned") return { by: own, inForce };
    return { by: inForce, besides: own, inForce };
  }

  /** Something happens: to the state under every charter. */
  each(happens: (state: Consequences, charter: LiveCharter) => void): void {
    for (const charter of this.#live) happens(charter.state, charter);
  }

  #prune(): void {
    const bound = new Set(this.#own.values());
    this.#live = this.#live.filter((one) => one === this.inForce || bound.has(one.digest)).slice(-LIVE_CHARTERS_MAX);
  }
}
