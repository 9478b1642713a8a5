/** From checked tables of numbers to the typed arrays that a walk reads. Nothing is decided here, and nothing can fail. */
import { type CompiledAutomaton, type CompiledClassifier, type CompiledTerm, type Diagram, symbolOf } from "./classify.ts";
import type { Automaton, Classifier, Term } from "./machine-document.ts";
import { compileReading } from "./read.ts";

/** Nodes laid out as words, and where each one begins. */
export interface Layout {
  readonly words: Int32Array;
  /** From a reference in the document (node index, or `-1 - terminal`) to one in the words. */
  readonly place: (reference: number) => number;
}

export function layOut(nodes: readonly (readonly number[])[]): Layout {
  const offsets: number[] = [];
  let size = 0;
  for (const node of nodes) {
    offsets.push(size);
    size += node.length + 1;
  }
  const place = (reference: number): number => offsets[reference] ?? reference;
  const words = Int32Array.from(nodes.flatMap((node) => [...node.slice(0, 1), node.length - 1, ...node.slice(1).map(place)]));
  return { words, place };
}

/** A diagram whose variables from `base` on are `terms`. */
export function compileDiagram(layout: Layout, root: number, base: number, terms: readonly Term[]): Diagram {
  return { words: layout.words, root: layout.place(root), base, terms: terms.map(compileTerm) };
}

function compileTerm({ name, reads, classes }: Term): CompiledTerm {
  return { reading: compileReading(name, reads), classes: compileClassifier(classes) };
}

function compileClassifier({ numbers, strings, lists, ...scalars }: Classifier): CompiledClassifier {
  const automaton = "starts" in strings ? compileAutomaton(strings) : undefined;
  const { words, rest } = "starts" in strings ? { words: {}, rest: 0 } : strings;
  return {
    ...scalars,
    cuts: Float64Array.from(numbers.cuts),
    intervals: Int32Array.from(numbers.classes),
    words: new Map(Object.entries(words)),
    rest,
    automaton,
    tests: lists.tests.map((test) => ({
      universal: test.quantifier === "all",
      diagram: compileDiagram(layOut(test.nodes), test.root, 0, test.terms),
    })),
    lists: Int32Array.from(lists.classes),
  };
}

function compileAutomaton(automaton: Automaton): CompiledAutomaton {
  const starts = Int32Array.from(automaton.starts);
  const next = Int32Array.from(automaton.next);
  return {
    ascii: Int32Array.from({ length: 128 }, (_, point) => symbolOf(starts, point)),
    starts,
    next,
    classes: Int32Array.from(automaton.classes),
    settled: Int32Array.from(automaton.classes, (_, state) =>
      Number(next.subarray(state * starts.length, (state + 1) * starts.length).every((to) => to === state)),
    ),
  };
}
