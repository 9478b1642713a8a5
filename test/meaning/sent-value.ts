/** What a tool server is given where an agent writes a value that a charter understands: what the real consumers of these tests get. */
import type { Json } from "../../src/kernel/index.ts";
import { canonicalArguments, canonicalForm, type MeaningContext } from "../../src/meaning/index.ts";

/** Undefined where the value is not understood: only a charter that admits what is opaque sends it, as it is. */
export function sentValue(interpreter: string, value: Json, context: MeaningContext): Json | undefined {
  if (canonicalForm(interpreter, value, context) === undefined) return undefined;
  const sent = canonicalArguments([{ interpreter, at: [["value"]] }], { value }, context) as { readonly value: Json } | undefined;
  if (sent === undefined) throw new Error(`what is understood has no form that means the same: ${JSON.stringify(value)}`);
  return sent.value;
}
