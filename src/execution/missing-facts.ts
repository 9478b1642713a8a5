/** Why a condition has no value for a call, as far as the call itself can mend it: what was not understood, and what is not known yet. */
import type { Json } from "../crypto/index.ts";
import type { Machine, Reading } from "../kernel/index.ts";
import { interpret, valueAt } from "../meaning/index.ts";
import { type Derived, VOCABULARY } from "../vocabulary/index.ts";

/** `about` is what the condition reads, in the charter's words; `tools` are those whose results fill it. */
export type MissingFact =
  | { readonly code: "meaning/unintelligible"; readonly about: string }
  | { readonly code: "record/unknown"; readonly about: string; readonly tools: readonly string[] };

/** What is missing of the terms of a tool. `facts` are those that each part of the call was judged by. */
export function missingFacts(
  { document }: Machine,
  tool: number,
  calls: readonly { readonly args: Json; readonly facts: { readonly [term: string]: Json | undefined } }[],
): readonly MissingFact[] {
  const [{ args } = { args: null }] = calls;
  const filledBy = new Map((document.records ?? []).map((rules) => [String(memberOf(rules, "name")), textsOf(memberOf(rules, "tools"))]));
  return (document.tools[tool]?.terms ?? []).flatMap(({ name, reads }): readonly MissingFact[] => {
    if (reads.from !== "meaning" || calls.every(({ facts }) => facts[name] !== undefined)) return [];
    const record = recordIn(reads.parameters[0] as unknown as Derived | undefined);
    if (reads.interpreter === "derived")
      return record === undefined ? [] : [{ code: "record/unknown", about: name, tools: filledBy.get(record) ?? [] }];
    return isOpaque(reads, args, document.roots) ? [{ code: "meaning/unintelligible", about: name }] : [];
  });
}

/** There is a value, and it is not understood. */
function isOpaque(reads: Extract<Reading, { from: "meaning" }>, args: Json, roots: { readonly [name: string]: string }): boolean {
  if (!Object.hasOwn(VOCABULARY, reads.interpreter) || valueAt(args, reads.of) === undefined) return false;
  return interpret({ ...reads, field: "opaque", parameters: [] }, args, { roots }) === true;
}

/** The first record that a value rests on. */
function recordIn(derived: Derived | undefined): string | undefined {
  if (derived === undefined || typeof derived !== "object" || derived === null) return undefined;
  if (!Array.isArray(derived) && derived.is === "record") return derived.name;
  for (const inner of Object.values(derived)) {
    const found = recordIn(inner as Derived);
    if (found !== undefined) return found;
  }
  return undefined;
}

function memberOf(value: Json, name: string): Json | undefined {
  return valueAt(value, [name]);
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
