/** What became of a call that people were asked about, by its last decision. Expired is not rejected, and superseded is neither. */
import type { DecisionEntry } from "../ledger/index.ts";
import type { ApiEnd } from "./api.ts";

export type Fate = "waiting" | "yes" | "no" | "expired" | "superseded";

/** Superseded: it was denied for another reason than a person's or the clock's. */
export function fateOf({ decisions }: { readonly decisions: readonly { readonly said: DecisionEntry }[] }): Fate {
  const last = decisions.at(-1)?.said;
  if (last?.parked !== undefined) return "waiting";
  if (last?.verdict === "allow") return "yes";
  const end = last === undefined ? undefined : endBy(last);
  return end === undefined ? "superseded" : end === "expired" ? "expired" : "no";
}

/** How a wait ended with this decision, where a person's no or the clock ended it. */
export function endBy({ verdict, codes }: Pick<DecisionEntry, "verdict" | "codes">): ApiEnd | undefined {
  if (verdict !== "deny") return undefined;
  if (codes.includes("approval/rejected")) return "rejected";
  if (codes.includes("hold/discarded")) return "discarded";
  return codes.includes("approval/expired") || codes.includes("hold/expired") ? "expired" : undefined;
}
