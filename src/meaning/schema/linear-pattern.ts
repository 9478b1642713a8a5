/**
 * Matches a regular expression of a foreign schema in time linear in the text: it runs deterministic automata, never a
 * backtracking engine, so no text that an agent writes can make it slow. What has no small automata is refused at pinning.
 */
import { CharSet, type Concatenation, DFA, JS, NFA, type NoParent } from "refa";
import { PATTERN_STATES_MAX } from "../limits.ts";

type Sequence = NoParent<Concatenation>;
type Element = Sequence["elements"][number];

/** A text matches an alternative when each of its automata accepts it, or does not where it is negated. */
type Alternative = readonly { readonly automaton: DFA; readonly negated: boolean }[];

export interface LinearPattern {
  readonly test: (text: string) => boolean;
  /** The source. The validator of schemas tells patterns apart by it. */
  readonly toString: () => string;
}

/**
 * Compiles a pattern as JSON Schema means it: ECMAScript with the `u` flag, unanchored. Assertions are understood where
 * an alternative starts or ends: `^`, `$`, and lookaheads right after `^`. Undefined for every other assertion, for
 * backreferences, and for automata above `PATTERN_STATES_MAX`.
 */
export function compileLinearPattern(source: string): LinearPattern | undefined {
  try {
    const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags: "u" }).parse({ backreferences: "throw" });
    const alternatives = expression.alternatives.map((sequence) => compileAlternative(sequence, maxCharacter));
    return { test: (text) => alternatives.some((alternative) => matches(alternative, text)), toString: () => source };
  } catch {
    return undefined; // A syntax error, an assertion in the middle, or too many states.
  }
}

function compileAlternative(sequence: Sequence, maximum: number): Alternative {
  const any = anything(maximum);
  const elements = [...sequence.elements];
  const anchored = isEdge(elements[0], "behind");
  if (anchored) elements.shift();
  const conditions: { automaton: DFA; negated: boolean }[] = [];
  while (anchored && elements[0]?.type === "Assertion" && elements[0].kind === "ahead" && !isEdge(elements[0], "ahead")) {
    const { alternatives, negate } = elements[0];
    const ahead: Sequence[] = alternatives.map((inner) => withEnd(inner.elements, any));
    conditions.push({ automaton: toAutomaton(ahead, maximum), negated: negate });
    elements.shift();
  }
  const start: Element[] = anchored ? [] : [any];
  conditions.push({ automaton: toAutomaton([withEnd([...start, ...elements], any)], maximum), negated: false });
  return conditions;
}

/** Whether the element is `^` (nothing behind) or `$` (nothing ahead), as the parser spells them. */
function isEdge(element: Element | undefined, kind: "ahead" | "behind"): boolean {
  if (element?.type !== "Assertion" || element.kind !== kind || !element.negate) return false;
  const [only, ...others] = element.alternatives;
  const [character, ...more] = only?.elements ?? [];
  return others.length === 0 && more.length === 0 && character?.type === "CharacterClass" && character.characters.isAll;
}

/** Lets anything follow, unless the sequence ends in `$`. */
function withEnd(elements: readonly Element[], any: Element): Sequence {
  const closed = isEdge(elements.at(-1), "ahead");
  return { type: "Concatenation", elements: closed ? elements.slice(0, -1) : [...elements, any] };
}

function anything(maximum: number): Element {
  const characters: Element = { type: "CharacterClass", characters: CharSet.all(maximum) };
  const once: Sequence = { type: "Concatenation", elements: [characters] };
  return { type: "Quantifier", min: 0, max: Number.POSITIVE_INFINITY, lazy: false, alternatives: [once] };
}

/** Throws for an assertion that is left, and above the limit of states. */
function toAutomaton(alternatives: readonly Sequence[], maxCharacter: number): DFA {
  const nfa = NFA.fromRegex(alternatives, { maxCharacter }, {}, new NFA.LimitedNodeFactory(PATTERN_STATES_MAX));
  const automaton = DFA.fromFA(nfa, new DFA.LimitedNodeFactory(PATTERN_STATES_MAX));
  automaton.minimize();
  return automaton;
}

function matches(alternative: Alternative, text: string): boolean {
  return alternative.every(({ automaton, negated }) => accepts(automaton, text) !== negated);
}

function accepts(automaton: DFA, text: string): boolean {
  let node: DFA.ReadonlyNode | undefined = automaton.initial;
  for (const character of text) {
    node = node.out.get(character.codePointAt(0) ?? 0);
    if (node === undefined) return false;
  }
  return automaton.finals.has(node as DFA.Node);
}
