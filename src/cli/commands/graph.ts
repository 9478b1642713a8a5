/** `interlock graph`: the state space of a charter as an SVG, small ones whole, large ones by chosen variables. */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fail, ok, type Result } from "../../fault/index.ts";
import { boundsToModel, parseModel, type StatePicture, statePictureOf } from "../../verifier/index.ts";
import { compileFiles, compileTexts, shown } from "../charter-file.ts";
import { type Command, type Declared, declare } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import type { CliCode } from "../faults.ts";
import { reasonOf } from "../foreign-words.ts";
import { statePictureSvg } from "../state-picture-svg.ts";

interface GraphOptions {
  readonly charters: readonly string[];
  readonly output?: string;
  readonly of?: string;
}

/** More boxes nobody reads. */
const NODES_MAX = 16;

/** About a second of exploring. */
const STATES_MAX = 200_000;

const drawStates: Command<GraphOptions> = async ({ out }, { charters, output, of }) => {
  const innermost = charters.at(-1) ?? "charter.yaml";
  const picture = pictureOf(charters, of === undefined ? undefined : namesIn(of));
  if (!picture.ok) return picture;
  const { nodes, edges, states, shown: variables, hidden } = picture.value;
  const file = output ?? basename(innermost).replace(/(\.ya?ml)?$/, ".svg");
  try {
    writeFileSync(file, statePictureSvg(charters.map((charter) => basename(charter)).join(" + "), picture.value));
  } catch (cause) {
    return fail("cli/file-unwritable", `cannot write \`${shown(file)}\`: ${reasonOf(cause)}`);
  }
  out.line(
    `${shown(file)}: ${states} states in ${nodes.length} boxes${hidden.length === 0 ? "" : `; not told apart: ${hidden.join(", ")}`}`,
  );
  out.value({ file, states, nodes: nodes.length, edges: edges.length, shown: variables, hidden });
  return ok(EXIT.ok);
};

export const graph: Declared = declare({
  name: "graph",
  description: "draw the states of charters (outermost first) as an SVG",
  shape: (to) =>
    to
      .argument("<charter...>", "charters, outermost first")
      .option("-o, --output <file>", "where to write it (default: the charter's name with .svg)")
      .option("--of <variables>", "the state variables to tell apart, with commas between"),
  read: (from) => ({ charters: from.args, ...from.opts<{ output?: string; of?: string }>() }),
  work: drawStates,
});

function pictureOf(charters: readonly string[], of: readonly string[] | undefined): Result<StatePicture, CliCode> {
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
  const picture = statePictureOf(model, parsed.value, { ...(of === undefined ? {} : { of }), nodesMax: NODES_MAX, statesMax: STATES_MAX });
  if (picture !== undefined) return ok(picture);
  return fail("cli/picture-too-large", `the charter has more than ${STATES_MAX} states`, {
    remedy: "draw the part of the charter that you want to see as a charter of its own",
  });
}

/** Names with commas between them; `limit(pay,day)` is one. */
function namesIn(text: string): string[] {
  return (text.match(/(?:[^,(]|\([^)]*\))+/g) ?? []).map((name) => name.trim());
}
