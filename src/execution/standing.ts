/**
 * Where everybody stands: the values that each state variable may have, for each session lineage, agent and the
 * organisation. Usually exactly one value; after an outcome that nobody knows, every value it could have left. Reading gives the
 * possible complete states; writing keeps the union for each variable, which can only add possibilities, never lose one.
 */
import type { Machine } from "../kernel/index.ts";
import { initialState } from "../kernel/index.ts";
import { VECTORS_MAX } from "./limits.ts";

/** Whose state it is. A lineage is one (agent, user) since the last fresh context. */
export interface Owner {
  readonly agent: string;
  readonly user: string;
}

/** One variable of one owner: its possible values, and the window of ledger time they belong to. */
interface Possible {
  values: readonly number[];
  window: string;
}

export class Standings {
  #machine: Machine;
  readonly #possible = new Map<string, Possible>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The states that `owner` may be in at ledger time `atMs`; undefined where they are more than `VECTORS_MAX`. */
  read(owner: Owner, atMs: number): readonly Int32Array[] | undefined {
    let vectors: Int32Array[] = [initialState(this.#machine)];
    for (const [variable, declared] of this.#machine.document.variables.entries()) {
      const possible = this.#possible.get(keyOf(owner, declared.scope, declared.name));
      if (possible === undefined || possible.window !== windowOf(declared.resets, atMs)) continue;
      const [first, ...others] = possible.values;
      if (vectors.length * possible.values.length > VECTORS_MAX) return undefined;
      const branched = others.flatMap((value) => vectors.map((vector) => withValue(vector, variable, value)));
      if (first !== undefined) for (const vector of vectors) vector[variable] = first;
      vectors = [...vectors, ...branched];
    }
    return vectors;
  }

  /** Records that `owner` may be in any of `vectors`, and in no other state. */
  write(owner: Owner, atMs: number, vectors: readonly Int32Array[]): void {
    for (const [variable, declared] of this.#machine.document.variables.entries()) {
      const values = [...new Set(vectors.map((vector) => vector[variable] ?? 0))].sort((a, b) => a - b);
      this.#possible.set(keyOf(owner, declared.scope, declared.name), { values, window: windowOf(declared.resets, atMs) });
    }
  }

  /** Starts `owner`'s session-scoped variables anew. Containment and limits stay: a fresh context never clears them. */
  refresh(owner: Owner): void {
    for (const declared of this.#machine.document.variables) {
      if (declared.scope !== "session" || declared.name === "contained" || declared.name.includes("limit(")) continue;
      this.#possible.delete(keyOf(owner, declared.scope, declared.name));
    }
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
}

function withValue(vector: Int32Array, variable: number, value: number): Int32Array {
  const copy = vector.slice();
  copy[variable] = value;
  return copy;
}

function keyOf(owner: Owner, scope: "session" | "agent" | "organisation", name: string): string {
  switch (scope) {
    case "session":
      return `s\n${JSON.stringify([owner.agent, owner.user])}\n${name}`;
    case "agent":
      return `a\n${JSON.stringify([owner.agent])}\n${name}`;
    case "organisation":
      return `o\n${name}`;
  }
}

const SLOT_MS = 15 * 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const windows = new Map<string, { slot: number; name: string }>();

/** The name of the hour or day that `atMs` falls into; constant for variables that never reset. */
function windowOf(resets: { readonly every: "hour" | "day"; readonly zone: string } | undefined, atMs: number): string {
  if (resets === undefined) return "";
  const slot = Math.floor(atMs / SLOT_MS);
  const key = `${resets.every}\n${resets.zone}`;
  const known = windows.get(key);
  if (known?.slot === slot) return known.name;
  const parts = zonedParts(atMs, resets.zone);
  const name = `${parts.year}-${parts.month}-${parts.day}${resets.every === "hour" ? `T${parts.hour}` : ""}`;
  windows.set(key, { slot, name });
  return name;
}

/** Calendar fields of ledger time in a zone (IANA name): `hour` 0 to 23, `weekday` 1 (Monday) to 7. */
export function zonedParts(atMs: number, zone: string): { year: number; month: number; day: number; hour: number; weekday: number } {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      weekday: "short",
    });
    formats.set(zone, format);
  }
  const fields = new Map<string, string>(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const number = (field: "year" | "month" | "day" | "hour"): number => Number(fields.get(field));
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    weekday: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(fields.get("weekday") ?? "") + 1,
  };
}
