/** A picture found with diagrams is the one found by listing. */
import { expect, test } from "vitest";
import { generatedMachine } from "../../../test/models/generated-machine.ts";
import { machineToModel } from "../machine/machine-model.ts";
import { parseModel } from "../model/parse-model.ts";
import type { StatePicture } from "./picture.ts";
import { statePictureOf } from "./state-picture.ts";

/** Boxes by their values, for both ways may number them differently. */
function named({ nodes, edges, ...rest }: StatePicture): object {
  const nameOf = (node: number): string => JSON.stringify(nodes[node]?.values);
  const boxes = nodes.map((node, number) => [nameOf(number), node.states, node.standing, [...node.stays].sort()] as const);
  const steps = edges.map(({ from, to, kind, labels }) => [nameOf(from), nameOf(to), kind, labels.join()].join(" "));
  return { ...rest, start: nameOf(0), boxes: new Map(boxes.map(([name, ...box]) => [name, box])), steps: steps.sort() };
}

test("both pictures are one, on 20 generated machines with a bound", () => {
  let bad = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const never = [{ name: "spent", when: { all: [{ is: ["spent", 2] }, { is: ["phase", "b"] }] } }] as const;
    const machine = machineToModel(generatedMachine(seed), { never });
    const model = parseModel(machine.document);
    if (!model.ok) throw new Error(model.fault.message);
    const drawn = (statesMax: number): StatePicture | undefined =>
      statePictureOf(machine, model.value, { nodesMax: 6, statesMax, symbolicNodesMax: 100_000 });
    const [listed, laid] = [drawn(100_000), drawn(0)];
    if (listed === undefined || laid === undefined) throw new Error("small");
    expect(named(laid), `seed ${seed}`).toEqual(named(listed));
    bad += listed.nodes.filter(({ standing }) => standing === "bad").length;
  }
  expect(bad).toBeGreaterThan(3);
});
