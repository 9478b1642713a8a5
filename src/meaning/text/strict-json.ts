/**
 * Reads JSON text that means one thing to every parser: no name twice, no number that a double does not hold, no lone
 * surrogate, nesting and names within limits. Also measures JSON values against the same limits.
 */
import type { Json } from "../../kernel/index.ts";
import { JSON_DEPTH_MAX, JSON_NAMES_MAX, NUMBER_SIZE_MAX } from "../limits.ts";

/** Undefined where the text is not such JSON. */
export function parseStrictJson(text: string): Json | undefined {
  if (!text.isWellFormed() || nestingOf(text) > JSON_DEPTH_MAX) return undefined;
  const exact: boolean[] = [];
  try {
    const value = JSON.parse(text, (_name, member, context?: { readonly source?: string }) => {
      if (typeof member === "number") exact.push(isExactNumber(member, context?.source ?? ""));
      return member;
    }) as Json;
    const { names } = measureJson(value);
    return exact.every(Boolean) && names === writtenNames(text) && names <= JSON_NAMES_MAX ? value : undefined;
  } catch {
    return undefined; // A syntax error.
  }
}

/** Depth (a plain value has 0) and the number of names in all its objects. */
export function measureJson(value: Json): { readonly depth: number; readonly names: number } {
  if (value === null || typeof value !== "object") return { depth: 0, names: 0 };
  const members = Object.values(value).map(measureJson);
  const names = members.reduce((sum, member) => sum + member.names, Array.isArray(value) ? 0 : members.length);
  return { depth: 1 + members.reduce((deepest, member) => Math.max(deepest, member.depth), 0), names };
}

/** Whether the number prints as the same decimal that was written. */
export function isExactNumber(value: number, source: string): boolean {
  return Number.isFinite(value) && !Object.is(value, -0) && source.length <= NUMBER_SIZE_MAX && decimal(String(value)) === decimal(source);
}

/** A decimal without point and exponent: sign, digits without zeros at either end, power of ten. Other text stays itself. */
function decimal(text: string): string {
  const parts = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:e([+-]?[0-9]+))?$/i.exec(text);
  if (parts === null) return text;
  const [, sign = "", whole = "", fraction = "", power = "0"] = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  return significant === "" ? "0" : `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}

/** In valid JSON a name is a string before a colon; in the parsed value a name that stood twice is there once. */
function writtenNames(text: string): number {
  let names = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) if (match[1] !== undefined) names += 1;
  return names;
}

/** How deep brackets outside strings go, counted before anything deep is parsed. */
export function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString && character === "\\") at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === "[" || character === "{")) deepest = Math.max(deepest, ++depth);
    else if (!inString && (character === "]" || character === "}")) depth -= 1;
  }
  return deepest;
}
