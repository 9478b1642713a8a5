/** A mail or a payment as what it is, part by part: the waiting call is all there is of it. */
import type { ReactNode } from "react";
import type { ApiInboxDetail } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";

export function Outbox({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  if (detail.outbox === undefined || detail.verdict === "allow") return null;
  const { is, parts } = detail.outbox;
  return (
    <section className="card stack" aria-label="In the outbox">
      <h2>In the outbox: {is === "mail" ? "a mail" : "a payment"}</h2>
      <p className="quiet">Nothing has been sent.</p>
      <dl className="message">
        {parts.map(({ at, name, texts }) => (
          <div key={at}>
            <dt>
              <ExactText text={name} />
            </dt>
            {texts.length === 0 ? <dd className="quiet">none</dd> : null}
            {texts.map((text, item) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: items of a list have no other name, and never move
              <dd key={item}>
                <ExactText text={text} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}
