/**
 * What a condition says, once every name in it is resolved: truth functions over state variables and over questions about
 * values. Total: it has an answer (true, false or error) in every state and for every call, by CEL's own absorption.
 */
import type { Reading } from "../../kernel/index.ts";
import type { Derived } from "../../vocabulary/index.ts";
import { type Answer, ERROR } from "./answer.ts";
import type { TextPattern } from "./text-pattern.ts";
import { derivedName, pathName } from "./value-name.ts";

export type Formula =
  | { readonly kind: "constant"; readonly value: Answer }
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly parts: readonly Formula[] }
  /** CEL's `test ? yes : no`: an error in the test is an error. */
  | { readonly kind: "choose"; readonly test: Formula; readonly yes: Formula; readonly no: Formula }
  /** Whether the state variable has one of the values for which `holds` is true. Never an error. */
  | { readonly kind: "state"; readonly variable: string; readonly holds: readonly boolean[] }
  | Question;

export interface Question {
  readonly kind: "question";
  readonly reads: Reading;
  /** The canonical name of what is read: the name of the term. */
  readonly term: string;
  readonly asks: Predicate;
}

/** One question about one JSON value, total: it has an answer for every value, and for no value at all. */
export interface Predicate {
  /** Canonical: equal names, equal predicates. */
  readonly name: string;
  readonly undefined: Answer;
  readonly null: Answer;
  readonly false: Answer;
  readonly true: Answer;
  readonly objects: Answer;
  readonly numbers: Answer | NumberSet;
  readonly strings: Answer | StringSet;
  readonly lists: Answer | ForAll;
}

/** The answer changes at the cuts only. */
export interface NumberSet {
  readonly cuts: readonly number[];
  readonly has: (value: number) => boolean;
}

export type StringSet =
  | { readonly words: ReadonlySet<string> }
  /** `source` is what the author wrote, for messages. */
  | { readonly pattern: TextPattern; readonly source: string };

/** Every element of the list fulfils the body, a formula over the element. */
export interface ForAll {
  readonly body: Formula;
}

/** All questions in a formula, those inside quantifiers left out. */
export function questionsIn(formula: Formula): Question[] {
  switch (formula.kind) {
    case "constant":
    case "state":
      return [];
    case "question":
      return [formula];
    case "not":
      return questionsIn(formula.of);
    case "and":
    case "or":
      return formula.parts.flatMap(questionsIn);
    case "choose":
      return [formula.test, formula.yes, formula.no].flatMap(questionsIn);
  }
}

/** Whether a reading is of the element of a quantifier. */
export function isOfElement(reads: Reading): boolean {
  return reads.from === "element" || (reads.from === "meaning" && reads.each !== undefined);
}

/** Whether a formula may come to an error: where it asks something, or where a table has no entry for a state. */
export function canFail(formula: Formula): boolean {
  switch (formula.kind) {
    case "constant":
      return formula.value === ERROR;
    case "state":
      return false;
    case "question":
      return true;
    case "not":
      return canFail(formula.of);
    case "and":
    case "or":
      return formula.parts.some(canFail);
    case "choose":
      return [formula.test, formula.yes, formula.no].some(canFail);
  }
}

/** Whether the answer depends on the state, whatever is asked besides. */
export function asksState(formula: Formula): boolean {
  switch (formula.kind) {
    case "constant":
    case "question":
      return false;
    case "state":
      return true;
    case "not":
      return asksState(formula.of);
    case "and":
    case "or":
      return formula.parts.some(asksState);
    case "choose":
      return [formula.test, formula.yes, formula.no].some(asksState);
  }
}

/** Canonical text of a formula, for comparing two of them. */
export function formulaName(formula: Formula): string {
  switch (formula.kind) {
    case "constant":
      return ["false", "true", "error"][formula.value] ?? "";
    case "state":
      return `${formula.variable} in ${formula.holds.map(Number).join("")}`;
    case "question":
      return `${formula.term} ${formula.asks.name}`;
    case "not":
      return `!(${formulaName(formula.of)})`;
    case "and":
    case "or":
      return `${formula.kind}(${formula.parts.map(formulaName).join(", ")})`;
    case "choose":
      return `(${[formula.test, formula.yes, formula.no].map(formulaName).join(" ? ")})`;
  }
}

/** The canonical name of what a reading reads; unique among the terms of one tool, one result or one element. */
export function termName(reading: Reading): string {
  switch (reading.from) {
    case "args":
    case "element":
    case "result": {
      const path = pathName(reading.from, reading.path);
      return reading.measure === undefined ? path : `${reading.measure}(${path})`;
    }
    case "compare":
      return `${pathName("args", reading.left)} ${reading.operator} ${pathName("args", reading.right)}`;
    case "fact":
      return reading.fact;
    case "meaning": {
      if (reading.interpreter === "derived") return derivedName(reading.parameters[0] as unknown as Derived);
      if (["says", "said"].includes(reading.field))
        return `${reading.interpreter}.${reading.field}(${reading.parameters.map((word) => JSON.stringify(word)).join(", ")})`;
      const of = pathName(reading.each === undefined ? "args" : `${pathName("args", reading.of)}[*]`, reading.each ?? reading.of);
      const field =
        reading.parameters.length === 0
          ? reading.field
          : `${reading.field}(${reading.parameters.map((value) => JSON.stringify(value)).join(", ")})`;
      return `${reading.interpreter}(${of}).${field}`;
    }
  }
}
