/**
 * What a tool returned, as texts with their writers. Single fields have writers of their own only where the whole result is strictly
 * data (JSON or YAML with nothing a reader would see and data does not hold) and says one thing; all else is one writer's.
 */

import { isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import { type Value, writeCanonical } from "../canonical-text.ts";
import { membersOf } from "../members.ts";

/** Who writes in one tool's results, as a charter says. */
export interface Writers {
  readonly whole: string;
  /** By path: names from outside, `*` for any. */
  readonly fields: readonly { readonly path: readonly string[]; readonly source: string }[];
  readonly least: string;
}

export interface WrittenText {
  readonly source: string;
  readonly value: string | number | boolean;
  /** Whether it is a field of data, and not prose. */
  readonly isField: boolean;
  /** The innermost list item that it stands in; empty where it is in none. */
  readonly record: string;
}

const RESULT_MAX = 1_048_576;
const YAML_MAX = 65_536;
const FIELDS_MAX = 20_000;
const DEPTH_MAX = 64;
const NAMES_MAX = 10_000;
const NUMBER_MAX = 400;

export function textsOfResult(result: Value, writers: Writers): readonly WrittenText[] {
  const data = dataOf(result);
  const fields = data === undefined ? undefined : textsOfData(data, writers);
  return fields ?? stringsIn(result).map((value) => ({ source: writers.least, value, isField: false, record: "" }));
}

/** Every scalar of data but null; undefined above the limit. */
export function textsOfData(data: Value, { whole, fields }: Writers): readonly WrittenText[] | undefined {
  const texts: WrittenText[] = [];
  const open: { readonly value: Value; readonly path: readonly string[]; readonly record: string }[] = [
    { value: data, path: [], record: "" },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path, record } = next;
    if (value === null) continue;
    if (typeof value !== "object") {
      // The longest path to it or above it; of several, the one that names most; of several, the first.
      const [writer] = fields
        .filter((field) => field.path.length <= path.length && field.path.every((name, at) => name === "*" || name === path[at]))
        .sort((one, other) => other.path.length - one.path.length || namesIn(other.path) - namesIn(one.path));
      if (texts.push({ source: writer?.source ?? whole, value, isField: true, record }) > FIELDS_MAX) return undefined;
    } else
      for (const [name, inner] of Object.entries(value).reverse()) {
        const below = [...path, name];
        open.push({ value: inner as Value, path: below, record: Array.isArray(value) ? below.join("/") : record });
      }
  }
  return texts;
}

function namesIn(path: readonly string[]): number {
  return path.filter((name) => name !== "*").length;
}

function stringsIn(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap((inner) => stringsIn(inner as Value)) : [];
}

/** A result as data, where all of it strictly is. */
export function dataOf(result: Value): Value | undefined {
  const { content, structuredContent, isError } = membersOf(result);
  if (isError === true || !Array.isArray(content)) return undefined;
  const said: Value[] = [];
  for (const block of content as readonly Value[]) {
    const { type, text } = membersOf(block);
    const value = type === "text" && typeof text === "string" && text.length <= RESULT_MAX ? (readJson(text) ?? readYaml(text)) : undefined;
    if (typeof value !== "object" || value === null) return undefined;
    said.push(value);
  }
  if (structuredContent === undefined) return said.length === 1 ? said[0] : said;
  return said.every((value) => writeCanonical(value) === writeCanonical(structuredContent)) ? structuredContent : undefined;
}

/** JSON that every parser reads alike. */
export function readJson(text: string): Value | undefined {
  if (!text.isWellFormed() || depthOf(text) > DEPTH_MAX) return undefined;
  let isExact = true;
  let written = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) written += colon === undefined ? 0 : 1;
  try {
    const value = JSON.parse(text, (_, member: Value, context?: { readonly source?: string }) => {
      if (typeof member === "number") isExact &&= isExactly(member, context?.source ?? "");
      return member;
    }) as Value;
    const names = namesInside(value);
    return isExact && names === written && names <= NAMES_MAX ? value : undefined;
  } catch {
    return undefined;
  }
}

function namesInside(value: Value): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + namesInside(inner as Value), own);
}

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  const plain = text.replace(/"(?:[^"\\]|\\[\s\S])*("|$)/g, "");
  for (const sign of plain) {
    depth += "[{".includes(sign) ? 1 : "]}".includes(sign) ? -1 : 0;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Whether a double prints as the decimal that was written. */
function isExactly(value: number, written: string): boolean {
  return Number.isFinite(value) && !Object.is(value, -0) && written.length <= NUMBER_MAX && digitsOf(String(value)) === digitsOf(written);
}

/** Sign, significant digits, and the power of ten of the first of them. */
function digitsOf(number: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  if (whole === "") return number;
  const all = `${whole}${fraction}`;
  const digits = all.replace(/^0+/, "");
  const shortest = digits.replace(/0+$/, "");
  return shortest === "" ? "0" : `${sign}.${shortest}e${Number(power) + whole.length - (all.length - digits.length)}`;
}

/** YAML of the core schema, one document, with nothing beside its data. */
function readYaml(text: string): Value | undefined {
  if (text.length > YAML_MAX || !text.isWellFormed() || depthOf(text) > DEPTH_MAX) return undefined;
  if (new RegExp(`^[ ?:-]{${2 * DEPTH_MAX},}`, "m").test(text)) return undefined;
  const read = parseAllDocuments(text, { schema: "core", uniqueKeys: false, merge: false, strict: true, logLevel: "silent" });
  const [document, another] = "empty" in read ? [] : read;
  if (document === undefined || another !== undefined || document.errors.length + document.warnings.length > 0) return undefined;
  if (document.directives?.docStart === true || hasNotes(document)) return undefined;
  const budget = { names: NAMES_MAX };
  const value = valueOf(document.contents, budget);
  return budget.names < 0 ? undefined : value;
}

function valueOf(node: unknown, budget: { names: number }): Value | undefined {
  if (hasNotes(node)) return undefined;
  if (isScalar(node)) return scalarOf(node.value, node.source ?? "");
  if (isMap(node)) return objectOf(node.items, budget);
  if (!isSeq(node)) return undefined;
  const items = node.items.map((item) => valueOf(item, budget));
  return items.includes(undefined) ? undefined : (items as Value[]);
}

/** A number that a double does not hold stays the text it is. */
function scalarOf(value: unknown, written: string): Value | undefined {
  if (typeof value === "number") return isExactly(value, written) ? value : written;
  return value === null || ["string", "boolean"].includes(typeof value) ? (value as Value) : undefined;
}

function objectOf(items: readonly { readonly key: unknown; readonly value: unknown }[], budget: { names: number }): Value | undefined {
  const members = new Map<string, Value>();
  for (const { key, value } of items) {
    budget.names -= 1;
    const member = value === null ? null : valueOf(value, budget);
    if (!isScalar(key) || typeof key.value !== "string" || hasNotes(key) || members.has(key.value) || member === undefined)
      return undefined;
    members.set(key.value, member);
  }
  return Object.fromEntries(members);
}

function hasNotes(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return ["comment", "commentBefore", "anchor", "tag"].some((note) => (node as { readonly [note: string]: unknown })[note] != null);
}
