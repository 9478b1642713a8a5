/**
 * Texts, as several classifiers divide them: their automata and lists of words are run side by side, and every combination
 * of classes that some text has gets a shortest text of that kind.
 */
import type { Automaton, Classifier } from "../../kernel/index.ts";
import { JOINT_STATES_MAX } from "../limits.ts";

interface Runner {
  /** Code points at which steps may change. */
  readonly starts: readonly number[];
  readonly step: (state: number, point: number) => number;
  readonly classOf: (state: number) => number;
}

/** The combinations, shortest texts first; undefined where there are too many joint states. */
export function jointStrings(
  classifiers: readonly Classifier["strings"][],
): readonly { readonly classes: readonly number[]; readonly example: string }[] | undefined {
  const runners = classifiers.map((strings) => ("starts" in strings ? automatonRunner(strings) : wordsRunner(strings)));
  const letters = lettersOf([...new Set([0, ...runners.flatMap(({ starts }) => starts)])].sort((a, b) => a - b));
  const start = runners.map(() => 0);
  const queue = [{ states: start, text: "" }];
  const reached = new Set([start.join()]);
  const found = new Map<string, { classes: readonly number[]; example: string }>();
  for (const { states, text } of queue) {
    if (queue.length > JOINT_STATES_MAX) return undefined;
    const classes = runners.map(({ classOf }, i) => classOf(states[i] ?? 0));
    const known = found.get(classes.join());
    // The empty text is an example only where there is no other.
    if (known === undefined || known.example === "") found.set(classes.join(), { classes, example: text });
    for (const letter of letters) {
      const next = runners.map(({ step }, i) => step(states[i] ?? 0, letter.codePointAt(0) ?? 0));
      const isBack = text === "" && next.join() === start.join();
      if (reached.has(next.join()) && !isBack) continue;
      reached.add(next.join());
      queue.push({ states: next, text: text + letter });
    }
  }
  return [...found.values()];
}

function automatonRunner({ starts, next, classes }: Automaton): Runner {
  return {
    starts,
    step: (state, point) => next[state * starts.length + starts.findLastIndex((begin) => begin <= point)] ?? 0,
    classOf: (state) => classes[state] ?? 0,
  };
}

/** Reads along a tree of the words; -1 is a text that is the beginning of none. */
function wordsRunner({ words, rest }: Extract<Classifier["strings"], { readonly rest: number }>): Runner {
  const children: Map<number, number>[] = [new Map()];
  const ends = new Map<number, number>();
  for (const [word, found] of Object.entries(words)) {
    let at = 0;
    for (const letter of word) {
      const point = letter.codePointAt(0) ?? 0;
      const next = children[at]?.get(point) ?? children.push(new Map()) - 1;
      children[at]?.set(point, next);
      at = next;
    }
    ends.set(at, found);
  }
  const points = new Set(children.flatMap((one) => [...one.keys()]));
  return {
    starts: [...points].flatMap((point) => [point, point + 1]),
    step: (state, point) => children[state]?.get(point) ?? -1,
    classOf: (state) => ends.get(state) ?? rest,
  };
}

/** Characters in the order in which an example should use them. */
const READABLE = ["a", "b", "0", "A", "-", "_", ".", "/", " "];

/** One character for each stretch of code points, readable ones first; none where there are only halves of surrogate pairs. */
function lettersOf(starts: readonly number[]): string[] {
  const letters = starts.flatMap((from, i) => {
    const to = (starts[i + 1] ?? 0x110000) - 1;
    const readable = READABLE.find((letter) => from <= (letter.codePointAt(0) ?? 0) && (letter.codePointAt(0) ?? 0) <= to);
    const first = from < 0x20 && to >= 0x20 ? 0x20 : from >= 0xd800 && from <= 0xdfff ? 0xe000 : from;
    if (readable !== undefined) return [readable];
    return first <= to ? [String.fromCodePoint(first)] : [];
  });
  const rank = (letter: string): number => (READABLE.includes(letter) ? READABLE.indexOf(letter) : READABLE.length);
  return letters.sort((a, b) => rank(a) - rank(b));
}
