/**
 * A carry: what the calls of an erased context came to, step by step, in names and values that every judge has: none of it is a text of
 * an agent, a tool or a person. With it a fold goes on as if it had read them. This is its form; `watch.ts` writes one, `carried-calls.ts`
 * reads it.
 */
import { canonicalize, type Json } from "../../crypto/index.ts";
import type { Index } from "../../ledger/index.ts";
import { isObject } from "../lock.ts";

export interface Carry {
  readonly format: "interlock-carry/1";
  /** Entry of the erasure. */
  readonly erasure: Index;
  /** In the order of entries; of calls that one entry is about, in the order of proposals. */
  readonly steps: readonly Step[];
}

/** What one entry did to one call. */
export interface Step {
  readonly entry: Index;
  /** Its proposal. */
  readonly call: Index;
  /** Where the call is after it. */
  readonly phase: "parked" | "running" | "doubt" | "finished" | "over";
  /** Of a call that is parked: whose roles were asked, in order. */
  readonly roles?: readonly string[];
  /** Of a call that runs: its tool server. */
  readonly server?: string;
  readonly changes: readonly CarriedChange[];
  readonly costs: readonly CarriedCost[];
}

/** A change of one variable of a charter's state. */
export interface CarriedChange {
  /** Digest of the machine. */
  readonly machine: string;
  readonly variable: string;
  /** For each value what it may become. */
  readonly table: readonly (readonly [value: Json, becomes: readonly Json[]])[];
  /** Whether it is undone where the call is proved not to have run. */
  readonly isOpen: boolean;
}

export interface CarriedCost {
  readonly machine: string;
  readonly budget: string;
  /** Exact, as a decimal number without needless digits. */
  readonly cost: string;
}

/** The carry in what a decider has sealed; undefined where it is none. */
export function carryFrom(opened: Json | undefined): Carry | undefined {
  const isCarry = isObject(opened) && opened["format"] === "interlock-carry/1" && Array.isArray(opened["steps"]);
  return isCarry ? (opened as unknown as Carry) : undefined;
}

/** Values in an order that does not depend on who says them. */
export function inOrder(values: readonly Json[]): readonly Json[] {
  const byText = new Map(values.map((value) => [canonicalize(value), value]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
}
