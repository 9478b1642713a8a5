/**
 * What the pins let through, for a comparison of two charters: the kinds of value at each place of a tool's arguments, and
 * whole calls, with plain values for what the schema wants and no condition speaks of.
 */
import { argumentDomain } from "../../charter/index.ts";
import type { Json } from "../../crypto/index.ts";
import { type Lock, lockedTools } from "../../execution/index.ts";
import { validateArguments } from "../../meaning/index.ts";
import type { PinnedShape } from "../../verifier/index.ts";

type Members = { readonly [name: string]: Json };

/** The shape of calls under the newer pins; a tool that only the older ones have is taken from there. */
export function pinnedShape(old: Lock, new_: Lock): PinnedShape {
  const schemas = new Map([...lockedTools(old), ...lockedTools(new_)].map(({ name, inputSchema }) => [name, inputSchema]));
  return {
    domainAt: (tool) => (path) => argumentDomain(schemas.get(tool), path),
    complete: (tool, args) => {
      const schema = schemas.get(tool);
      if (schema === undefined) return args;
      const whole = completed(membersOf(schema), args);
      return validateArguments(schema, whole).ok ? whole : undefined;
    },
  };
}

/** The arguments, with a sample for each required member that is absent. */
function completed(schema: Members, args: Json): Json {
  const members = membersOf(args);
  const properties = membersOf(schema["properties"]);
  const required = (Array.isArray(schema["required"]) ? schema["required"] : []).filter((name) => typeof name === "string");
  const missing = required.filter((name) => !Object.hasOwn(members, name)).map((name) => [name, sample(membersOf(properties[name]))]);
  return { ...members, ...Object.fromEntries(missing) };
}

/** A plain value that a schema probably accepts; whoever uses it checks. */
function sample(schema: Members): Json {
  const {
    enum: values,
    const: only,
    type,
    minimum,
    minLength,
    items,
    minItems,
  } = schema as { readonly [keyword: string]: Json | undefined };
  if (only !== undefined) return only;
  if (Array.isArray(values)) return values[0] ?? null;
  switch (type) {
    case "number":
    case "integer":
      return typeof minimum === "number" ? minimum : 1;
    case "boolean":
      return false;
    case "array":
      return Array.from({ length: typeof minItems === "number" ? Math.min(minItems, 8) : 0 }, () => sample(membersOf(items)));
    case "object":
      return completed(schema, {});
    case "null":
      return null;
    default:
      return "example".padEnd(typeof minLength === "number" ? Math.min(minLength, 1_000) : 0, "x");
  }
}

function membersOf(value: Json | undefined): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}
