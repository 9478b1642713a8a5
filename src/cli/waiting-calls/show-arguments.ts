/**
 * The arguments of a call on a terminal: exactly what runs, as JSON, and below each value that the agent wrote in other words, those words,
 * marked. Every line is of one of the two, whatever stands in it.
 */
import { isJsonArray, isJsonObject, type Json } from "../../crypto/index.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import type { WaitingCall } from "./waiting-call.ts";

/** More lines than this are cut, and the cut is said. */
const LINES_MAX = 60;
/** Of what was proposed, more characters than this are cut, and the cut is said. */
const PROPOSED_MAX = 1_000;

export function showArguments(
  out: Output,
  { args, rewritten }: Pick<WaitingCall, "args" | "rewritten">,
  linesMax: number = LINES_MAX,
): void {
  if (args === undefined) return out.line(paint("red", "    what would run can't be shown with this key, so there is no yes to it"));
  const proposed = new Map(rewritten.map((one) => [one.at, one.proposed]));
  const lines = linesOf(args, { at: "", indent: "    ", before: "", after: "", proposed });
  for (const line of lines.slice(0, linesMax)) out.line(line);
  if (lines.length > linesMax) out.line(paint("yellow", `    … ${lines.length - linesMax} more lines: see all of it with --json`));
}

interface Place {
  /** JSON pointer. */
  readonly at: string;
  readonly indent: string;
  readonly before: string;
  readonly after: string;
  readonly proposed: ReadonlyMap<string, Json>;
}

function linesOf(value: Json, place: Place): readonly string[] {
  const { at, indent, before, after, proposed } = place;
  const was = proposed.get(at);
  const below = was === undefined ? [] : [paint("yellow", `${indent}  as proposed: ${cut(JSON.stringify(was))}`)];
  const members = isJsonArray(value) || isJsonObject(value) ? Object.entries(value) : [];
  const [first] = members;
  if (first === undefined) return [`${indent}${before}${visible(JSON.stringify(value))}${after}`, ...below];
  const [opening, closing] = isJsonArray(value) ? ["[", "]"] : ["{", "}"];
  const inner = members.flatMap(([name, member], index) =>
    linesOf(member, {
      at: `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      indent: `${indent}  `,
      before: isJsonArray(value) ? "" : `${visible(JSON.stringify(name))}: `,
      after: index === members.length - 1 ? "" : ",",
      proposed,
    }),
  );
  return [`${indent}${before}${opening}`, ...inner, `${indent}${closing}${after}`, ...below];
}

function cut(text: string): string {
  const more = text.length - PROPOSED_MAX;
  return more > 0 ? `${visible(text.slice(0, PROPOSED_MAX))} … ${more} more characters` : visible(text);
}
