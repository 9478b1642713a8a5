/** What the interpreters understand of a call's arguments, field by field. */
import type { ReactNode } from "react";
import type { ApiInboxDetail } from "../../console-server/api.ts";
import { ExactJson } from "../exact/exact-json.tsx";

export function Meanings({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  if (detail.meanings.length === 0) return null;
  return (
    <section className="card stack">
      <h2>What it means</h2>
      {detail.meanings.map(({ at, interpreter, record }) => (
        <div key={`${at} ${interpreter}`} className="stack">
          <div className="row">
            <code>{at === "" ? "the whole call" : at}</code>
            <span className="quiet">read as {interpreter}</span>
            {record["opaque"] === true ? <span className="pill is-escalate">not fully understood</span> : null}
          </div>
          <ExactJson value={record} />
        </div>
      ))}
    </section>
  );
}
