/** Every key that the page listens to, on one card. */
import type { ReactNode, Ref } from "react";

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["j", "k"], "next, previous"],
  [["Enter"], "open what is chosen"],
  [["a"], "approve (or release): asks for your passkey"],
  [["r"], "reject (or discard), with a reason"],
  [["o"], "open everything that is folded"],
  [["/"], "search"],
  [["Esc"], "back to the list"],
  [["1", "…", "6"], "inbox, sessions, charter, ledger, attention, health"],
  [["?"], "this card"],
];

export function KeysDialog({ ref }: { readonly ref: Ref<HTMLDialogElement> }): ReactNode {
  return (
    <dialog ref={ref} className="card" aria-labelledby="keys-title">
      <h1 id="keys-title">Keys</h1>
      <dl className="facts">
        {KEYS.map(([keys, what]) => (
          <div key={what} className="key-line">
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  );
}
