/**
 * Reads parsed JSON member by member, keeping the first problem and its place. After a problem it answers with harmless
 * defaults, so that a reader is written without a branch for each mistake; whoever uses it looks at `problem` at the end.
 */
import type { VerifierCode } from "../faults.ts";

export interface Problem {
  readonly code: VerifierCode;
  readonly message: string;
  readonly at: string;
  readonly remedy?: string | undefined;
}

export class JsonReader {
  /** The first thing that was wrong. */
  problem: Problem | undefined = undefined;

  refuse(code: VerifierCode, message: string, at: string, remedy?: string): void {
    this.problem ??= { code, message, at: at === "" ? "/" : at, remedy };
  }

  #malformed(expected: string, at: string): void {
    this.refuse("verifier/model-malformed", `expected ${expected}`, at);
  }

  /** An object with no members but the known ones. */
  members(item: unknown, at: string, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      this.#malformed("an object", at);
      return {};
    }
    const unknown = Object.keys(item).find((member) => !known.includes(member));
    if (unknown !== undefined) this.refuse("verifier/model-malformed", `unknown member \`${unknown}\``, at);
    return { ...item };
  }

  list(item: unknown, at: string, sizeMax: number): readonly unknown[] {
    if (!Array.isArray(item)) this.#malformed("a list", at);
    else if (item.length > sizeMax) this.refuse("verifier/model-too-large", `more than ${sizeMax} items`, at);
    else return item;
    return [];
  }

  text(item: unknown, at: string): string {
    if (typeof item === "string" && item.length > 0) return item;
    this.#malformed("a text that is not empty", at);
    return "?";
  }

  /** A value of a domain: text, a whole number or a boolean. */
  value(item: unknown, at: string): string | number | boolean {
    if (typeof item === "string" || typeof item === "boolean" || (typeof item === "number" && Number.isSafeInteger(item))) return item;
    this.#malformed("a text, a whole number or a boolean", at);
    return "?";
  }

  integer(item: unknown, at: string): number {
    if (typeof item === "number" && Number.isSafeInteger(item)) return item;
    this.#malformed("a whole number", at);
    return 0;
  }

  count(item: unknown, at: string): number {
    const number = this.integer(item, at);
    if (number < 0) this.#malformed("a number that is not negative", at);
    return Math.max(number, 0);
  }

  flag(item: unknown, at: string): boolean {
    if (typeof item !== "boolean") this.#malformed("a boolean", at);
    return item === true;
  }

  oneOf<Word extends string>(item: unknown, at: string, words: readonly [Word, ...Word[]]): Word {
    const word = words.find((known) => known === item);
    if (word === undefined) this.#malformed(`one of ${words.join(", ")}`, at);
    return word ?? words[0];
  }

  distinct(names: readonly unknown[], at: string): void {
    const seen = new Set<unknown>();
    const repeated = names.findIndex((name) => seen.size === seen.add(name).size);
    if (repeated >= 0) this.refuse("verifier/model-duplicate-name", `\`${String(names[repeated])}\` occurs twice`, `${at}/${repeated}`);
  }
}
