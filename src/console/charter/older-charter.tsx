/** One line, where a session began under a charter that another has followed: which of them judges it. */
import type { ReactNode } from "react";
import type { ApiOlderCharter } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";

export function OlderCharter({ older }: { readonly older: ApiOlderCharter | undefined }): ReactNode {
  if (older === undefined) return null;
  const [own, inForce] = [<ExactText key="own" text={older.name} />, <ExactText key="new" text={older.inForce} />];
  return older.as === "pinned" ? (
    <p className="notice">
      The session is judged by {own}, under which it began, while {inForce} is in force.
    </p>
  ) : (
    <p className="notice">
      The session is judged by {inForce}; what {own}, under which it began, is more severe about is denied.
    </p>
  );
}
