/**
 * Who said what in one session, as one charter labels it, and whose word a value therefore is. It proves that somebody who may write
 * there wrote the value, not what they meant. Bounded: what no longer fits leaves no answer at all.
 */
import type { Value } from "../canonical-text.ts";
import { textsOfData, textsOfResult, type Writers, type WrittenText } from "../meaning/result-data.ts";
import type { LeftWords } from "./left-words.ts";
import { quotationsIn } from "./quotations.ts";
import { BREAK, PHRASE_MIN, placesOf, type Told, type ToldValue, tellValue } from "./told-text.ts";

const LEAVES_MAX = 10_000;

type Names = ReadonlySet<string>;

interface Passage extends Told {
  readonly source: string;
  /** The message or record that it belongs to. */
  readonly home: string;
  /** The field that it is, if it is one, and who wrote that where the agent had left it whole. */
  readonly field: string | undefined;
  readonly leftWhole: Names | undefined;
  /** Of its words that had been left, by where they start. */
  readonly left: ReadonlyMap<number, Names>;
}

export class Voices {
  readonly #left: LeftWords;
  readonly #passages: Passage[] = [];
  readonly #fields = new Map<string, Passage[]>();
  /** Writers of single long words. */
  readonly #words = new Map<string, Set<string>>();
  #size = 0;
  #messages = 0;
  readonly #sizeMax: number;
  #isFull = false;

  constructor(left: LeftWords, constants: Value, sizeMax: number) {
    this.#left = left;
    this.#sizeMax = sizeMax;
    this.#add(textsOfData(constants, { whole: "charter", fields: [], least: "charter" }));
  }

