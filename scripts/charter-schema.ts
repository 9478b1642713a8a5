/**
 * Writes docs/charter.schema.json, which editors complete and check charters with, from the grammar.
 *   node scripts/charter-schema.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { charterJsonSchema } from "../src/charter/index.ts";

/** Where the schema lies in the tree. */
export const CHARTER_SCHEMA = "docs/charter.schema.json";

export function renderCharterSchema(): string {
  return `${JSON.stringify(charterJsonSchema(), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, "..", CHARTER_SCHEMA), renderCharterSchema());
