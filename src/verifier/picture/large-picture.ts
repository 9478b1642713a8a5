/**
 * The picture of a state space that is too large to list: the same boxes and edges, found with decision diagrams. Each box is the
 * set of reached states that agree on the shown variables; an edge is there if the image of one box meets another.
 */
import { EMPTY_SET, FULL_SET, type StateSet } from "../../diagram/index.ts";
import type { MachineModel } from "../machine/machine-model.ts";
import { initialStateOf, type Model, unpermittedCondition } from "../model/model.ts";
import { conditionToSet, type SymbolicModel, symbolicModelOf } from "../symbolic/symbolic-model.ts";
import { symbolicReach, symbolicWinningSet } from "../symbolic/symbolic-winning-set.ts";
import { PictureEdges, type PictureNode, type PictureOptions, type StatePicture, shownValues, shownVariables, staysOf } from "./picture.ts";

/** The picture; undefined where the diagrams need more nodes than `symbolicNodesMax`. */
export function largePictureOf({ document, meanings }: MachineModel, model: Model, options: PictureOptions): StatePicture | undefined {
  const machine = symbolicModelOf(model, options.symbolicNodesMax ?? 0);
  const { forest } = machine;
  const reached = symbolicReach(machine, FULL_SET);
  forest.keep(reached);
  const winning = symbolicWinningSet(machine);
  if (forest.exhausted) return undefined;
  const initial = initialStateOf(model);
  const moves = (variable: number): boolean => forest.difference(reached, forest.is(variable, [initial[variable] ?? 0])) !== EMPTY_SET;
  const shown = shownVariables(document, model, options, {
    moves,
    boxes: (variables, most) => boxesOf(machine, reached, variables, most).length,
  });
  const boxes = boxesOf(machine, reached, shown, Number.POSITIVE_INFINITY);
  const kept = symbolicReach(machine, winning);
  const edges = edgesOf(machine, boxes, { winning, kept }, new PictureEdges(model, meanings));
  if (forest.exhausted) return undefined;
  const names = (variables: readonly number[]): string[] => variables.map((variable) => model.variables[variable]?.name ?? "?");
  return {
    nodes: boxes.map((box, node) => ({ ...nodeOf(machine, box, shown, winning), stays: staysOf(node, edges) })),
    edges: edges.filter(({ from, to }) => from !== to),
    states: forest.count(reached),
    shown: names(shown),
    hidden: names([...model.variables.keys()].filter((variable) => !shown.includes(variable) && moves(variable))),
  };
}

/** The reached states divided by the values of some variables, the start's first; stops once there are more than `most`. */
function boxesOf({ model, forest, initial }: SymbolicModel, reached: StateSet, variables: readonly number[], most: number): StateSet[] {
  let boxes = [reached];
  for (const variable of variables) {
    const values = [...(model.variables[variable]?.values.keys() ?? [])];
    boxes = boxes
      .flatMap((box) => values.map((value) => forest.intersection(box, forest.is(variable, [value]))))
      .filter((box) => box !== EMPTY_SET);
    if (boxes.length > most) break;
  }
  const isStart = (box: StateSet): boolean => forest.intersection(box, initial) !== EMPTY_SET;
  return [...boxes.filter(isStart), ...boxes.filter((box) => !isStart(box))];
}

function edgesOf(
  { model, forest, steps }: SymbolicModel,
  boxes: readonly StateSet[],
  { winning, kept }: { readonly winning: StateSet; readonly kept: StateSet },
  edges: PictureEdges,
): ReturnType<PictureEdges["all"]> {
  const losing = forest.difference(FULL_SET, winning);
  for (const [event, { relation }] of steps.entries()) {
    const refused = forest.intersection(kept, forest.predecessors(relation, losing));
    const unpermitted = model.events[event]?.agency === "controllable" ? unpermittedSet({ model, forest }, event) : EMPTY_SET;
    for (const [from, box] of boxes.entries()) {
      const never = forest.intersection(box, refused);
      for (const [sources, isRefused] of [
        [never, true],
        [forest.difference(box, never), false],
      ] as const) {
        const targets = forest.successors(relation, sources);
        for (const [to, other] of boxes.entries())
          if (forest.intersection(targets, other) !== EMPTY_SET) edges.add(from, to, event, isRefused);
      }
      if (forest.intersection(box, unpermitted) !== EMPTY_SET) edges.add(from, from, event, true);
    }
  }
  return edges.all();
}

function unpermittedSet({ model, forest }: Pick<SymbolicModel, "model" | "forest">, event: number): StateSet {
  const found = model.events[event];
  return found === undefined ? EMPTY_SET : conditionToSet(forest, unpermittedCondition(found));
}

function nodeOf(
  { model, forest, bad }: SymbolicModel,
  box: StateSet,
  shown: readonly number[],
  winning: StateSet,
): Omit<PictureNode, "stays"> {
  const isBad = forest.intersection(box, bad) !== EMPTY_SET;
  const isLost = forest.difference(box, winning) !== EMPTY_SET;
  return {
    values: shownValues(model, shown, forest.pick(box)),
    states: forest.count(box),
    standing: isBad ? "bad" : isLost ? "lost" : "safe",
  };
}