  /** The same voices, from here on apart. */
  fork(left: LeftWords): Voices {
    const other = new Voices(left, [], this.#sizeMax);
    other.#passages.push(...this.#passages);
    for (const [field, passages] of this.#fields) other.#fields.set(field, passages);
    for (const [word, writers] of this.#words) other.#words.set(word, writers);
    [other.#size, other.#messages, other.#isFull] = [this.#size, this.#messages, this.#isFull];
    return other;
  }

  /** Whether more was said than is kept: then nothing has an answer any more. */
  get isFull(): boolean {
    return this.#isFull;
  }

  hear(text: string): void {
    const told = { source: "user", record: "" };
    this.#add([{ ...told, value: text, isField: false }, ...quotationsIn(text).map((value) => ({ ...told, value, isField: true }))]);
  }

  receive(server: string, result: Value, writers: Writers): void {
    this.#add(textsOfResult(result, writers), server);
  }

  /** What a call leaves with a server keeps the writers it has. */
  leave(server: string, args: Value): void {
    if (this.#isFull) return;
    const leaves = leavesOf(args);
    const isKept = leaves?.every((leaf) => {
      if (typeof leaf === "boolean") return true;
      const told = tellValue(leaf);
      const writers = new Set(this.#writersOf(told).flatMap((names) => [...names]));
      return (
        this.#left.leave(server, told.field, writers) &&
        told.words.every(({ word }) => this.#left.leave(server, word, new Set([...writers, ...(this.#words.get(word) ?? [])])))
      );
    });
    if (isKept !== true) this.#isFull = true;
  }

  /** Whether one of `sources` wrote each part of a value; nothing was written by everybody. Undefined where nobody can tell. */
  isFrom(value: Value | undefined, sources: readonly string[]): boolean | undefined {
    if (this.#isFull) return undefined;
    const leaves = value === undefined ? [] : leavesOf(value);
    return leaves?.every((leaf) => this.#writersOf(tellValue(leaf)).some((names) => sources.some((source) => names.has(source))));
  }

  /** As `isFrom`, and all parts of all values stand in one record of one result, or in one message. */
  isFromOne(values: readonly (Value | undefined)[], sources: readonly string[]): boolean | undefined {
    if (this.#isFull) return undefined;
    const leaves = values.map((value) => (value === undefined ? [] : leavesOf(value)));
    if (leaves.includes(undefined)) return undefined;
    const homes = leaves.flatMap((list) => list ?? []).map((leaf) => this.#homesOf(tellValue(leaf), sources));
    const [first, ...others] = homes;
    return first === undefined || [...first].some((home) => others.every((set) => set.has(home)));
  }

  /** Where one of `sources` wrote a value. */
  #homesOf(value: ToldValue, sources: readonly string[]): Names {
    const said = this.#placesOf(value).filter(({ writers }) => sources.some((source) => writers.has(source)));
    return new Set(said.map(({ home }) => home));
  }

  #add(texts: readonly WrittenText[] | undefined, server?: string): void {
    for (const { value } of texts ?? []) this.#size += String(value).length + 1;
    if (texts === undefined || this.#size > this.#sizeMax) this.#isFull = true;
    if (texts === undefined || this.#isFull) return;
    this.#messages += 1;
    for (const passage of texts.map((text) => this.#passageOf(text, server))) {
      this.#passages.push(passage);
      if (passage.field !== undefined) this.#fields.set(passage.field, [...(this.#fields.get(passage.field) ?? []), passage]);
      for (const { word, start } of passage.words) {
        if (word.length < PHRASE_MIN) continue;
        const writers = passage.left.get(start) ?? [passage.source];
        this.#words.set(word, new Set([...(this.#words.get(word) ?? []), ...writers]));
      }
    }
  }

  #passageOf({ source, value, isField, record }: WrittenText, server: string | undefined): Passage {
    const { text, words, field } = tellValue(value);
    const left = new Map<number, Names>();
    for (const { word, start } of server === undefined ? [] : words) {
      const writers = this.#left.writersOf(server ?? "", word);
      if (writers !== undefined) left.set(start, writers);
    }
    const leftWhole = server !== undefined && isField ? this.#left.left(server, field) : undefined;
    return { source, home: `${this.#messages} ${record}`, text, words, field: isField ? field : undefined, leftWhole, left };
  }

  #writersOf(value: ToldValue): readonly Names[] {
    return this.#placesOf(value).map(({ writers }) => writers);
  }

  /** Every place where a value stands, with who wrote it there. */
  #placesOf({ field, phrase }: ToldValue): readonly { readonly writers: Names; readonly home: string }[] {
    const at = (passage: Passage, start: number, end: number) => ({ writers: writersAt(passage, start, end), home: passage.home });
    const whole = (this.#fields.get(field) ?? []).map((passage) => at(passage, 0, passage.text.length));
    if (phrase === undefined) return whole;
    const inProse = this.#passages.flatMap((passage) =>
      placesOf(phrase, passage.text + BREAK).map((start) => at(passage, start, start + phrase.length)),
    );
    return [...whole, ...inProse];
  }
}

/**
 * Who wrote what stands at a place: of a field that was left whole, who wrote it then; else the writer of the passage, less what
 * they can't have written. That is, the words that were left, if all of them were, or those that point to something.
 */
function writersAt({ source, text, words, leftWhole, left }: Passage, start: number, end: number): Names {
  if (leftWhole !== undefined && start === 0 && end === text.length) return leftWhole;
  const own = new Set([source]);
  if (left.size === 0) return own;
  const here = words.filter((word) => word.end > start && word.start < end);
  const were = here.filter((word) => left.has(word.start));
  const telling = were.length === here.length ? were : were.filter(({ word }) => /[\p{N}@]/u.test(word));
  const sets = telling.map((word) => left.get(word.start) ?? new Set<string>());
  const [first = new Set<string>(), ...others] = telling.length === here.length ? sets : [own, ...sets];
  return new Set([...first].filter((name) => others.every((set) => set.has(name))));
}

/** The scalars that say something, or undefined where they are too many. */
function leavesOf(value: Value): readonly (string | number | boolean)[] | undefined {
  const leaves: (string | number | boolean)[] = [];
  const open: Value[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === null || next === "") continue;
    if (typeof next !== "object") leaves.push(next);
    else open.push(...(Object.values(next) as Value[]).reverse());
    if (leaves.length > LEAVES_MAX) return undefined;
  }
  return leaves;
}
