import { describe, expect, test } from "vitest";
import type { ApiStateGraph, ApiValue } from "../../console-server/api.ts";
import { around, litNode } from "./lit-node.ts";

const node = (id: number, values: { [variable: string]: number | boolean }): ApiStateGraph["nodes"][number] => ({
  ...{ id, states: 1, standing: "safe" },
  values: Object.entries(values).map(([variable, value]) => ({ variable, value })),
});
const graph: ApiStateGraph = {
  nodes: [node(0, {}), node(1, { paid: 1 }), node(2, { paid: 1, contained: true })],
  edges: [],
  states: 3,
  shown: ["paid", "contained"],
  hidden: ["seen"],
};
const variables = ["paid", "contained", "seen"].map((name) => ({
  name,
  scope: "session",
  values: name === "paid" ? [0, 1] : [false, true],
}));
const value = (variable: string, ...values: (number | boolean)[]): ApiValue => ({ variable, scope: "session", values });

describe("litNode", () => {
  test("finds the node of a state, whatever hidden variables are", () => {
    expect(litNode({ graph, variables }, [])).toBe(0);
    expect(litNode({ graph, variables }, [value("paid", 1), value("seen", true)])).toBe(1);
    expect(litNode({ graph, variables }, [value("contained", true), value("paid", 1)])).toBe(2);
    expect(litNode({ graph, variables }, [value("contained", false), value("paid", 1)])).toBe(1);
  });

  test("lights nothing where nobody knows, or nothing fits", () => {
    expect(litNode({ graph, variables }, [value("paid", 0, 1)])).toBeUndefined();
    expect(litNode({ graph, variables }, [value("paid", 7)])).toBeUndefined();
    expect(litNode({ variables }, [])).toBeUndefined();
  });
});

test("around keeps a node, what leads to it and what may come next", () => {
  const edge = (from: number, to: number): ApiStateGraph["edges"][number] => ({ from, to, kind: "allow", labels: [] });
  const chain = { ...graph, edges: [edge(0, 1), edge(1, 2), edge(0, 2)] };
  expect(around(chain, 0).nodes.map(({ id }) => id)).toEqual([0, 1, 2]);
  expect(around({ ...chain, edges: [edge(0, 1), edge(1, 2)] }, 2)).toMatchObject({
    nodes: [{ id: 1 }, { id: 2 }],
    edges: [{ from: 1, to: 2 }],
  });
});
