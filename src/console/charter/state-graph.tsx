/**
 * The charter's states as a picture that one can move through: the current state lit, what is refused dashed, what a bound forbids
 * red. Loaded only where it is shown: with its layout it is the largest thing of the page.
 */
import { graphlib, layout } from "@dagrejs/dagre";
import { type Edge, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import { type ReactNode, useMemo } from "react";
import type { ApiStateGraph } from "../../console-server/api.ts";
import "@xyflow/react/dist/base.css";
import "./state-graph.css";

interface StateGraphProps {
  readonly graph: ApiStateGraph;
  /** Id of the current node. */
  readonly lit?: number | undefined;
}

type StateNode = Node<
  { readonly words: readonly string[]; readonly states: number; readonly standing: string; readonly isLit: boolean },
  "state"
>;

const NODE_WIDTH = 168;
/** Room for a label between two nodes, and how much fits into it. */
const GAP = 140;
const LABEL_LENGTH_MAX = 18;
const HEIGHT_MIN = 140;
const HEIGHT_MAX = 420;

export function StateGraph({ graph, lit }: StateGraphProps): ReactNode {
  const { places, height } = useMemo(() => placesOf(graph), [graph]);
  const edges = useMemo(() => edgesOf(graph, places), [graph, places]);
  const nodes = graph.nodes.map((node): StateNode => {
    const words = node.values.map(({ variable, value }) => (value === true ? variable : `${variable} ${value}`));
    return {
      id: `${node.id}`,
      type: "state",
      position: places.get(node.id) ?? { x: 0, y: 0 },
      data: { words: words.length === 0 ? ["start"] : words, states: node.states, standing: node.standing, isLit: node.id === lit },
    };
  });
  return (
    <div style={{ height: Math.min(HEIGHT_MAX, Math.max(HEIGHT_MIN, height + 80)) }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.1 }}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        proOptions={{ hideAttribution: true }}
        aria-label={`States: ${graph.states} in ${graph.nodes.length} groups`}
      />
    </div>
  );
}

function StateBox({ data }: NodeProps<StateNode>): ReactNode {
  return (
    <div className="state" data-standing={data.standing} data-lit={data.isLit} aria-current={data.isLit ? "true" : undefined}>
      <Handle type="target" id="onward" position={Position.Left} isConnectable={false} />
      <Handle type="target" id="back" position={Position.Top} isConnectable={false} />
      {data.words.map((word) => (
        <div key={word}>{word}</div>
      ))}
      {data.states > 1 ? <div className="quiet">{data.states} states</div> : null}
      <Handle type="source" id="onward" position={Position.Right} isConnectable={false} />
      <Handle type="source" id="back" position={Position.Top} isConnectable={false} />
    </div>
  );
}

const NODE_TYPES = { state: StateBox };

interface Drawing {
  readonly places: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
  readonly height: number;
}

function placesOf(graph: ApiStateGraph): Drawing {
  const drawing = new graphlib.Graph();
  drawing.setGraph({ rankdir: "LR", nodesep: 28, ranksep: GAP });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const { id, values } of graph.nodes) drawing.setNode(`${id}`, { width: NODE_WIDTH, height: 34 + 18 * Math.max(1, values.length) });
  for (const { from, to } of graph.edges) if (from !== to) drawing.setEdge(`${from}`, `${to}`);
  layout(drawing);
  const places = graph.nodes.map(({ id }) => {
    const { x = 0, y = 0, width = 0, height = 0 } = drawing.node(`${id}`);
    return [id, { x: x - width / 2, y: y - height / 2 }] as const;
  });
  return { places: new Map(places), height: drawing.graph().height ?? 0 };
}

/** Steps back to the left leave and arrive above the boxes, and one label stands for all steps between two boxes: labels never overlap. */
function edgesOf({ edges }: ApiStateGraph, places: Drawing["places"]): Edge[] {
  const steps = edges.filter(({ from, to }) => from !== to);
  const between = Map.groupBy(steps, ({ from, to }) => `${from} ${to}`);
  return [...between.values()].flatMap((together) =>
    together.map(({ from, to, kind }, index) => {
      const way = (places.get(to)?.x ?? 0) > (places.get(from)?.x ?? 0) ? "onward" : "back";
      return {
        id: `${from} ${to} ${kind}`,
        source: `${from}`,
        target: `${to}`,
        sourceHandle: way,
        targetHandle: way,
        className: `step-${kind}`,
        markerEnd: { type: MarkerType.ArrowClosed },
        ...(index === 0 ? { label: labelOf(together.flatMap(({ labels }) => labels)) } : {}),
      };
    }),
  );
}

/** The first of a step's names, and how many more there are; all of them are in the decision tables. */
function labelOf(labels: readonly string[]): string {
  const [first = "", ...more] = labels;
  const words = first.length > LABEL_LENGTH_MAX ? `${first.slice(0, LABEL_LENGTH_MAX - 1)}…` : first;
  return more.length === 0 ? words : `${words} +${more.length}`;
}
