/**
 * Which top-level fields an input schema names, itself or through what it composes: `allOf`, `anyOf`, `oneOf`,
 * `if`/`then`/`else`, dependent schemas and references into itself. A field that is merely not forbidden is not named.
 */
import type { Json } from "../../kernel/index.ts";
import { SCHEMA_WALK_MAX } from "../limits.ts";

export interface TopLevelFields {
  readonly names: readonly string[];
  /** True for a named field, one that a name pattern describes, or any if the schema describes all others. */
  readonly admits: (name: string) => boolean;
}

type Schema = { readonly [keyword: string]: Json };
export type PatternEngine = (pattern: string) => { readonly test: (text: string) => boolean };

const COMPOSING = ["allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependencies"] as const;

/** Throws what the pattern engine throws. Subschemas beyond the limit name nothing, so their fields are refused. */
export function topLevelFields(schema: Schema, engine: PatternEngine): TopLevelFields {
  const names = new Set<string>();
  const patterns = new Set<string>();
  let open = false;
  const seen = new Set<Schema>();
  const waiting: Schema[] = [schema];
  for (let next = waiting.pop(); next !== undefined && seen.size < SCHEMA_WALK_MAX; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const name of Object.keys(asSchema(next.properties) ?? {})) names.add(name);
    for (const pattern of Object.keys(asSchema(next.patternProperties) ?? {})) patterns.add(pattern);
    if (describesOthers(next.additionalProperties) || describesOthers(next.unevaluatedProperties)) open = true;
    waiting.push(...composed(next, schema));
  }
  const engines = [...patterns].map(engine);
  const admits = (name: string): boolean => open || names.has(name) || engines.some((pattern) => pattern.test(name));
  return { names: [...names].sort(), admits };
}

/** `additionalProperties: {type: string}` describes the other fields; `true` and `{}` only fail to forbid them. */
function describesOthers(value: Json | undefined): boolean {
  return Object.keys(asSchema(value) ?? {}).length > 0;
}

function composed(schema: Schema, root: Schema): Schema[] {
  const found: (Json | undefined)[] = [referred(schema.$ref, root)];
  for (const keyword of COMPOSING) {
    const value = schema[keyword];
    if (Array.isArray(value)) found.push(...value);
    else if (keyword.startsWith("depend")) found.push(...Object.values(asSchema(value) ?? {}));
    else found.push(value);
  }
  return found.map(asSchema).filter((inner) => inner !== undefined);
}

/** A JSON pointer into the schema itself (RFC 6901). Every other reference fails in the validator. */
function referred(reference: Json | undefined, root: Schema): Json | undefined {
  if (typeof reference !== "string" || !/^#(\/|$)/.test(reference)) return undefined;
  let current: Json | undefined = root;
  for (const part of reference.slice(1).split("/").slice(1)) {
    if (current === null || typeof current !== "object") return undefined;
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    current = Object.entries(current).find(([member]) => member === name)?.[1];
  }
  return current;
}

function asSchema(value: Json | undefined): Schema | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Schema) : undefined;
}
