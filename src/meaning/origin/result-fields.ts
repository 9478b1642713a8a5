/**
 * Takes a tool's result apart into texts, each with its source. A label for a field counts only where the whole result
 * parses strictly and says the same thing in `content` and `structuredContent`; in any other case all of it has the least
 * trusted source. A record is the innermost list item that a field stands in.
 */
import type { Json } from "../../kernel/index.ts";
import { RESULT_FIELDS_MAX, RESULT_SIZE_MAX } from "../limits.ts";
import { parseStrictJson } from "../text/strict-json.ts";
import { parseStrictYaml } from "../text/strict-yaml.ts";

/** The sources of one tool's results, as the charter says them. */
export interface ResultSources {
  /** Of everything that no field below names. */
  readonly whole: string;
  /** Of a field and what is in it: names from the outermost value inwards, `*` for every item or member. The longest path wins. */
  readonly fields: readonly { readonly path: readonly string[]; readonly source: string }[];
  /** Of a result that does not parse: the least trusted of those above. */
  readonly least: string;
}

export interface SourcedText {
  readonly source: string;
  /** A scalar of a parsed result, or all the text of one that is not parsed. */
  readonly value: string | number | boolean;
  /** JSON pointer of a scalar; undefined for prose. */
  readonly field?: string;
  /** Number of the record within the result; 0 is what stands in no list. */
  readonly record: number;
}

/** `result` is `{content, structuredContent?, isError?}` as a tool returned it. */
export function resultTexts(result: Json, sources: ResultSources): readonly SourcedText[] {
  const parsed = parsedResult(result);
  const texts = parsed === undefined ? undefined : fieldTexts(parsed, sources);
  return texts ?? textsIn(result).map((value) => ({ source: sources.least, value, record: 0 }));
}

/**
 * The data of a result, or undefined where any part of it is not strictly data: then field labels do not count. A caller
 * that relies on field labels passes on this data, written again, instead of the text it came in.
 */
export function parsedResult(result: Json): Json | undefined {
  const { content, structuredContent, isError } = members(result);
  if (isError === true || !Array.isArray(content)) return undefined;
  const blocks = content.map((block) => members(block));
  if (!blocks.every(({ type, text }) => type === "text" && typeof text === "string")) return undefined;
  const parsed = blocks.map(({ text }) => parseText(String(text)));
  if (!parsed.every((value) => value !== undefined)) return undefined;
  if (structuredContent === undefined) return parsed.length === 1 ? parsed[0] : parsed;
  return parsed.every((value) => isSame(value, structuredContent)) ? structuredContent : undefined;
}

/** A list or an object: a plain word is YAML too, and says nothing of fields. */
function parseText(text: string): Json | undefined {
  const value = text.length > RESULT_SIZE_MAX ? undefined : (parseStrictJson(text) ?? parseStrictYaml(text));
  return value !== null && typeof value === "object" ? value : undefined;
}

/** Every scalar of data with its source; undefined above the limit. */
export function fieldTexts(data: Json, sources: ResultSources): readonly SourcedText[] | undefined {
  const texts: SourcedText[] = [];
  let records = 0;
  const visit = (value: Json, path: readonly string[], record: number): void => {
    if (texts.length > RESULT_FIELDS_MAX || value === null) return;
    if (typeof value !== "object") texts.push({ source: sourceOf(path, sources), value, field: toPointer(path), record });
    else if (Array.isArray(value)) for (const [at, item] of value.entries()) visit(item, [...path, String(at)], ++records);
    else for (const [name, member] of Object.entries(value)) visit(member, [...path, name], record);
  };
  visit(data, [], 0);
  return texts.length > RESULT_FIELDS_MAX ? undefined : texts;
}

/** The longest path that leads to the place or above it; of several, the one with most names; of several, the first. */
function sourceOf(place: readonly string[], sources: ResultSources): string {
  let best: { readonly source: string; readonly rank: number } = { source: sources.whole, rank: -1 };
  for (const { path, source } of sources.fields) {
    const leads = path.length <= place.length && path.every((name, at) => name === "*" || name === place[at]);
    const rank = path.length * 1_000 + path.filter((name) => name !== "*").length;
    if (leads && rank > best.rank) best = { source, rank };
  }
  return best.source;
}

/** Every text anywhere in a result, in order. */
function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  return value === null || typeof value !== "object" ? [] : Object.values(value).flatMap(textsIn);
}

function members(value: Json): { readonly [name: string]: Json | undefined } {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as { readonly [name: string]: Json }) : {};
}

function isSame(left: Json, right: Json): boolean {
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object") return left === right;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  if (Array.isArray(left) !== Array.isArray(right) || names.length !== others.length) return false;
  return names.every(
    (name) => Object.hasOwn(right, name) && isSame(members(left)[name] ?? itemAt(left, name), members(right)[name] ?? itemAt(right, name)),
  );
}

function itemAt(list: Json, name: string): Json {
  return Array.isArray(list) ? ((list as readonly Json[])[Number(name)] ?? null) : null;
}

function toPointer(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
