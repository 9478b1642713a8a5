/** `interlock graph`: the state space of a charter as an SVG, small ones whole, large ones by chosen variables. */
import { basename } from "node:path";
import { fail, ok, type Result } from "../../fault/index.ts";
import { boundsToModel, NODES_MAX, parseModel, type StatePicture, statePictureOf } from "../../verifier/index.ts";
import { compileFiles, compileTexts } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { statePictureSvg } from "../proof/state-picture-svg.ts";
import { type Command, type Declared, declare, wholeNumber } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { count } from "../terminal/output.ts";
import { shown, writeTextFile } from "../terminal/text-file.ts";

interface GraphOptions {
  readonly charters: readonly string[];
  readonly output?: string;
  readonly of?: string;
  readonly nodes: number;
}

/** More boxes nobody reads. */
const BOXES_MAX = 16;

/** About a second of exploring; beyond, diagrams take over. */
const STATES_MAX = 200_000;

const drawStates: Command<GraphOptions> = async ({ out }, { charters, output, of, nodes: symbolicNodesMax }) => {
  const innermost = charters.at(-1) ?? "charter.yaml";
  const picture = pictureOf(charters, of === undefined ? undefined : namesIn(of), symbolicNodesMax);
  if (!picture.ok) return picture;
  const { nodes, edges, states, shown: variables, hidden } = picture.value;
  const file = output ?? basename(innermost).replace(/(\.ya?ml)?$/, ".svg");
  const written = writeTextFile(file, statePictureSvg(charters.map((charter) => basename(charter)).join(" + "), picture.value));
  if (!written.ok) return written;
  const besides = hidden.length === 0 ? "" : `; not told apart: ${listed(hidden)}`;
  out.line(`${shown(file)}: ${count(states, "state")} in ${count(nodes.length, "box", "boxes")}${besides}`);
  out.value({ file, states: String(states), nodes: nodes.length, edges: edges.length, shown: variables, hidden });
  return ok(EXIT.ok);
};

export const graph: Declared = declare({
  name: "graph",
  description: "draw the states of charters (outermost first) as an SVG",
  shape: (to) =>
    to
      .argument("<charter...>", "charters, outermost first")
      .option("-o, --output <file>", "where to write it (default: the charter's name with .svg)")
      .option("--of <variables>", "the state variables to tell apart, with commas between")
      .option("--nodes <nodes>", "how large the diagrams of a large charter may get", wholeNumber("the size", NODES_MAX), 1 << 18),
  read: (from) => ({ charters: from.args, ...from.opts<Omit<GraphOptions, "charters">>() }),
  work: drawStates,
});

function pictureOf(
  charters: readonly string[],
  of: readonly string[] | undefined,
  symbolicNodesMax: number,
): Result<StatePicture, CliCode> {
  const compiled = compileFiles(charters);
  if (!compiled.ok) return compiled;
  const { bounds } = compileTexts(compiled.value.sources, compiled.value.lock, charters.at(-1) ?? "");
  if (bounds === undefined) return fail("cli/charter-broken", "the bounds of the charter do not compile");
  const model = boundsToModel(bounds);
  const parsed = parseModel(model.document);
  if (!parsed.ok) return fail("cli/charter-broken", "the model of the charter is unsound", { cause: parsed.fault });
  const names = parsed.value.variables.map(({ name }) => name);
  const unknown = (of ?? []).find((name) => !names.includes(name));
  if (unknown !== undefined)
    return fail("cli/variable-unknown", `there is no state variable \`${unknown}\``, { remedy: `choose from ${names.join(", ")}` });
  const picture = statePictureOf(model, parsed.value, {
    ...(of === undefined ? {} : { of }),
    nodesMax: BOXES_MAX,
    statesMax: STATES_MAX,
    symbolicNodesMax,
  });
  if (picture !== undefined) return ok(picture);
  return fail("cli/picture-too-large", "the states of the charter are too many to be laid into a picture", {
    remedy: "draw the part of the charter that you want to see as a charter of its own",
  });
}

/** Names with commas between them; `limit(pay,day)` is one. */
function namesIn(text: string): string[] {
  return (text.match(/(?:[^,(]|\([^)]*\))+/g) ?? []).map((name) => name.trim());
}

/** The first few names, and how many more there are. */
function listed(names: readonly string[]): string {
  const first = names.slice(0, NAMES_MAX).join(", ");
  return names.length > NAMES_MAX ? `${first} and ${names.length - NAMES_MAX} more` : first;
}

const NAMES_MAX = 6;
