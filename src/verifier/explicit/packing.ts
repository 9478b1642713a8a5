/**
 * How a state lies in 32-bit words, and the JavaScript that reads conditions and applies effects on them. The explicit
 * engine's inner loop is this text, compiled once for each model. It contains no search.
 */
import { unreachable } from "../../fault/index.ts";
import type { Condition } from "../model/condition.ts";
import type { Model, ModelEffect } from "../model/model.ts";

/** Where one variable lies: `(word >>> shift) & mask` is its value index. A variable of one value has mask 0. */
export interface Field {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

export interface Packing {
  readonly words: number;
  readonly fields: readonly Field[];
}

/** Lays the variables into as few words as first-fit finds, none across a border. */
export function packingOf(model: Model): Packing {
  const used: number[] = [0];
  const fields = model.variables.map((variable) => {
    const bits = 32 - Math.clz32(variable.values.length - 1);
    let word = used.findIndex((taken) => taken + bits <= 32);
    if (word < 0) word = used.push(0) - 1;
    const shift = used[word] ?? 0;
    used[word] = shift + bits;
    return { word, shift: shift % 32, mask: 2 ** bits - 1 };
  });
  return { words: used.length, fields };
}

/** The packed words of a state. */
export function pack(packing: Packing, state: readonly number[]): number[] {
  const words = new Array<number>(packing.words).fill(0);
  for (const [variable, field] of packing.fields.entries()) {
    words[field.word] = (words[field.word] ?? 0) | ((state[variable] ?? 0) << field.shift);
  }
  return words;
}

/** The state that words at an offset stand for. */
export function unpack(packing: Packing, words: Int32Array, offset: number): number[] {
  return packing.fields.map((field) => ((words[offset + field.word] ?? 0) >>> field.shift) & field.mask);
}

/** Writes JavaScript over variables `w0`, `w1`, … (a state's words). Conditions that occur often become functions. */
export class PackedCode {
  readonly #packing: Packing;
  readonly #parameters: string;
  readonly #functions = new Map<Condition, string>();
  readonly #sizes = new Map<Condition, number>();
  readonly #tables: number[][] = [];
  readonly #text: string[] = [];

  constructor(packing: Packing) {
    this.#packing = packing;
    this.#parameters = Array.from({ length: packing.words }, (_, word) => `w${word}`).join(", ");
  }

  /** `w0, w1, …` */
  get parameters(): string {
    return this.#parameters;
  }

  /** Declarations that the expressions written so far need. */
  get declarations(): string {
    const tables = this.#tables.map((table, i) => `const t${i} = new Int32Array(${JSON.stringify(table)});`);
    return [...tables, ...this.#text].join("\n");
  }

  /** A boolean expression. Larger parts are functions, written once, so a shared graph gives text of its own size. */
  condition(condition: Condition): string {
    switch (condition.kind) {
      case "constant":
        return String(condition.holds);
      case "is":
        return this.#membership(condition.variable, condition.values);
      case "not":
        return `!${this.condition(condition.of)}`;
      case "all":
      case "any":
        return this.#size(condition) <= 8 ? `(${this.#joined(condition)})` : this.#named(condition);
      default:
        return unreachable(condition);
    }
  }

  /** Number of comparisons in the text of a condition, were it a tree. */
  #size(condition: Condition): number {
    if (condition.kind === "constant" || condition.kind === "is") return 1;
    if (condition.kind === "not") return this.#size(condition.of);
    let size = this.#sizes.get(condition);
    if (size === undefined) {
      size = condition.of.reduce((sum, part) => sum + this.#size(part), 0);
      this.#sizes.set(condition, size);
    }
    return size;
  }

  #named(condition: Condition & { readonly kind: "all" | "any" }): string {
    let name = this.#functions.get(condition);
    if (name === undefined) {
      name = `c${this.#functions.size}`;
      this.#functions.set(condition, name);
      const body = this.#joined(condition);
      this.#text.push(`function ${name}(${this.#parameters}) { return ${body}; }`);
    }
    return `${name}(${this.#parameters})`;
  }

  /** In a conjunction, equalities on one word become one comparison under a mask. */
  #joined(condition: Condition & { readonly kind: "all" | "any" }): string {
    if (condition.kind === "any") return condition.of.map((part) => this.condition(part)).join(" || ");
    const masks = new Map<number, { mask: number; bits: number }>();
    const rest: string[] = [];
    for (const part of condition.of) {
      const field = part.kind === "is" && part.values.length === 1 ? this.#packing.fields[part.variable] : undefined;
      if (part.kind !== "is" || field === undefined) rest.push(this.condition(part));
      else {
        const merged = masks.get(field.word) ?? { mask: 0, bits: 0 };
        const mask = field.mask << field.shift;
        const bits = (part.values[0] ?? 0) << field.shift;
        if ((merged.mask & mask) !== 0 && (merged.bits & mask) !== bits) return "false";
        masks.set(field.word, { mask: merged.mask | mask, bits: merged.bits | bits });
      }
    }
    return [...[...masks].map(([word, { mask, bits }]) => `(w${word} & ${mask}) === ${bits}`), ...rest].join(" && ");
  }

  #membership(variable: number, values: readonly number[]): string {
    const field = this.#packing.fields[variable];
    if (field === undefined || values.length === 0) return "false";
    const [only] = values;
    if (values.length === 1) return `((w${field.word} & ${field.mask << field.shift}) === ${(only ?? 0) << field.shift})`;
    if (field.mask < 32) return `((${values.reduce((bits, value) => bits | (1 << value), 0)} >>> ${this.#read(field)} & 1) === 1)`;
    const table = this.#table(Array.from({ length: field.mask + 1 }, (_, value) => (values.includes(value) ? 1 : 0)));
    return `(${table}[${this.#read(field)}] === 1)`;
  }

  /** Statements that declare `n0`, `n1`, …: the words after the effects. */
  effects(effects: readonly ModelEffect[]): string {
    const terms = Array.from({ length: this.#packing.words }, () => ({ cleared: 0, bits: 0, lookups: "" }));
    for (const effect of effects) {
      const field = this.#packing.fields[effect.variable];
      const term = field === undefined ? undefined : terms[field.word];
      if (field === undefined || term === undefined) continue;
      term.cleared |= field.mask << field.shift;
      const [first = 0] = effect.table;
      if (effect.table.every((value) => value === first)) term.bits |= first << field.shift;
      else term.lookups += ` | ${this.#table(effect.table.map((value) => value << field.shift))}[${this.#read(field)}]`;
    }
    const texts = terms.map(({ cleared, bits, lookups }, word) => {
      const kept = cleared === 0 ? `w${word}` : `w${word} & ${~cleared}${bits === 0 ? "" : ` | ${bits}`}${lookups}`;
      return `const n${word} = ${kept};`;
    });
    return texts.join(" ");
  }

  #read(field: Field): string {
    return `(w${field.word} >>> ${field.shift} & ${field.mask})`;
  }

  #table(table: readonly number[]): string {
    const text = JSON.stringify(table);
    let number = this.#tables.findIndex((known) => JSON.stringify(known) === text);
    if (number < 0) number = this.#tables.push([...table]) - 1;
    return `t${number}`;
  }
}
