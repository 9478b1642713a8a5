/** The automaton of a pattern as people read it: its states, what moves it, what it refuses. */
import type { PatternAutomaton, PatternMove } from "../../charter/index.ts";
import { type Output, paint, verdictWord, visible } from "../terminal/output.ts";

export function showAutomaton(out: Output, { name, scope, states, moves, refusals }: PatternAutomaton): void {
  out.line(paint("bold", visible(name)) + paint("dim", `  an automaton of each ${scope}, from ${visible(String(states[0]))}`));
  const width = Math.max(...moves.map(({ event }) => event.length));
  for (const { event, steps } of moves) out.line(`  ${visible(event).padEnd(width)}  ${paint("dim", visible(stepsInWords(steps)))}`);
  for (const { action, verdict, text } of refusals) out.line(`  ${verdictWord(verdict)} ${visible(action)} where ${visible(text)}`);
  out.line();
}

/** `0 → 1 → … → 9` for a count; else arrows, those with one end together. */
function stepsInWords(steps: PatternMove["steps"]): string {
  const isChain = steps.length > 2 && steps.every(({ from }, number) => number === 0 || from === steps[number - 1]?.to);
  if (isChain) return `${String(steps[0]?.from)} → ${String(steps[0]?.to)} → … → ${String(steps.at(-1)?.to)}`;
  const ends = [...new Set(steps.map(({ to }) => to))];
  const sources = (end: PatternMove["steps"][number]["to"]): string[] =>
    steps.filter(({ to }) => to === end).map(({ from }) => String(from));
  const shortened = (names: readonly string[]): string =>
    names.length > 4 ? `${names[0]}, ${names[1]}, … ${names.at(-1)}` : names.join(", ");
  return ends.map((end) => `${shortened(sources(end))} → ${String(end)}`).join("; ");
}
