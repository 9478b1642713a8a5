/**
 * The charters that judge: those in force, and those in force before that open sessions still keep to, where later ones let them. What
 * happens is told to all of them: each says by its own words what it changes.
 */
import type { CharterEntry } from "../entry.ts";
import type { Action, ChartersInForce } from "./charters-in-force.ts";
import type { LookerOn } from "./looker-on.ts";
import type { Protected } from "./out-of-reach.ts";
import { SessionMemory } from "./session-memory.ts";
import { NOTHING_KEPT, Standings } from "./standings.ts";

/** What an entry puts in force; `read` is a doubt where the texts can't be read. */
export interface Enacted {
  readonly machine: string;
  readonly expires: number;
  readonly read: ChartersInForce | { readonly doubt: string };
  /** What no call may name. */
  readonly protects: Protected;
  /** The digest of each tool's definition that it was enacted for; undefined where it is for whatever is pinned. */
  readonly definitions: ReadonlyMap<string, string> | undefined;
}

/** With what is known under it. */
export interface KeptCharter extends Enacted {
  readonly standings: Standings;
  readonly memory: SessionMemory;
}

/** Who judges a session. */
export interface Bench {
  readonly judge: KeptCharter;
  /** An older one, whose severer word counts. */
  readonly objector: KeptCharter | undefined;
  readonly newest: KeptCharter;
}

const KEPT_MAX = 4;

/** Is told whose charters' state changes. */
interface Reader extends LookerOn {
  machine: string;
}

export class KeptCharters {
  readonly #writer: Reader | undefined;
  /** Newest first. */
  #kept: readonly KeptCharter[] = [];
  #older: CharterEntry["runningSessions"];
  readonly #machineOf = new Map<string, string>();

  /** `writer` looks on. */
  constructor(writer?: Reader) {
    this.#writer = writer;
  }

  get newest(): KeptCharter | undefined {
    return this.#kept[0];
  }

  get all(): readonly KeptCharter[] {
    return this.#kept;
  }

  /** Something happens under each of them. */
  each(happens: (charter: KeptCharter) => void): void {
    for (const charter of this.#kept) {
      if (this.#writer !== undefined) this.#writer.machine = charter.machine;
      happens(charter);
    }
  }

  enact(enacted: Enacted, older: CharterEntry["runningSessions"], atMs: number): void {
    const [before, ...others] = this.#kept;
    const again = this.#kept.find(({ machine }) => machine === enacted.machine);
    this.#older = older;
    if (before === undefined || older === undefined) {
      const { standings, memory } = before ?? { standings: new Standings(this.#writer), memory: new SessionMemory() };
      this.#kept = [begin({ ...enacted, standings, memory }, before, atMs)];
      for (const session of this.#machineOf.keys()) this.#machineOf.set(session, enacted.machine);
      return;
    }
    const goesOn = again !== undefined && !("doubt" in again.read) && !("doubt" in enacted.read);
    const { standings, memory } = goesOn ? again : { standings: before.standings.fork(), memory: before.memory.fork() };
    const now = { ...enacted, standings, memory };
    this.#kept = [goesOn ? now : begin(now, before, atMs), before, ...others].filter((one) => one !== again);
    this.#letGo();
  }

  begin(session: string): void {
    if (this.newest !== undefined) this.#machineOf.set(session, this.newest.machine);
  }

  end(session: string): void {
    this.#machineOf.delete(session);
    this.#letGo();
  }

  /** Undefined where nothing is in force, or what the session keeps to is kept no longer. */
  bench(session: string): Bench | undefined {
    const [newest] = this.#kept;
    const machine = this.#machineOf.get(session);
    const own = machine === undefined ? newest : this.#kept.find((one) => one.machine === machine);
    if (newest === undefined || own === undefined) return undefined;
    const isAsked = own !== newest && this.#older === "stricter";
    return { judge: isAsked ? newest : own, objector: isAsked ? own : undefined, newest };
  }

  #letGo(): void {
    const machines = new Set(this.#machineOf.values());
    this.#kept = this.#kept.filter(({ machine }, place) => place === 0 || machines.has(machine)).slice(0, KEPT_MAX);
  }
}

/** The actions that a decision names. */
export function actionsNamed(names: readonly string[], read: Enacted["read"]): readonly Action[] {
  return "doubt" in read ? [] : read.charters.flatMap(({ actions }) => actions.filter(({ fullName }) => names.includes(fullName)));
}

/** What was known before is known under it, as far as both can be read and declare it alike. */
function begin(now: KeptCharter, before: KeptCharter | undefined, atMs: number): KeptCharter {
  const { read, standings, memory } = now;
  const unread = [read, before?.read].find((one) => one !== undefined && "doubt" in one);
  if (unread !== undefined && "doubt" in unread) standings.forgetAll(unread.doubt, atMs);
  standings.adopt("doubt" in read ? NOTHING_KEPT : read);
  memory.adopt("doubt" in read ? undefined : read);
  return now;
}
