/**
 * Operands as values that are computed before they are judged: what lies beyond one question about one argument. The
 * machine reads such a value like any other fact, so in proofs it is the world's choice.
 */
import type { Reading } from "../../kernel/index.ts";
import { type Derived, type Plain, VOCABULARY } from "../../vocabulary/index.ts";
import type { FieldShape } from "./field-shape.ts";
import type { Operand, ValueOperand } from "./operand.ts";

/** The interpreter of readings that hold a derived value as their only parameter. */
const DERIVED = "derived";

/** The operand as such a value; undefined for what only the machine knows (state, facts, conditions) and for origin. */
export function derivedOf(operand: Operand): Derived | undefined {
  switch (operand.kind) {
    case "constant":
      return { is: "constant", value: operand.value };
    case "constants":
      return { is: "constant", value: operand.values };
    case "value":
      return derivedOfReading(operand.reads);
    case "record": {
      const field = VOCABULARY[operand.interpreter]?.compares;
      const of = derivedOfReading(operand.of.reads);
      return of === undefined || field === undefined
        ? undefined
        : { is: "meaning", interpreter: operand.interpreter, of, field, parameters: [] };
    }
    default:
      return undefined;
  }
}

export function derivedOfReading(reads: Reading): Derived | undefined {
  switch (reads.from) {
    case "args":
    case "element":
    case "result": {
      const place: Derived = { is: "place", root: reads.from, path: reads.path };
      return reads.measure === undefined ? place : { is: "size", of: place };
    }
    case "meaning": {
      if (reads.interpreter === DERIVED) return reads.parameters[0] as unknown as Derived;
      if (["origin", "user", "task"].includes(reads.interpreter)) return undefined;
      const { interpreter, field, parameters } = reads;
      const of: Derived =
        reads.each === undefined ? { is: "place", root: "args", path: reads.of } : { is: "place", root: "element", path: reads.each };
      return { is: "meaning", interpreter, of, field, parameters: parameters.map(String) };
    }
    case "fact":
      return reads.fact.startsWith("session.") ? { is: "place", root: "session", path: [reads.fact.slice("session.".length)] } : undefined;
    default:
      return undefined;
  }
}

/** A value that is computed; `each` marks one that rests on the element of a quantifier. */
export function derivedReading(derived: Derived): Extract<Reading, { from: "meaning" }> {
  const reads = { from: "meaning", interpreter: DERIVED, of: [], field: "value", parameters: [derived as unknown as Plain] } as const;
  return restsOnElement(derived) ? { ...reads, each: [] } : reads;
}

export function derivedValue(derived: Derived, shape: FieldShape): ValueOperand {
  return { kind: "value", reads: derivedReading(derived), shapes: [shape] };
}

/** Whether it rests on the element around it; a list's own elements are its own. */
function restsOnElement(derived: Derived): boolean {
  switch (derived.is) {
    case "place":
      return derived.root === "element";
    case "constant":
    case "today":
      return false;
    case "map":
    case "each":
    case "all":
    case "exists":
    case "filter":
      return restsOnElement(derived.list);
    case "record":
    case "unknown":
      return restsOnElement(derived.key);
    case "join":
    case "and":
    case "or":
      return derived.parts.some(restsOnElement);
    case "compare":
      return restsOnElement(derived.left) || restsOnElement(derived.right);
    case "in":
      return restsOnElement(derived.of) || restsOnElement(derived.list);
    default:
      return restsOnElement(derived.of);
  }
}
