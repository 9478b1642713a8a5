/**
 * What a rule of the house is: a sentence, a way to find every offence in a tree, and what to do about one. Rules are
 * functions of the tree alone, so each is tried on invented offences too (architecture-planted.test.ts).
 */
import type { SourceFile, SourceTree } from "../../scripts/source-tree.ts";

export interface Rule {
  /** The rule, as a sentence that is true of a clean tree. */
  readonly name: string;
  /** What to do about an offence. */
  readonly remedy: string;
  /** One line for each offence: where, then what. Empty for a clean tree. */
  readonly offences: (tree: SourceTree) => readonly string[];
}

/** The TypeScript files of the product: below `src`, without tests. */
export function productSources(tree: SourceTree): readonly SourceFile[] {
  return tree.sources.filter((source) => source.layer !== undefined && !source.isTest);
}

/** The names of the layers, sorted: the folders of `src`. */
export function layersOf(tree: SourceTree): readonly string[] {
  return [...new Set([...tree.texts.keys()].flatMap((path) => /^src\/([^/]+)\//.exec(path)?.[1] ?? []))].sort();
}

/** The layer that runs in a browser. It is entered through its `index.html` and `main.tsx`, and nothing imports it. */
export const PAGE_LAYER = "console";

/** Layers that people start: they have no door, since nothing imports them. */
export const PROGRAM_LAYERS: readonly string[] = ["cli", PAGE_LAYER];

/** A part's own process (`src/<layer>/process.ts`), the command line or the page's `main.tsx`: where the world is handed in. */
export function isProcessEntry(source: SourceFile): boolean {
  return source.layer === "cli" || source.path === `src/${source.layer}/process.ts` || source.path === `src/${PAGE_LAYER}/main.tsx`;
}

/** The lines of a text that are neither blank nor comment, as line numbers from 1. */
export function codeLines(text: string): readonly number[] {
  return text.split("\n").flatMap((line, index) => (/^\s*($|\/\/|\/\*|\*)/.test(line) ? [] : [index + 1]));
}
