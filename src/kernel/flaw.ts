/** What is wrong with a machine document, one flaw after the other. Whoever asks takes the first: later ones may be its consequences. */
import type { Fault } from "../fault/index.ts";
import type { KernelCode } from "./faults.ts";

/** Each flaw may be looked for in the belief that the ones before it are absent. */
export type Flaws = Generator<Fault<KernelCode>, void, undefined>;

/** `at` is a JSON pointer into the document. */
export function flaw(code: KernelCode, at: string, message: string): Fault<KernelCode> {
  return { code, at, message };
}

/** A reference into a list that does not have so many elements. */
export function* referenceFlaws(reference: number, list: readonly unknown[], at: string): Flaws {
  if (reference < 0 || reference >= list.length) {
    yield flaw("kernel/unknown-reference", at, `\`${reference}\` is not one of ${list.length}`);
  }
}

/** Whether every element is more than the one before it. */
export function isIncreasing<T extends number | string>(list: readonly T[]): boolean {
  return list.slice(1).every((element, place) => list.slice(place, place + 1).every((before) => element > before));
}
