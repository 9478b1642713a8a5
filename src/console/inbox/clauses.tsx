/** Why a call asks: the clauses that fired, in the words of the charter's authors, at their place in its text. */
import type { ReactNode } from "react";
import type { ApiClause, ApiInboxDetail } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { VerdictPill } from "../frame/verdict-pill.tsx";

export function Clauses({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  return (
    <section className="card stack">
      <h2>Why it asks</h2>
      {detail.clauses.length === 0 ? (
        <p>
          <ExactText text={detail.explanation} />
        </p>
      ) : null}
      {detail.clauses.map((clause) => (
        <div key={`${clause.name} ${clause.at}`} className="stack clause">
          <div className="row spread">
            <strong>
              <ExactText text={clause.name} />
            </strong>
            <span className="row">
              <code className="quiet">{clause.at}</code>
              <VerdictPill verdict={clause.verdict} />
            </span>
          </div>
          {clause.source === undefined ? <ConditionOf clause={clause} /> : <SourceLines source={clause.source} />}
        </div>
      ))}
      {detail.codes.length === 0 ? null : (
        <p className="quiet">
          <code>{detail.codes.join(" ")}</code>
        </p>
      )}
    </section>
  );
}

function ConditionOf({ clause }: { readonly clause: ApiClause }): ReactNode {
  return <div className="notice">{clause.condition === "" ? "always" : <ExactText text={clause.condition} />}</div>;
}

function SourceLines({ source }: { readonly source: NonNullable<ApiClause["source"]> }): ReactNode {
  return (
    <ol className="source">
      {source.lines.map((line, index) => {
        const number = source.first + index;
        return (
          <li key={number} aria-current={number === source.line ? "true" : undefined}>
            <span className="quiet number">{number}</span> <ExactText text={line} />
          </li>
        );
      })}
    </ol>
  );
}
