/** Why a condition has no value for a call, as far as agent or user can mend it: what was not understood, what is not known (any more). */
import type { Machine } from "../../kernel/index.ts";
import { type Deriving, derive } from "../../meaning/index.ts";
import type { Lack } from "../../vocabulary/index.ts";
import type { SessionOrigin } from "../state/origins.ts";

/** `about` is what the condition reads, in the charter's words; `tools` are those whose results fill it. */
export type MissingFact =
  | { readonly code: "meaning/unintelligible"; readonly about: string }
  | { readonly code: "origin/full"; readonly about: string }
  | { readonly code: "record/unknown"; readonly about: string; readonly tools: readonly string[] };

/** What a condition that needs these lacks; nothing where it has no value for another reason. */
export function missingFacts(
  { document }: Machine,
  needs: readonly Lack[],
  from: Deriving,
  origin: Pick<SessionOrigin, "isFull">,
): readonly MissingFact[] {
  return needs.flatMap((need): readonly MissingFact[] => {
    const { about } = need;
    if (need.code === "origin/full") return origin.isFull(need.charter) ? [{ code: need.code, about }] : [];
    if (derive(need.lacks, from) !== true) return [];
    return need.code === "record/unknown"
      ? [{ code: need.code, about, tools: toolsFilling(document, need.record) }]
      : [{ code: need.code, about }];
  });
}

function toolsFilling({ records = [] }: Machine["document"], name: string): readonly string[] {
  const rules = records as unknown as readonly { readonly name: string; readonly tools: readonly string[] }[];
  return rules.find((one) => one.name === name)?.tools ?? [];
}
