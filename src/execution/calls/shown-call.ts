/**
 * A decided call as people must see it before they answer for it: exactly what runs, and beside it, wherever the agent wrote something
 * else, the words that it wrote. What runs is derived here and held against the decision's commitment, so it is shown or nothing is.
 */
import { isJsonArray, isJsonObject, type Json } from "../../crypto/index.ts";
import { readCall } from "./sealed-content.ts";
import { argumentsThatRun, type SentTerms } from "./sent-form.ts";

export interface ShownCall {
  readonly tool: string;
  /** What runs. */
  readonly args: Json;
  /** Where that is not what was proposed, in the order of the arguments. */
  readonly rewritten: readonly Rewritten[];
}

export interface Rewritten {
  /** JSON pointer into the arguments that run. */
  readonly at: string;
  /** What the agent wrote there. */
  readonly proposed: Json;
}

/** `opened`: what is sealed with the proposal. Undefined where it is not open, or the decision commits to another form than is found. */
export function shownCall(opened: Json | undefined, sends: SentTerms | undefined): ShownCall | undefined {
  const { isWhole, ...call } = readCall(opened);
  const args = isWhole ? argumentsThatRun(call, sends) : undefined;
  return args === undefined ? undefined : { tool: call.tool, args, rewritten: differences(call.args, args, "") };
}

/** As deep as both have the same members. */
function differences(proposed: Json, runs: Json, at: string): readonly Rewritten[] {
  const [before, after] = [membersOf(proposed), membersOf(runs)];
  const areAlike = isJsonArray(proposed) === isJsonArray(runs) && isSame(Object.keys(before), Object.keys(after));
  if (!areAlike || Object.keys(after).length === 0) return isSame(proposed, runs) ? [] : [{ at, proposed }];
  return Object.entries(after).flatMap(([name, inner]) => differences(before[name] ?? null, inner, `${at}/${escaped(name)}`));
}

function membersOf(value: Json): { readonly [name: string]: Json } {
  return isJsonObject(value) ? value : Object.fromEntries(isJsonArray(value) ? Object.entries(value) : []);
}

function isSame(left: Json, right: Json): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A name in a JSON pointer (RFC 6901, section 3). */
function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
