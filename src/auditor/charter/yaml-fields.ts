/** Takes the parts out of a YAML tree. What is not of the expected kind is a doubt, and a plain value stands in for it. */
import { NOTHING, type Scalar, type YamlTree } from "./charter-yaml.ts";
import type { Doubts } from "./doubts.ts";

/** A text and its offset in the charter. */
export interface WrittenText {
  readonly text: string;
  readonly at: number;
}

export class Fields {
  readonly #values: ReadonlyMap<string, YamlTree>;
  readonly #doubts: Doubts;

  /** Reads a map whose keys are all among `known`. */
  constructor(tree: YamlTree, known: readonly string[], doubts: Doubts) {
    const entries = entriesOf(tree, doubts);
    for (const { key, at } of entries) if (!known.includes(key)) doubts.note(`\`${key}\` is not known here`, `offset ${at}`);
    this.#values = new Map(entries.map(({ key, value }) => [key, value]));
    this.#doubts = doubts;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  get(key: string): YamlTree {
    return this.#values.get(key) ?? NOTHING;
  }

  text(key: string, otherwise: string): string {
    const value = this.scalar(key, otherwise);
    if (typeof value !== "string") this.#doubts.note(`\`${key}\` is not a text`);
    return String(value);
  }

  number(key: string, otherwise: number): number {
    const value = this.scalar(key, otherwise);
    if (typeof value !== "number") this.#doubts.note(`\`${key}\` is not a number`);
    return Number(value);
  }

  /** False where it is not written. */
  flag(key: string): boolean {
    const value = this.scalar(key, false);
    if (typeof value !== "boolean") this.#doubts.note(`\`${key}\` is not true or false`);
    return value === true;
  }

  scalar(key: string, otherwise: Scalar): Scalar {
    return this.has(key) ? scalarOf(this.get(key), this.#doubts) : otherwise;
  }

  list(key: string): readonly YamlTree[] {
    return this.has(key) ? itemsOf(this.get(key), this.#doubts) : [];
  }

  map(key: string): readonly { readonly key: string; readonly value: YamlTree; readonly at: number }[] {
    return this.has(key) ? entriesOf(this.get(key), this.#doubts) : [];
  }
}

export function scalarOf(tree: YamlTree, doubts: Doubts): Scalar {
  if (tree.is === "scalar" && tree.value !== null) return tree.value;
  doubts.note("a plain value is missing", `offset ${tree.at}`);
  return "";
}

export function itemsOf(tree: YamlTree, doubts: Doubts): readonly YamlTree[] {
  if (tree.is === "list") return tree.items;
  doubts.note("a list is missing", `offset ${tree.at}`);
  return [];
}

export function entriesOf(
  tree: YamlTree,
  doubts: Doubts,
): readonly { readonly key: string; readonly value: YamlTree; readonly at: number }[] {
  if (tree.is === "map") return tree.entries;
  doubts.note("a map is missing", `offset ${tree.at}`);
  return [];
}

/** The words of a condition: a text, `true` or `false`. */
export function conditionOf(tree: YamlTree, doubts: Doubts): WrittenText {
  const value = scalarOf(tree, doubts);
  if (typeof value === "number" || value === "") doubts.note("a condition is missing", `offset ${tree.at}`);
  return { text: String(value), at: tree.at };
}

/** One text, or a list of them. */
export function textsOf(tree: YamlTree, doubts: Doubts): readonly string[] {
  const items = tree.is === "list" ? tree.items : [tree];
  return items.map((item) => String(scalarOf(item, doubts)));
}
