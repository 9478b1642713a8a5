/**
 * A condition of a charter, evaluated by `@bufbuild/cel` on plain values: true, false, or an error. CEL's own absorption decides
 * which errors reach the whole: `false && error` is false, `true || error` is true.
 */
import { type CelInput, type CelMap, isCelError, plan } from "@bufbuild/cel";
import type { Value } from "../canonical-text.ts";
import type { UnderstoodPlace } from "../entry.ts";
import { plainOf } from "./cel-language.ts";
import type { Scalar } from "./charter-yaml.ts";
import { complaintsOf } from "./complaints.ts";
import type { Expression } from "./condition-tree.ts";
import { asCompared, ConditionWriter, type Vocabulary } from "./condition-writer.ts";
import type { Doubts } from "./doubts.ts";
import { understoodPlaces } from "./understood-places.ts";
import type { WrittenText } from "./yaml-fields.ts";

/** What a condition comes to. An error is neither: the charter could not be applied to this call. */
export type Answer = boolean | "error";

/** What conditions read, by the names they use: of a call, or of its result. */
export type Situation = {
  /** State variables of all charters by their full names; what limits look at. */
  readonly values: ReadonlyMap<string, Scalar>;
  readonly args?: CelInput;
  readonly result?: CelInput;
  /** Of the result, where each item of a list is a record. */
  readonly item?: CelInput;
  /** The part of the call that is judged, where calls of its tool have parts. */
  readonly part?: CelInput;
  readonly state?: CelInput;
  readonly seen?: CelInput;
  readonly session?: CelMap;
  readonly time?: CelInput;
  readonly contained?: boolean;
  /** Whether the call's cost fits into a budget, by its full name; nothing where it has no cost. */
  readonly fits?: ReadonlyMap<string, boolean>;
};

export interface Condition {
  /** In the author's words, white space folded; nothing where it is plainly true. */
  readonly words: string;
  /** Offset in the charter. */
  readonly at: number;
  /** Whether it reads anything that may be missing: only then it can be an error. */
  readonly asks: boolean;
  readonly isTrue: boolean;
  /** Where it hands arguments to interpreters. */
  readonly places?: readonly UnderstoodPlace[];
  readonly answer: (situation: Situation) => Answer;
  /** What is missing where the answer is an error: codes in order, none where the call itself lacks something. */
  readonly lacks?: (situation: Situation) => readonly string[];
}

/** Reads a condition about calls (`args`) or about results (`result`). */
export function readCondition({ text, at }: WrittenText, about: "args" | "result", vocabulary: Vocabulary, doubts: Doubts): Condition {
  const writer = new ConditionWriter(about, vocabulary, doubts);
  const expression = writer.write(text);
  const constant = expression?.exprKind.case === "constExpr" ? expression.exprKind.value.constantKind.value : undefined;
  const evaluate = expression === undefined ? undefined : plan(vocabulary.language, expression);
  const { tables, asks } = writer;
  const isTrue = constant === true;
  const namesTables = Object.keys(tables).length > 0;
  return {
    words: isTrue ? "" : text.trim().replace(/\s+/g, " "),
    at,
    asks,
    isTrue,
    places: expression === undefined ? [] : understoodPlaces(expression),
    answer: (situation) => {
      const value = isTrue || evaluate?.(namesTables ? { ...situation, ...tables } : situation);
      return typeof value === "boolean" ? value : "error";
    },
    lacks: complaining(expression, vocabulary, tables),
  };
}

function inOrder(codes: readonly string[]): readonly string[] {
  return [...new Set(codes)].sort();
}

interface Computed extends Pick<Condition, "places"> {
  /** Undefined where it is an error. */
  readonly value: (situation: Situation) => Value | undefined;
  readonly lacks: NonNullable<Condition["lacks"]>;
}

/**
 * Reads a value that is computed of a call's `args`, or of `result` and `item`; with what is missing where it is an error, and the
 * places that it hands to interpreters.
 */
export function readComputed({ text }: WrittenText, about: "args" | "result", vocabulary: Vocabulary, doubts: Doubts): Computed {
  const writer = new ConditionWriter(about, vocabulary, doubts);
  const expression = writer.write(text, about === "result" ? ["item"] : []);
  const evaluate = expression === undefined ? undefined : plan(vocabulary.language, asCompared(expression));
  return {
    places: expression === undefined ? [] : understoodPlaces(expression),
    value: (situation) => {
      const value = evaluate?.(situation);
      return isCelError(value) ? undefined : plainOf(value);
    },
    lacks: complaining(expression, vocabulary, {}),
  };
}

/** What is missing of what an expression asks. */
function complaining(
  expression: Expression | undefined,
  { language }: Vocabulary,
  tables: { readonly [name: string]: CelInput },
): NonNullable<Condition["lacks"]> {
  const complaints =
    expression === undefined ? [] : complaintsOf(expression).map(({ code, holds }) => [code, plan(language, holds)] as const);
  return (situation) => inOrder(complaints.flatMap(([code, holds]) => (holds({ ...situation, ...tables }) === true ? [code] : [])));
}

/** True wherever it is asked. */
export function always(at: number): Condition {
  return { words: "", at, asks: false, isTrue: true, answer: () => true };
}

/** Any of some conditions. True outweighs an error. */
export function anyOf(conditions: readonly Condition[], at: number): Condition {
  const [only, ...others] = conditions;
  const isTrue = conditions.some((condition) => condition.isTrue);
  const places = conditions.flatMap((condition) => condition.places ?? []);
  if (isTrue || only === undefined) return { ...always(at), isTrue, places, answer: () => isTrue };
  if (others.length === 0) return { ...only, at };
  return {
    words: conditions
      .map(({ words }) => `(${words})`)
      .sort()
      .join(" || "),
    at,
    asks: conditions.some(({ asks }) => asks),
    isTrue,
    lacks: (situation) => inOrder(conditions.flatMap(({ lacks }) => lacks?.(situation) ?? [])),
    places,
    answer: (situation) => {
      const answers = conditions.map((condition) => condition.answer(situation));
      if (answers.includes(true)) return true;
      return answers.includes("error") ? "error" : false;
    },
  };
}
