/** On whose word each critical value of a call comes, with the words themselves. */
import type { ReactNode } from "react";
import type { ApiInboxDetail, ApiOrigin } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";

export function Origins({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  if (detail.origins.length === 0) return null;
  return (
    <section className="card stack">
      <h2>Where its values come from</h2>
      {detail.origins.map((origin) => (
        <div key={`${origin.charter} ${origin.at}`} className="stack">
          <code>{origin.at === "" ? "the whole call" : origin.at}</code>
          <Places origin={origin} />
        </div>
      ))}
    </section>
  );
}

function Places({ origin }: { readonly origin: ApiOrigin }): ReactNode {
  if (origin.places.length === 0) {
    return <p className="notice is-escalate">Nobody wrote it: neither the user nor any result holds this value. It is the agent's own.</p>;
  }
  return (
    <ul className="stack">
      {origin.places.map((place) => (
        <li key={`${place.where} ${place.field ?? ""} ${place.quote}`} className="quote">
          <div className="row">
            {place.sources.map((source) => (
              <span key={source} className="pill">
                {source}
              </span>
            ))}
            <span className="quiet">
              <ExactText text={place.field === undefined ? place.where : `${place.where} ${place.field}`} />
            </span>
          </div>
          <blockquote>
            <ExactText text={place.quote} isQuoted />
          </blockquote>
        </li>
      ))}
    </ul>
  );
}
