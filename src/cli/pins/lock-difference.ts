/** What changed between two pins of the same servers, down to the member of a definition: what a person reads before pinning again. */
import { canonicalize, isJsonObject, type Json } from "../../crypto/index.ts";
import type { Lock } from "../../execution/index.ts";

export interface ToolDifference {
  readonly tool: string;
  readonly change: "added" | "removed" | "changed";
  /** For a changed definition: each member that differs, as JSON pointers with the old and the new value. */
  readonly members: readonly { readonly at: string; readonly before: Json | undefined; readonly after: Json | undefined }[];
}

/** Differences of `after` against `before`, by tool name. */
export function lockDifference(before: Lock, after: Lock): readonly ToolDifference[] {
  const old = definitions(before);
  const now = definitions(after);
  const differences: ToolDifference[] = [];
  for (const tool of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const was = old.get(tool);
    const is = now.get(tool);
    if (was === undefined) differences.push({ tool, change: "added", members: [] });
    else if (is === undefined) differences.push({ tool, change: "removed", members: [] });
    else if (canonicalize(was) !== canonicalize(is)) differences.push({ tool, change: "changed", members: membersThatDiffer("", was, is) });
  }
  return differences;
}

function definitions(lock: Lock): Map<string, Json> {
  return new Map(
    Object.entries(lock.servers).flatMap(([server, { tools, methods }]) => [
      ...Object.entries(tools).map(([tool, { definition }]): [string, Json] => [`${server}/${tool}`, definition]),
      ...methods.map((method): [string, Json] => [`${server}#${method}`, method]),
    ]),
  );
}

function membersThatDiffer(at: string, before: Json | undefined, after: Json | undefined): ToolDifference["members"] {
  if (before !== undefined && after !== undefined && canonicalize(before) === canonicalize(after)) return [];
  if (!isJsonObject(before ?? null) || !isJsonObject(after ?? null)) return [{ at: at === "" ? "/" : at, before, after }];
  const was = before as { readonly [member: string]: Json };
  const is = after as { readonly [member: string]: Json };
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .sort()
    .flatMap((member) => membersThatDiffer(`${at}/${member}`, was[member], is[member]));
}
