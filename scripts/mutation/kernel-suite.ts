/**
 * Stands in for vitest while the kernel's mutants run: the same test files, collected once in one process, so that a mutant costs
 * milliseconds in place of a start of vitest. It knows what those files use of vitest, and nothing else.
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

export interface CollectedTest {
  readonly name: string;
  readonly run: () => void;
}

/** Every test of the files that were imported, in order. */
export const collected: CollectedTest[] = [];
const path: string[] = [];

export function describe(name: string, body: () => void): void {
  path.push(name);
  body();
  path.pop();
}

export function test(name: string, ...rest: readonly unknown[]): void {
  const run = rest.at(-1);
  if (typeof run !== "function") throw new Error(`\`${name}\` has no body`);
  const title = [...path, name].join(" > ");
  collected.push({ name: title, run: () => assert(run() === undefined, `\`${title}\` must not wait for anything`) });
}

/** A table of rows: a row that is a list is the arguments. */
test.each =
  (rows: readonly unknown[]) =>
  (name: string, body: (...row: readonly unknown[]) => unknown): void => {
    for (const [place, row] of rows.entries()) test(`${name} (${place})`, () => body(...(Array.isArray(row) ? row : [row])));
  };

export { test as it };

interface Expectation {
  readonly toBe: (expected: unknown) => void;
  readonly toEqual: (expected: unknown) => void;
  readonly toBeDefined: () => void;
  readonly toBeUndefined: () => void;
  readonly toBeGreaterThan: (least: number) => void;
  readonly toContain: (part: never) => void;
  readonly toMatch: (pattern: RegExp) => void;
  readonly toThrow: (words?: string | RegExp) => void;
}

export function expect(actual: unknown, words?: string): Expectation {
  const holds = (answer: boolean): void => assert(answer, words ?? "an expectation does not hold");
  return {
    toBe: (expected) => holds(Object.is(actual, expected)),
    toEqual: (expected) => holds(isDeepStrictEqual(actual, expected)),
    toBeDefined: () => holds(actual !== undefined),
    toBeUndefined: () => holds(actual === undefined),
    toBeGreaterThan: (least) => holds((actual as number) > least),
    toContain: (part) => holds((actual as readonly never[]).includes(part)),
    toMatch: (pattern) => holds(pattern.test(actual as string)),
    toThrow: (expected = "") => {
      try {
        (actual as () => void)();
      } catch (thrown) {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        return holds(typeof expected === "string" ? message.includes(expected) : expected.test(message));
      }
      holds(false);
    },
  };
}
