/** A verdict as a coloured word; the colour is never the only sign. */
import type { ReactNode } from "react";
import type { ApiVerdict } from "../../console-server/api.ts";
import { VERDICT_WORDS } from "./words.ts";

export function VerdictPill({ verdict, words }: { readonly verdict: ApiVerdict; readonly words?: string | undefined }): ReactNode {
  return <span className={`pill is-${verdict}`}>{words ?? VERDICT_WORDS[verdict]}</span>;
}
