/** The same machine written in another order: tools, actions, clauses and terminals change places, references follow. */
import type { MachineDocument } from "../../src/kernel/index.ts";
import type { Dice } from "./dice.ts";

/** `order[i]` is the old place of what is now at `i`; `place(old)` is the new place (of what is not there, the old one). */
function shuffle(dice: Dice, count: number): { order: number[]; place: (old: number) => number } {
  const order = [...Array(count).keys()].map((old) => ({ old, key: dice.below(1 << 30) }));
  order.sort((a, b) => a.key - b.key || a.old - b.old);
  const olds = order.map(({ old }) => old);
  return { order: olds, place: (old) => (olds.includes(old) ? olds.indexOf(old) : old) };
}

export function permuteMachine(dice: Dice, document: MachineDocument): MachineDocument {
  const tools = shuffle(dice, document.tools.length);
  const actions = shuffle(dice, document.actions.length);
  const clauses = shuffle(dice, document.clauses.length);
  const terminals = shuffle(dice, document.terminals.length);
  const taken = <T>(list: readonly T[], order: readonly number[]): T[] => order.flatMap((old) => list.slice(old, old + 1));
  const end = (reference: number): number => (reference < 0 ? -1 - terminals.place(-1 - reference) : reference);
  // Tests of success end in answers, not in terminals, so their nodes keep their ends: they are appended as they were.
  const offset = document.nodes.length;
  const moved = (reference: number): number => (reference < 0 ? reference : reference + offset);
  const nodes = [
    ...document.nodes.map(([variable = 0, ...children]) => [variable, ...children.map(end)]),
    ...document.nodes.map(([variable = 0, ...children]) => [variable, ...children.map(moved)]),
  ];
  const permuted = {
    ...document,
    actions: taken(document.actions, actions.order),
    clauses: taken(document.clauses, clauses.order).map((clause) => ({
      ...clause,
      action: clause.action < 0 ? -1 : actions.place(clause.action),
    })),
    terminals: taken(document.terminals, terminals.order).map((terminal) => ({
      actions: terminal.actions.map(actions.place).sort((a, b) => a - b),
      clauses: terminal.clauses.map(clauses.place).sort((a, b) => a - b),
    })),
    tools: taken(document.tools, tools.order).map((tool) => ({
      ...tool,
      root: end(tool.root),
      succeeds: tool.succeeds.map((test) => ({ ...test, action: actions.place(test.action), root: moved(test.root) })),
    })),
  };
  return withoutTwins({ ...permuted, nodes });
}

/** Merges nodes that are equal, from the children up. */
function withoutTwins(document: MachineDocument): MachineDocument {
  const nodes: number[][] = [];
  const byContent = new Map<string, number>();
  const places: number[] = [];
  const place = (reference: number): number => (reference < 0 ? reference : (places[reference] ?? -1));
  for (const [variable = 0, ...children] of document.nodes) {
    const node = [variable, ...children.map(place)];
    const known = byContent.get(node.join());
    places.push(known ?? nodes.length);
    if (known !== undefined) continue;
    byContent.set(node.join(), nodes.length);
    nodes.push(node);
  }
  const tools = document.tools.map((tool) => ({
    ...tool,
    root: place(tool.root),
    succeeds: tool.succeeds.map((test) => ({ ...test, root: place(test.root) })),
  }));
  return { ...document, nodes, tools };
}
