/**
 * Reads YAML text that holds nothing but the data one sees: one document of the core schema without comments, anchors,
 * aliases, tags, directives, merge keys or a name twice. A number that a double does not hold stays the text it is.
 */
import { isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import type { Json } from "../../kernel/index.ts";
import { JSON_DEPTH_MAX, JSON_NAMES_MAX, YAML_SIZE_MAX } from "../limits.ts";
import { isExactNumber, nestingOf } from "./strict-json.ts";

/** Undefined where the text is not such YAML, or above the limits. */
export function parseStrictYaml(text: string): Json | undefined {
  if (text.length > YAML_SIZE_MAX || !text.isWellFormed() || nestingOf(text) > JSON_DEPTH_MAX || isDeep(text)) return undefined;
  const documents = parseAllDocuments(text, { schema: "core", uniqueKeys: false, merge: false, strict: true, logLevel: "silent" });
  const [document, ...others] = "empty" in documents ? [] : documents;
  if (document === undefined || others.length > 0 || document.errors.length > 0 || document.warnings.length > 0) return undefined;
  if (document.directives?.docStart === true || isAnnotated(document)) return undefined;
  const count = { names: 0 };
  const value = toJson(document.contents, count);
  return count.names > JSON_NAMES_MAX ? undefined : value;
}

/** More levels of lists and blocks than JSON may have, before anything recurses. */
function isDeep(text: string): boolean {
  return new RegExp(`^[ ?:-]{${2 * JSON_DEPTH_MAX},}`, "m").test(text);
}

function toJson(node: unknown, count: { names: number }): Json | undefined {
  if (isAnnotated(node)) return undefined;
  if (isScalar(node)) return toPlain(node.value, node.source);
  if (isSeq(node)) {
    const items = node.items.map((item) => toJson(item, count));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (!isMap(node)) return undefined;
  const members = node.items.map(({ key, value }): readonly [string, Json | undefined] | undefined => {
    count.names += 1;
    return isScalar(key) && typeof key.value === "string" && !isAnnotated(key)
      ? [key.value, value === null ? null : toJson(value, count)]
      : undefined;
  });
  const isWhole = members.every((member): member is readonly [string, Json] => member?.[1] !== undefined);
  // The parser's own check for names that stand twice compares every pair.
  return isWhole && new Set(members.map(([name]) => name)).size === members.length ? Object.fromEntries(members) : undefined;
}

function toPlain(value: unknown, source: string | undefined): Json | undefined {
  if (typeof value === "number") return isExactNumber(value, source ?? "") ? value : source;
  return value === null || typeof value === "string" || typeof value === "boolean" ? value : undefined;
}

/** Whether something stands beside the data that a reader sees and the data does not hold. */
function isAnnotated(node: unknown): boolean {
  const { comment, commentBefore, anchor, tag } = (node ?? {}) as { readonly [note: string]: unknown };
  return [comment, commentBefore, anchor, tag].some((note) => note !== undefined && note !== null);
}
