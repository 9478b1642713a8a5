/** The little language in which the kernel says what is wrong with a machine document: the first flaw, or none. */
import type { Fault } from "../fault/index.ts";
import type { KernelCode } from "./faults.ts";

/** `undefined`: nothing is wrong so far. Checks are joined with `??`, so each may rely on the ones before it. */
export type Checked = Fault<KernelCode> | undefined;

/** A flaw, unless the claim holds. `at` is a JSON pointer into the document. */
export function claim(holds: boolean, code: KernelCode, at: string, message: string): Checked {
  return holds ? undefined : { code, at, message };
}

/** The first flaw among the elements of a list. */
export function each<T>(list: Iterable<T>, check: (element: T, index: number) => Checked): Checked {
  let index = 0;
  for (const element of list) {
    const flaw = check(element, index++);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

/** A flaw where two elements are known by the same name. */
export function allDiffer(names: readonly string[], at: string): Checked {
  const seen = new Map<string, number>();
  return each(names, (name, index) => {
    const first = seen.get(name);
    seen.set(name, index);
    return claim(first === undefined, "kernel/duplicate", `${at}/${index}`, `the same as \`${at}/${first}\``);
  });
}

/** A flaw where numbers do not strictly increase, or do not stay below `limit`. */
export function increasing(numbers: readonly number[], limit: number, at: string): Checked {
  return each(numbers, (number, index) => {
    const before = numbers[index - 1];
    return claim(number < limit, "kernel/unknown-reference", `${at}/${index}`, `\`${number}\` is not below ${limit}`) ??
      claim(before === undefined || before < number, "kernel/out-of-order", `${at}/${index}`, "references increase");
  });
}
