/**
 * What the pinned input schemas say about one argument: whether it exists, and of what kind it is, tool by tool. Where a
 * schema composes or leaves a place open, nothing is known and nothing is refused; the door checks the arguments anyway.
 */
import type { Json } from "../../kernel/index.ts";
import type { Kind } from "../classes/partition.ts";

/** The schema of one place in one tool's arguments; `undefined` where nothing is known of it. */
export interface FieldShape {
  readonly tool: string;
  readonly schema: Schema | undefined;
  /** The schema that references start from. */
  readonly root: Schema | undefined;
}

export type Schema = { readonly [keyword: string]: Json };

const KINDS: { readonly [type: string]: Kind } = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "list",
  object: "object",
  null: "null",
};

const COMPOSING = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "patternProperties", "$dynamicRef"];

/** The shape of all arguments of a tool. */
export function argumentsShape(tool: string, inputSchema: Json | undefined): FieldShape {
  const schema = asSchema(inputSchema);
  return { tool, schema, root: schema };
}

/** A shape of which only the kind is known. */
export function shapeOfKind(type: "string" | "number" | "boolean" | "array"): FieldShape {
  return { tool: "", schema: { type }, root: undefined };
}

/** The shape of a member, or the names there are where the schema has no such member. */
export function memberShape(shape: FieldShape, name: string): FieldShape | { readonly names: readonly string[] } {
  const schema = resolved(shape);
  const open = { ...shape, schema: undefined };
  if (schema === undefined) return open;
  const properties = asSchema(schema.properties);
  if (properties !== undefined && Object.hasOwn(properties, name)) return { ...shape, schema: asSchema(properties[name]) };
  if (COMPOSING.some((keyword) => keyword in schema)) return open;
  const others = asSchema(schema.additionalProperties);
  if (others !== undefined && Object.keys(others).length > 0) return { ...shape, schema: others };
  if (properties === undefined && (schema.type === undefined || schema.type === "object") && schema.additionalProperties !== false)
    return open;
  return { names: Object.keys(properties ?? {}) };
}

/** The shape of a list's elements. */
export function elementShape(shape: FieldShape): FieldShape {
  const schema = resolved(shape);
  return { ...shape, schema: schema === undefined || "prefixItems" in schema ? undefined : asSchema(schema.items) };
}

/** The one kind of value that is possible, if the schema says so. */
export function kindOf(shape: FieldShape): Kind | undefined {
  const schema = resolved(shape);
  if (schema === undefined) return undefined;
  if (typeof schema.type === "string") return Object.hasOwn(KINDS, schema.type) ? KINDS[schema.type] : undefined;
  const values: readonly Json[] = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const ?? null] : [];
  return values.length > 0 && values.every((value) => typeof value === "string") ? "string" : undefined;
}

/** Whether an object of this shape must have the member. */
export function isRequired(shape: FieldShape, name: string): boolean {
  const required = resolved(shape)?.required;
  return Array.isArray(required) && required.includes(name);
}

/** Whether numbers of this shape are whole. */
export function isWhole(shape: FieldShape): boolean {
  return resolved(shape)?.type === "integer";
}

/** Follows references into the same schema (RFC 6901 pointers), as many as anyone writes by hand. */
function resolved({ schema, root }: FieldShape): Schema | undefined {
  let at = schema;
  for (let step = 0; at !== undefined && typeof at.$ref === "string"; step++) {
    if (step === 8 || !at.$ref.startsWith("#/")) return undefined;
    let target: Json | undefined = root;
    for (const part of at.$ref.slice(2).split("/")) target = asSchema(target)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
    at = asSchema(target);
  }
  return at;
}

function asSchema(value: Json | undefined): Schema | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Schema) : undefined;
}
