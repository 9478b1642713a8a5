/**
 * A state picture as an SVG: laid out by dagre from left to right, coloured by verdict, with a legend. Plain SVG 1.1 without
 * scripts, links or fonts of its own, so that it can be shown anywhere; foreign text is always escaped.
 */
import dagre, { type EdgeLabel, type GraphLabel, type NodeLabel } from "@dagrejs/dagre";
import type { PictureEdge, PictureNode, StatePicture, StepKind } from "../../verifier/index.ts";
import { count, size, visible } from "../terminal/output.ts";

const COLOURS: { readonly [kind in StepKind]: string } = {
  allow: "#1a7f37",
  escalate: "#9a6700",
  quarantine: "#8250df",
  outcome: "#57606a",
  world: "#8c959f",
  refused: "#cf222e",
};

const MEANINGS: { readonly [kind in StepKind]: string } = {
  allow: "a call that is allowed",
  escalate: "a call that a person approved",
  quarantine: "a call that is held",
  outcome: "what came of a call",
  world: "the world: clocks, people, other sessions",
  refused: "refused: a bound could no longer be kept",
};

const FILLS = { safe: "#ffffff", lost: "#fff1e5", bad: "#ffebe9" } as const;
const STROKES = { safe: "#57606a", lost: "#bc4c00", bad: "#cf222e" } as const;

const LINE = 16;
const CHARACTER = 6.4;
const LABELS_MAX = 3;
const TEXT_MAX = 44;

interface TextLine {
  readonly text: string;
  readonly colour: string;
  readonly weight?: "bold";
}

type Layout = InstanceType<typeof dagre.graphlib.Graph<GraphLabel, NodeLabel, EdgeLabel>>;

/** From left to right, or from the top down where that is less long. */
function layOut(picture: StatePicture, texts: readonly (readonly TextLine[])[]): Layout {
  const [across, down] = (["LR", "TB"] as const).map((rankdir) => {
    const graph = new dagre.graphlib.Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
    graph.setGraph({ rankdir, nodesep: 28, ranksep: 44, edgesep: 14, marginx: 24, marginy: 24 });
    for (const [number, lines] of texts.entries()) graph.setNode(String(number), boxOf(lines, 24, 14));
    for (const [number, edge] of picture.edges.entries()) {
      graph.setEdge(String(edge.from), String(edge.to), { ...boxOf(edgeLines(edge), 8, 4), labelpos: "c" }, String(number));
    }
    dagre.layout(graph);
    return graph;
  }) as [Layout, Layout];
  const longest = (graph: Layout): number => Math.max(graph.graph().width ?? 0, graph.graph().height ?? 0);
  return longest(down) * 1.2 < longest(across) ? down : across;
}

