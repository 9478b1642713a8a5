/** Which kinds of value a pinned input schema lets through at one place of a call's arguments: the door refuses all others. */
import type { Json } from "../../kernel/index.ts";
import type { Kind } from "../classes/partition.ts";
import { argumentsShape, type FieldShape, isRequired, isWhole, kindOf, memberShape } from "./field-shape.ts";

export interface ArgumentDomain {
  /** Absent where the schema leaves it open. */
  readonly kinds?: ReadonlySet<Kind>;
  /** Numbers there are whole. */
  readonly whole?: boolean;
}

/** The domain of the place that member names lead to. */
export function argumentDomain(inputSchema: Json | undefined, path: readonly string[]): ArgumentDomain {
  let shape: FieldShape = argumentsShape("", inputSchema);
  let isThere = true;
  if (shape.schema === undefined) return {};
  for (const [depth, name] of path.entries()) {
    isThere &&= isRequired(shape, name);
    const member = memberShape(shape, name);
    // The door refuses unknown fields at the top only.
    if ("names" in member) return depth === 0 ? { kinds: new Set(["undefined"]) } : {};
    shape = member;
  }
  const kind = path.length === 0 ? "object" : kindOf(shape);
  if (kind === undefined) return {};
  return { kinds: new Set(isThere ? [kind] : [kind, "undefined"]), whole: isWhole(shape) };
}
