/**
 * Understands JSON: a text that holds it strictly, or a value of the arguments itself. The canonical form of a text is the
 * value written again, so names that stand twice, comments and odd numbers cannot hide in it.
 */
import type { Json } from "../../kernel/index.ts";
import type { Interpreter } from "../interpreter.ts";
import { JSON_DEPTH_MAX, JSON_NAMES_MAX, TEXT_SIZE_MAX } from "../limits.ts";
import { measureJson, parseStrictJson } from "./strict-json.ts";

/** Fields as in the vocabulary; `size` and `keys` are those of the outermost list or object, `bytes` of the canonical text. */
export const interpretJson: Interpreter = (value) => {
  const parsed = typeof value === "string" ? parseText(value) : value;
  if (parsed === undefined) return undefined;
  const { depth, names } = measureJson(parsed);
  const text = JSON.stringify(parsed);
  if (depth > JSON_DEPTH_MAX || names > JSON_NAMES_MAX || text.length > TEXT_SIZE_MAX) return undefined;
  const members = parsed !== null && typeof parsed === "object" ? Object.keys(parsed) : [];
  const kind = kindOf(parsed);
  const record = { kind, size: members.length, keys: kind === "object" ? members.sort() : [], depth, bytes: Buffer.byteLength(text) };
  return { record, canonical: typeof value === "string" ? text : value };
};

function parseText(text: string): Json | undefined {
  return text.length > TEXT_SIZE_MAX ? undefined : parseStrictJson(text);
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