/** The whole drawing. */
export function statePictureSvg(title: string, picture: StatePicture): string {
  const texts = picture.nodes.map((node, number) => nodeLines(node, number === 0));
  const graph = layOut(picture, texts);
  const { width = 0, height = 0 } = graph.graph();
  const legend = legendOf(picture);
  const header = headerLines(title, picture);
  const top = header.length * LINE + 20;
  const size = [Math.ceil(Math.max(width, widthOf(header) + 48, 420)), Math.ceil(top + height + legend.length * LINE + 32)] as const;
  const edges = picture.edges.map((edge, number) => edgeSvg(edge, graph.edge(String(edge.from), String(edge.to), String(number))));
  const nodes = picture.nodes.map((node, number) => nodeSvg(node, texts[number] ?? [], graph.node(String(number))));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size[0]} ${size[1]}"`,
    `  font-family="ui-sans-serif, system-ui, 'DejaVu Sans', sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<defs>${Object.entries(COLOURS)
      .map(([kind, colour]) => arrowSvg(kind, colour))
      .join("")}</defs>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...header.map((line, i) => textSvg(line, 24, 26 + i * LINE, "start")),
    `<g transform="translate(0 ${top})">`,
    ...edges,
    ...nodes,
    "</g>",
    ...legend.map(({ kind, text }, i) => legendSvg(kind, text, 24, top + height + 16 + i * LINE)),
    "</svg>",
    "",
  ].join("\n");
}

function headerLines(title: string, { nodes, states, hidden }: StatePicture): TextLine[] {
  const summary = BigInt(nodes.length) === states ? count(states, "state") : `${count(states, "state")}, collapsed to ${nodes.length}`;
  const out = hidden.length === 0 ? "" : `; not told apart: ${clipped(hidden.join(", "), 110)}`;
  return [
    { text: visible(title), colour: "#1f2328", weight: "bold" },
    { text: visible(summary + out), colour: "#57606a" },
  ];
}

function nodeLines({ values, states, stays, standing }: PictureNode, isStart: boolean): TextLine[] {
  const lines: TextLine[] = values.map(({ variable, value }) => ({
    text: clipped(value === true ? variable : `${variable} = ${String(value)}`, TEXT_MAX),
    colour: "#1f2328",
  }));
  if (isStart) lines.unshift({ text: "start", colour: "#1f2328", weight: "bold" });
  if (!isStart && lines.length === 0) lines.push({ text: "as at the start", colour: "#1f2328" });
  if (standing !== "safe") lines.push({ text: standing, colour: STROKES[standing], weight: "bold" });
  if (states > 1n) lines.push({ text: `${size(states)} states`, colour: "#8c959f" });
  for (const kind of ["allow", "escalate", "quarantine", "refused"] as const) {
    const labels = stays.get(kind) ?? [];
    if (labels.length > 0) lines.push({ text: `${kind === "refused" ? "✗" : "↻"} ${listed(labels)}`, colour: COLOURS[kind] });
  }
  return lines;
}

function edgeLines({ labels: all, kind }: PictureEdge): TextLine[] {
  const labels = kind === "outcome" ? outcomesInWords(all) : all;
  const shown = labels.length > LABELS_MAX ? [...labels.slice(0, LABELS_MAX - 1), `and ${labels.length - LABELS_MAX + 1} more`] : labels;
  return shown.map((text) => ({ text: clipped(text, TEXT_MAX), colour: COLOURS[kind] }));
}

/** `read: ok, error` for two outcomes of one call, `read: any outcome` for all. */
function outcomesInWords(labels: readonly string[]): string[] {
  const byCall = new Map<string, string[]>();
  for (const label of labels) {
    const split = label.lastIndexOf(": ");
    const call = label.slice(0, split);
    byCall.set(call, [...(byCall.get(call) ?? []), label.slice(split + 2)]);
  }
  return [...byCall].map(([call, outcomes]) => `${call}: ${outcomes.length === 3 ? "any outcome" : outcomes.join(", ")}`);
}

function listed(labels: readonly string[]): string {
  const shown = clipped(labels.slice(0, LABELS_MAX).join(", "), TEXT_MAX);
  return labels.length > LABELS_MAX ? `${shown} +${labels.length - LABELS_MAX}` : shown;
}

function clipped(text: string, most: number): string {
  return [...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text;
}

function widthOf(lines: readonly TextLine[]): number {
  return Math.max(0, ...lines.map(({ text }) => [...text].length * CHARACTER));
}

function boxOf(lines: readonly TextLine[], x: number, y: number): { readonly width: number; readonly height: number } {
  return { width: Math.ceil(widthOf(lines) + x), height: lines.length * LINE + y };
}

function nodeSvg({ standing }: PictureNode, lines: readonly TextLine[], { x = 0, y = 0, width = 0, height = 0 }: NodeLabel): string {
  const stroke = standing === "safe" ? 1 : 2;
  const box = `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${width}" height="${height}" rx="8"`;
  const first = y - ((lines.length - 1) * LINE) / 2 + 4;
  const texts = lines.map((line, i) => textSvg(line, x, first + i * LINE, "middle"));
  return `${box} fill="${FILLS[standing]}" stroke="${STROKES[standing]}" stroke-width="${stroke}"/>${texts.join("")}`;
}

function edgeSvg(edge: PictureEdge, { points = [], x = 0, y = 0 }: EdgeLabel): string {
  const dash = edge.kind === "refused" ? ' stroke-dasharray="6 4"' : edge.kind === "world" ? ' stroke-dasharray="2 3"' : "";
  const style = `fill="none" stroke="${COLOURS[edge.kind]}" stroke-width="1.4"${dash}`;
  const path = `<path d="${curve(points)}" ${style} marker-end="url(#${edge.kind})"/>`;
  const lines = edgeLines(edge);
  const first = y - ((lines.length - 1) * LINE) / 2 + 4;
  const halo = lines.map((line, i) => textSvg(line, x, first + i * LINE, "middle", true));
  return path + halo.join("");
}

/** Through the middles between the bends, so that a line turns softly. */
function curve(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = rest.map((point, i) => {
    const next = rest[i + 1];
    const at = next === undefined ? point : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q ${round(point.x)} ${round(point.y)} ${round(at.x)} ${round(at.y)}`;
  });
  return `M ${round(first.x)} ${round(first.y)} ${parts.join(" ")}`;
}

function arrowSvg(kind: string, colour: string): string {
  const size = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"';
  return `<marker id="${kind}" ${size}><path d="M0 0 L8 4 L0 8 z" fill="${colour}"/></marker>`;
}

/** What occurs in the picture. */
function legendOf({ nodes, edges }: StatePicture): { readonly kind: StepKind; readonly text: string }[] {
  const kinds = new Set([...edges.map(({ kind }) => kind), ...nodes.flatMap(({ stays }) => [...stays.keys()])]);
  const all = ["allow", "escalate", "quarantine", "refused", "outcome", "world"] as const;
  return all.filter((kind) => kinds.has(kind)).map((kind) => ({ kind, text: MEANINGS[kind] }));
}

function legendSvg(kind: StepKind, text: string, x: number, y: number): string {
  const dash = kind === "refused" ? ' stroke-dasharray="6 4"' : kind === "world" ? ' stroke-dasharray="2 3"' : "";
  const line = `<path d="M ${x} ${round(y)} h 28" stroke="${COLOURS[kind]}" stroke-width="1.4"${dash} marker-end="url(#${kind})"/>`;
  return line + textSvg({ text, colour: "#57606a" }, x + 38, y + 4, "start");
}

function textSvg({ text, colour, weight }: TextLine, x: number, y: number, anchor: "start" | "middle", halo: boolean = false): string {
  const bold = weight === undefined ? "" : ' font-weight="bold"';
  const around = halo ? ' stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' : "";
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${colour}"${bold}${around}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
