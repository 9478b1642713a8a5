/**
 * What one term says about another: a member of something that is no object is missing, so is the size of a number, and
 * whatever an interpreter would have said of an argument that is not there.
 */
import type { Reading } from "../../kernel/index.ts";
import type { Kind } from "./joint-classes.ts";

/** Whether what `child` reads is certainly missing where the value that `parent` reads is one of these kinds. */
export function isCertainlyMissing(parent: Reading, kinds: ReadonlyMap<Kind, unknown>, child: Reading): boolean {
  if (!("path" in parent) || parent.measure !== undefined) return false;
  const isAbsent = kinds.size === 1 && kinds.has("undefined");
  switch (child.from) {
    case "args":
    case "element":
    case "result":
      if (child.from !== parent.from || !isPrefix(parent.path, child.path)) return false;
      if (child.path.length > parent.path.length) return !kinds.has("object");
      return child.measure !== undefined && !(["string", "list", "object"] as const).some((kind) => kinds.has(kind));
    case "meaning":
      if (parent.from !== "args" || !isPrefix(parent.path, child.of)) return false;
      if (child.of.length > parent.path.length) return !kinds.has("object");
      return child.each === undefined ? isAbsent : !kinds.has("list");
    case "compare":
      return parent.from === "args" && isAbsent && (isPrefix(parent.path, child.left) || isPrefix(parent.path, child.right));
    case "fact":
      return false;
  }
}

function isPrefix(prefix: readonly string[], path: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((name, index) => name === path[index]);
}
