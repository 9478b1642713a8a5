/**
 * Where everybody stands: the values that each state variable may have, for each session lineage, agent and the
 * organisation. Usually exactly one value; after an outcome that nobody knows, every value it could have left. A variable has its
 * first value, changed by everything that happened, but for what calls did that were proved not to have run: so the changes of
 * calls that still run are kept apart, until it is known what came of them.
 */

import type { Machine } from "../../kernel/index.ts";
import { initialState } from "../../kernel/index.ts";
import type { Index } from "../../ledger/index.ts";
import { CHANGES_MAX, VECTORS_MAX } from "../limits.ts";
import { windowOf } from "./ledger-time.ts";

/** Whose state it is. A lineage is one (agent, user) since the last fresh context. */
export interface Owner {
  readonly agent: string;
  readonly user: string;
}

/** What one variable's value may become. */
export type Change = (value: number) => readonly number[];

/** One variable of one owner: the window of ledger time its values belong to, its values before some changes, and these. */
interface Possible {
  readonly window: string;
  readonly before: readonly number[];
  readonly changes: readonly { readonly call: Index | undefined; readonly becomes: Change }[];
}

export class Standings {
  #machine: Machine;
  readonly #possible = new Map<string, Possible>();
  /** What a running call has changed: by its proposal, the keys. */
  readonly #running = new Map<Index, Set<string>>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The states that `owner` may be in at ledger time `atMs`; undefined where they are more than `VECTORS_MAX`. */
  read(owner: Owner, atMs: number): readonly Int32Array[] | undefined {
    let vectors: Int32Array[] = [initialState(this.#machine)];
    for (const [variable, declared] of this.#machine.document.variables.entries()) {
      const possible = this.#possible.get(keyOf(owner, declared.scope, declared.name));
      if (possible === undefined || possible.window !== windowOf(declared.resets, atMs)) continue;
      const values = valuesOf(possible);
      const [first, ...others] = values;
      if (vectors.length * values.length > VECTORS_MAX) return undefined;
      const branched = others.flatMap((value) => vectors.map((vector) => withValue(vector, variable, value)));
      if (first !== undefined) for (const vector of vectors) vector[variable] = first;
      vectors = [...vectors, ...branched];
    }
    return vectors;
  }

  /** Changes one variable of `owner`. What is changed for a running `call` can be taken back. */
  change(owner: Owner, atMs: number, variable: number, becomes: Change, call?: Index): void {
    const declared = this.#machine.document.variables[variable];
    if (declared === undefined) return;
    const key = keyOf(owner, declared.scope, declared.name);
    const window = windowOf(declared.resets, atMs);
    const known = this.#possible.get(key);
    const { before, changes }: Pick<Possible, "before" | "changes"> = known?.window === window ? known : { before: [0], changes: [] };
    if (call !== undefined) this.#running.set(call, (this.#running.get(call) ?? new Set()).add(key));
    this.#possible.set(key, this.#settled({ window, before, changes: [...changes, { call, becomes }] }));
  }

  /** The call has run, as far as anybody knows: what it changed stays. */
  settle(call: Index): void {
    this.#running.delete(call);
  }

  /** The call is proved not to have run: every value is what it would be without it. */
  takeBack(call: Index): void {
    const keys = this.#running.get(call) ?? [];
    this.#running.delete(call);
    for (const key of keys) {
      const possible = this.#possible.get(key);
      if (possible === undefined) continue;
      this.#possible.set(key, this.#settled({ ...possible, changes: possible.changes.filter((change) => change.call !== call) }));
    }
  }

  /** Starts `owner`'s session-scoped variables anew. Containment and limits stay: a fresh context never clears them. */
  refresh(owner: Owner): void {
    for (const declared of this.#machine.document.variables) {
      if (declared.scope !== "session" || declared.name === "contained" || declared.name.includes("limit(")) continue;
      this.#possible.delete(keyOf(owner, declared.scope, declared.name));
    }
  }

  /** The same, from here on apart. */
  fork(): Standings {
    const other = new Standings(this.#machine);
    for (const [key, possible] of this.#possible) other.#possible.set(key, possible);
    for (const [call, keys] of this.#running) other.#running.set(call, new Set(keys));
    return other;
  }

  /** Goes on under another machine: a variable keeps its values where name and domain are unchanged, else it starts anew. */
  adopt(machine: Machine): void {
    const unchanged = new Set<string>();
    for (const before of this.#machine.document.variables) {
      const after = machine.document.variables.find(({ name, scope }) => name === before.name && scope === before.scope);
      if (after !== undefined && JSON.stringify(after.values) === JSON.stringify(before.values)) unchanged.add(before.name);
    }
    for (const key of this.#possible.keys()) {
      if (!unchanged.has(key.slice(key.lastIndexOf("\n") + 1))) this.#possible.delete(key);
    }
    this.#machine = machine;
  }

  /** Makes the changes that can't be taken back any more part of the values; of too many, the oldest. */
  #settled({ window, before, changes }: Possible): Possible {
    const open = changes.findIndex(({ call }) => call !== undefined && this.#running.has(call));
    const count = Math.max(open < 0 ? changes.length : open, changes.length - CHANGES_MAX);
    return { window, before: valuesOf({ before, changes: changes.slice(0, count) }), changes: changes.slice(count) };
  }
}

function valuesOf({ before, changes }: Pick<Possible, "before" | "changes">): readonly number[] {
  return changes.reduce<readonly number[]>((values, { becomes }) => [...new Set(values.flatMap(becomes))].sort((a, b) => a - b), before);
}

function withValue(vector: Int32Array, variable: number, value: number): Int32Array {
  const copy = vector.slice();
  copy[variable] = value;
  return copy;
}

/** Whose it is and what it is called: the owner as far as the scope tells owners apart. */
export function keyOf(owner: Owner, scope: "session" | "agent" | "organisation", name: string): string {
  switch (scope) {
    case "session":
      return `s\n${JSON.stringify([owner.agent, owner.user])}\n${name}`;
    case "agent":
      return `a\n${JSON.stringify([owner.agent])}\n${name}`;
    case "organisation":
      return `o\n${name}`;
  }
}
