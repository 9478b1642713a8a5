/**
 * Arguments made whole: what the tool's input schema requires and an example leaves open gets the simplest value that the schema takes.
 * Best effort: a schema that asks for more (a pattern, a combination) is left to the check that every example passes before it is shown.
 */
import type { Json } from "../../crypto/index.ts";

/** Nested schemas further down than this are not filled. */
const DEPTH_MAX = 8;

/** The arguments with everything that the schema requires. */
export function completedArguments(args: Json, schema: Json | undefined): Json {
  return completed(args, schema, DEPTH_MAX);
}

type Members = { readonly [name: string]: Json };

function isObject(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function completed(value: Json, schema: Json | undefined, depth: number): Json {
  if (!isObject(value) || !isObject(schema) || depth === 0) return value;
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"].filter((name) => typeof name === "string") : [];
  const whole: { [name: string]: Json } = {};
  for (const [name, member] of Object.entries(value)) whole[name] = completed(member, properties[name], depth - 1);
  for (const name of required) whole[name] ??= simplest(properties[name], depth - 1);
  return whole;
}

const FORMATS: { readonly [format: string]: string } = {
  email: "someone@example.com",
  uri: "https://example.com/",
  url: "https://example.com/",
  date: "2026-01-05",
  "date-time": "2026-01-05T12:00:00Z",
  time: "12:00:00Z",
  hostname: "example.com",
  uuid: "00000000-0000-4000-8000-000000000000",
};

function simplest(schema: Json | undefined, depth: number): Json {
  if (!isObject(schema)) return "";
  if (schema["const"] !== undefined) return schema["const"];
  const [first] = Array.isArray(schema["enum"]) ? schema["enum"] : [];
  if (first !== undefined) return first;
  const [either] = [schema["anyOf"], schema["oneOf"]].flatMap((list) => (Array.isArray(list) ? list.slice(0, 1) : []));
  if (either !== undefined) return simplest(either, depth);
  const type = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (type) {
    case "number":
    case "integer":
      return simplestNumber(schema);
    case "boolean":
      return false;
    case "null":
      return null;
    case "array":
      return Array.from({ length: numberAt(schema, "minItems", 0) }, () => simplest(schema["items"], depth - 1));
    case "object":
      return completed({}, schema, depth);
    default: {
      const text = FORMATS[String(schema["format"])] ?? "";
      return text.padEnd(numberAt(schema, "minLength", 0), "a");
    }
  }
}

function simplestNumber(schema: Members): number {
  const least = numberAt(schema, "minimum", numberAt(schema, "exclusiveMinimum", Number.NEGATIVE_INFINITY) + 1);
  const most = numberAt(schema, "maximum", numberAt(schema, "exclusiveMaximum", Number.POSITIVE_INFINITY) - 1);
  return Math.max(least, Math.min(0, most));
}

function numberAt(schema: Members, keyword: string, otherwise: number): number {
  const value = schema[keyword];
  return typeof value === "number" ? value : otherwise;
}
