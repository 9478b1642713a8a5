/** The JSON Schema of charters, for editors: generated from the grammar, so that it can't say anything else. */
import { CHARTER } from "./grammar.ts";
import type { JsonSchema } from "./shape.ts";

/** A JSON Schema (2020-12). It accepts every charter that the grammar accepts; conditions are only texts to it. */
export function charterJsonSchema(): { readonly [keyword: string]: unknown } {
  const schema: JsonSchema = CHARTER.schema;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Interlock charter",
    ...(typeof schema === "boolean" ? {} : schema),
  };
}
