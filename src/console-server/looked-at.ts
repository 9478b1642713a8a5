/** Which of a call's arguments some clause about its tool looks at, read by an interpreter or as they stand. */
import { isJsonArray, isJsonObject, type Json } from "../crypto/index.ts";
import type { Term } from "../kernel/index.ts";
import { valueAt } from "../meaning/index.ts";
import type { CallRecord } from "./call-record.ts";
import { machineIn } from "./charter-record.ts";
import type { Chronicle } from "./chronicle.ts";

/** JSON pointers into the arguments that run, to what is there; undefined where the charter, or what runs, is not known here. */
export function lookedAt(
  chronicle: Pick<Chronicle, "charterOf">,
  { tool, runs, parking }: Pick<CallRecord, "tool" | "runs" | "parking">,
): readonly string[] | undefined {
  const machine = machineIn(chronicle.charterOf(parking?.entry.machine));
  if (machine === undefined || runs === undefined) return undefined;
  const terms = machine.tools.find(({ name }) => name === tool)?.terms ?? [];
  const paths = terms.flatMap(({ reads }) => pathsIn(reads)).filter((path) => path.length > 0);
  const there = paths.filter((path) => valueAt(runs.args, path) !== undefined);
  return [...new Set(there.map((path) => path.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")))];
}

function pathsIn(reads: Term["reads"]): readonly (readonly string[])[] {
  switch (reads.from) {
    case "args":
      return [reads.path];
    case "compare":
      return [reads.left, reads.right];
    case "meaning":
      return [reads.of, ...reads.parameters.flatMap(placesIn)];
    default:
      return [];
  }
}

/** Of values of one record: pointers. Of a value that is computed: every place in the arguments that it is computed from. */
function placesIn(parameter: Json): readonly (readonly string[])[] {
  if (typeof parameter === "string") return parameter.startsWith("/") ? [fromPointer(parameter)] : [];
  if (isJsonArray(parameter)) return parameter.flatMap(placesIn);
  if (!isJsonObject(parameter)) return [];
  const { is, root, path } = parameter;
  if (is === "place" && root === "args" && isJsonArray(path ?? null)) return [(path as readonly Json[]).map(String)];
  return Object.values(parameter).flatMap(placesIn);
}

function fromPointer(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}
