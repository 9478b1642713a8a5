/** A verdict as a coloured word; the colour is never the only sign. */
import type { ReactNode } from "react";
import type { ApiEnd, ApiStep, ApiVerdict } from "../../console-server/api.ts";
import { VERDICT_WORDS } from "./words.ts";

export function VerdictPill({ verdict, words }: { readonly verdict: ApiVerdict; readonly words?: string | undefined }): ReactNode {
  return <span className={`pill is-${verdict}`}>{words ?? VERDICT_WORDS[verdict]}</span>;
}

/** A decision's verdict, and where it ended a wait, how: a no that nobody said is not one that somebody said. */
export function DecisionPill({ verdict, end }: Pick<ApiStep["decisions"][number], "verdict" | "end">): ReactNode {
  return end === undefined ? <VerdictPill verdict={verdict} /> : <EndPill end={end} />;
}

/** How a wait ended; `count`: so many did. */
export function EndPill({ end, count }: { readonly end: ApiEnd; readonly count?: number }): ReactNode {
  return <span className={`pill ${end === "expired" ? "is-escalate" : "is-deny"}`}>{count === undefined ? end : `${count} ${end}`}</span>;
}
