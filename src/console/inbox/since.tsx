/** What is not any more as it was when the call began to wait: a yes is decided in what holds now. */
import type { ReactNode } from "react";
import type { ApiInboxDetail } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { digestText } from "../frame/words.ts";

export function Since({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  const { state, charter, definition, files } = detail.since;
  if (state.length === 0 && charter === undefined && definition === undefined && files.length === 0) return null;
  return (
    <section className="card stack" aria-label="Since it was parked">
      <h2>Since it was parked</h2>
      {charter === undefined ? null : (
        <p className="notice is-deny">
          The charter was <ExactText text={charter.before} />, it is <ExactText text={charter.now} />: a yes is denied as changed.
        </p>
      )}
      {definition === undefined ? null : (
        <p className="notice is-deny">
          Its tool was pinned as <code>{digestOr(definition.before)}</code>, it is <code>{digestOr(definition.now)}</code>.
        </p>
      )}
      {files.map((path) => (
        <p key={path} className="notice is-escalate">
          <ExactText text={path} /> has changed: what the call does to it is not what is shown here.
        </p>
      ))}
      {state.map(({ variable, scope, before, values }) => (
        <p key={variable}>
          <code>{variable}</code> <span className="quiet">{scope}</span> was <code>{before.join(" or ")}</code>, it is{" "}
          <strong className="mono">{values.join(" or ")}</strong>
        </p>
      ))}
    </section>
  );
}

function digestOr(digest: string): string {
  return digest === "" ? "nothing" : digestText(digest);
}
