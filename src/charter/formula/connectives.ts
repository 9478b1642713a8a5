/** How formulas are made: constants, questions, and CEL's connectives, with what can be asked as one question asked as one. */
import type { Reading } from "../../kernel/index.ts";
import { ERROR, FALSE, TRUE } from "./answer.ts";
import { type Formula, type Predicate, type Question, termName } from "./formula.ts";
import { either } from "./fuse.ts";

export const ALWAYS: Formula = { kind: "constant", value: TRUE };
export const NEVER: Formula = { kind: "constant", value: FALSE };
export const FAILING: Formula = { kind: "constant", value: ERROR };

export function not(of: Formula): Formula {
  return of.kind === "not" ? of.of : { kind: "not", of };
}

/** CEL's `&&` over any number of parts. What must not be one thing and must not be another becomes one question. */
export function and(...parts: readonly Formula[]): Formula {
  const flat = parts.flatMap((part) => (part.kind === "and" ? part.parts : [part]));
  const denied = flat.flatMap((part) => (part.kind === "not" && part.of.kind === "question" ? [part.of] : []));
  const others = flat.filter((part) => part.kind !== "not" || part.of.kind !== "question");
  const joined = [...others, ...fused(denied).map(not)];
  return joined.length === 1 && joined[0] !== undefined ? joined[0] : { kind: "and", parts: joined };
}

/** CEL's `||` over any number of parts. Questions about one value become one, where that is possible. */
export function or(...parts: readonly Formula[]): Formula {
  const flat = parts.flatMap((part) => (part.kind === "or" ? part.parts : [part]));
  const questions = flat.filter((part) => part.kind === "question");
  const joined = [...flat.filter((part) => part.kind !== "question"), ...fused(questions)];
  return joined.length === 1 && joined[0] !== undefined ? joined[0] : { kind: "or", parts: joined };
}

/** Questions of which any may hold, with those about one value put together. */
function fused(questions: readonly Question[]): Question[] {
  const result: Question[] = [];
  for (const one of questions) {
    const index = result.findIndex((other) => other.term === one.term && either(other.asks, one.asks) !== undefined);
    const other = result[index];
    const asks = other === undefined ? undefined : either(other.asks, one.asks);
    if (other === undefined || asks === undefined) result.push(one);
    else result[index] = { ...other, asks };
  }
  return result;
}

export function question(reads: Reading, asks: Predicate): Question {
  return { kind: "question", reads, term: termName(reads), asks };
}
