/** A no with its reason: sealed into the ledger, told to the agent as a refusal by a person, never as an expiry. */
import { type FormEvent, type ReactNode, type RefObject, useId } from "react";
import type { ApiAnswerDraft, ApiAnswerKind } from "../../console-server/api.ts";

interface RefuseDialogProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly kind: ApiAnswerKind;
  readonly words: string;
  readonly refuse: (said: Pick<ApiAnswerDraft, "reason" | "containment">) => void;
}

export function RefuseDialog({ ref, kind, words, refuse }: RefuseDialogProps): ReactNode {
  const title = useId();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const reason = said.get("reason");
    ref.current?.close();
    refuse({
      ...(typeof reason === "string" && reason.trim() !== "" ? { reason: reason.trim() } : {}),
      ...(kind === "discard" ? { containment: said.get("ends") === "on" ? "end" : "keep" } : {}),
    });
  };
  return (
    <dialog ref={ref} className="card" aria-labelledby={title}>
      <form className="stack" onSubmit={submit}>
        <h1 id={title}>{words} this call</h1>
        <label className="labelled">
          Why (others will read it in the ledger)
          <textarea className="field" name="reason" rows={3} maxLength={2_000} />
        </label>
        {kind === "discard" ? (
          <label className="choice">
            <input type="checkbox" name="ends" /> end the session's containment too
          </label>
        ) : null}
        <div className="row">
          <button type="submit" className="button grave">
            {words}, with your passkey
          </button>
          <button type="button" className="button" onClick={() => ref.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
}
