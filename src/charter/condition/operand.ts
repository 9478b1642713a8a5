/**
 * What a part of a condition stands for, once its names are resolved: something that can be compared, asked or combined.
 */
import type { Reading } from "../../kernel/index.ts";
import type { Kind } from "../classes/partition.ts";
import type { Formula } from "../formula/formula.ts";
import type { Constant } from "./expression.ts";
import { type FieldShape, kindOf } from "./field-shape.ts";

export type Operand =
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "constants"; readonly values: readonly Constant[] }
  | { readonly kind: "table"; readonly entries: readonly (readonly [key: string, value: Constant])[] }
  | ValueOperand
  | StateOperand
  /** The entry of a table under the key that `key` turns out to be; an error under any other. */
  | {
      readonly kind: "lookup";
      readonly entries: readonly (readonly [key: string, value: Constant])[];
      readonly key: ValueOperand | StateOperand;
    }
  /** An interpreter's record of a value, of which fields and methods can be asked. */
  | { readonly kind: "record"; readonly interpreter: string; readonly of: ValueOperand }
  /** What is learned from results, of which single records are asked by their key. */
  | { readonly kind: "records"; readonly records: LearnedRecords }
  | { readonly kind: "formula"; readonly formula: Formula };

export interface LearnedRecords {
  /** Their name in the machine. */
  readonly name: string;
  readonly fields: readonly string[];
}

/** Something that is read when the call is decided. */
export interface ValueOperand {
  readonly kind: "value";
  readonly reads: Reading;
  /** What is known of its kind, tool by tool. */
  readonly shapes: readonly FieldShape[];
}

export interface StateOperand {
  readonly kind: "state";
  /** The variable's name in the machine. */
  readonly variable: string;
  readonly values: readonly (string | number | boolean)[];
}

/** A value that is known to be of another kind than makes sense where it stands. */
export interface Misfit {
  readonly kind: Kind;
  /** As a sentence, with the tool whose schema says so. */
  readonly says: string;
}

/** The first tool for which the value is known to be of none of these kinds. */
export function misfit({ shapes }: ValueOperand, ...kinds: readonly Kind[]): Misfit | undefined {
  for (const shape of shapes) {
    const kind = kindOf(shape);
    if (kind !== undefined && !kinds.includes(kind))
      return { kind, says: `${shape.tool === "" ? "this" : `in \`${shape.tool}\` this`} is ${nounOfKind(kind)}` };
  }
  return undefined;
}

const NOUNS: { readonly [kind in Kind]: string } = {
  undefined: "nothing",
  null: "null",
  boolean: "true or false",
  number: "a number",
  string: "a text",
  list: "a list",
  object: "an object",
};

export function nounOfKind(kind: Kind): string {
  return NOUNS[kind];
}

/** The kind of a constant. */
export function kindOfConstant(value: Constant): Kind {
  if (value === null) return "null";
  return typeof value as "string" | "number" | "boolean";
}

/** For messages. */
export function nounOf(operand: Operand): string {
  switch (operand.kind) {
    case "constant":
      return `the constant ${JSON.stringify(operand.value)}`;
    case "constants":
      return "a list of constants";
    case "table":
      return "a table";
    case "value":
      return "a value of the call";
    case "state":
      return "a state variable";
    case "lookup":
      return "an entry of a table";
    case "record":
      return `the record of \`${operand.interpreter}(…)\``;
    case "records":
      return "all of the records";
    case "formula":
      return "a condition";
  }
}
