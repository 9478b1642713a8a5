/** A no with its reason: sealed into the ledger, told to the agent as a refusal by a person, never as an expiry. */
import type { ReactNode, RefObject } from "react";
import type { ApiAnswerDraft, ApiAnswerKind } from "../../console-server/api.ts";
import { SigningDialog } from "./signing-dialog.tsx";

interface RefuseDialogProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly kind: ApiAnswerKind;
  readonly words: string;
  readonly refuse: (said: Pick<ApiAnswerDraft, "reason" | "containment">) => void;
}

export function RefuseDialog({ ref, kind, words, refuse }: RefuseDialogProps): ReactNode {
  const sign = (said: FormData): void => {
    const reason = said.get("reason");
    refuse({
      ...(typeof reason === "string" && reason.trim() !== "" ? { reason: reason.trim() } : {}),
      ...(kind === "discard" ? { containment: said.get("ends") === "on" ? "end" : "keep" } : {}),
    });
  };
  return (
    <SigningDialog ref={ref} title={`${words} this call`} words={words} kind="grave" sign={sign}>
      <label className="labelled">
        Why (others will read it in the ledger)
        <textarea className="field" name="reason" rows={3} maxLength={2_000} />
      </label>
      {kind === "discard" ? (
        <label className="choice">
          <input type="checkbox" name="ends" /> end the session's containment too
        </label>
      ) : null}
    </SigningDialog>
  );
}
