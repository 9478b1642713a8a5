/** Which clauses ask, and what one that asks in vain could say instead: words for the charter's authors, changed by nobody here. */
import type { ReactNode } from "react";
import type { ApiAttention } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { linkTo } from "../frame/route.ts";
import { countText } from "../frame/words.ts";

type AskingClause = ApiAttention["clauses"][number];

export function AskingClauses({ clauses }: Pick<ApiAttention, "clauses">): ReactNode {
  if (clauses.length === 0) return null;
  const most = Math.max(...clauses.map(({ asked }) => asked), 1);
  const suggested = clauses.filter(({ suggestion }) => suggestion !== undefined).length;
  return (
    <section className="card stack">
      <div className="row spread">
        <h2>Which clauses ask</h2>
        {suggested === 0 ? null : (
          <span className="quiet">
            {suggested} could say more. <a href={linkTo("charter")}>The charter</a> changes only when its authors sign it.
          </span>
        )}
      </div>
      <ul className="stack">
        {clauses.map((clause) => (
          <li key={clause.clause} className="asking-clause">
            <div className="row spread">
              <span>
                <code>{clause.clause}</code> <span className="quiet">{clause.at ?? ""}</span>
              </span>
              <span className="number">{countsText(clause)}</span>
            </div>
            <span className="bar" style={{ width: `${(100 * clause.asked) / most}%` }} />
            <Suggestion clause={clause} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Suggestion({ clause: { suggestion, narrower } }: { readonly clause: AskingClause }): ReactNode {
  if (suggestion === undefined) return null;
  return (
    <div className="notice stack">
      <p>
        <strong>Could say more:</strong> <ExactText text={suggestion} />
      </p>
      {narrower === undefined ? null : <ExactText text={narrower} />}
    </div>
  );
}

function countsText({ asked, yes, no, expired, superseded, waiting }: AskingClause): string {
  const fates = { yes, no, expired, superseded, waiting };
  const words = Object.entries(fates).flatMap(([fate, count]) => (count === 0 ? [] : [`${countText(count)} ${fate}`]));
  return `asked ${countText(asked)}: ${words.join(", ")}`;
}
