/** The frame of every dialog that ends in a signature: what is asked, one way on by passkey, one way out. */
import { type FormEvent, type ReactNode, type RefObject, useId } from "react";

interface SigningDialogProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly title: string;
  /** What the button says that it does. */
  readonly words: string;
  readonly kind: "primary" | "grave";
  readonly sign: (said: FormData) => void;
  readonly children: ReactNode;
}

export function SigningDialog({ ref, title, words, kind, sign, children }: SigningDialogProps): ReactNode {
  const heading = useId();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    ref.current?.close();
    sign(said);
  };
  return (
    <dialog ref={ref} className="card" aria-labelledby={heading}>
      <form className="stack" onSubmit={submit}>
        <h1 id={heading}>{title}</h1>
        {children}
        <div className="row">
          <button type="submit" className={`button ${kind}`}>
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
