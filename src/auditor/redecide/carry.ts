/**
 * What the calls of an erased context came to, as docs/ledger-format.md has it: step by step what one entry did to one call, in the names
 * and values of the charters. With it everything after them is derived without their contents.
 */
import { type Value, writeCanonical } from "../canonical-text.ts";
import { membersOf } from "../members.ts";

export interface CarryStep {
  readonly entry: number;
  readonly call: number;
  readonly phase: "parked" | "running" | "doubt" | "finished" | "over";
  readonly roles?: readonly string[];
  readonly server?: string;
  readonly changes: readonly CarriedChange[];
  readonly costs: readonly CarriedCost[];
}

/** From each value of a variable to those that it may have then. */
export interface CarriedChange {
  readonly machine: string;
  readonly variable: string;
  readonly table: readonly (readonly [Value, readonly Value[]])[];
  /** Undone where the call is proved not to have run. */
  readonly isOpen: boolean;
}

export interface CarriedCost {
  readonly machine: string;
  readonly budget: string;
  readonly cost: string;
}

export interface Carry {
  readonly format: "interlock-carry/1";
  readonly erasure: number;
  readonly steps: readonly CarryStep[];
}

/** The carry that a decider has sealed; undefined where it is none. */
export function readCarry(opened: Value | undefined): Carry | undefined {
  const { format, erasure, steps } = membersOf(opened);
  const isCarry = format === "interlock-carry/1" && typeof erasure === "number" && Array.isArray(steps);
  return isCarry ? (opened as unknown as Carry) : undefined;
}

/** Member by member. */
export function sameCarry(one: Carry, other: Carry): boolean {
  return writeCanonical(one as unknown as Value) === writeCanonical(other as unknown as Value);
}

/** Each value once, by its canonical text. */
export function sorted(values: readonly Value[]): readonly Value[] {
  const texts = [...new Set(values.map(writeCanonical))].sort();
  return texts.flatMap((text) => values.filter((value) => writeCanonical(value) === text).slice(0, 1));
}
