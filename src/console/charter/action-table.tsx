/** One action as a decision table: verdict, condition, who is asked, and a call for which it is so. */
import type { ReactNode } from "react";
import type { ApiAction } from "../../console-server/api.ts";
import { ExactJson } from "../exact/exact-json.tsx";
import { ExactText } from "../exact/exact-text.tsx";
import { VerdictPill } from "../frame/verdict-pill.tsx";
import { spanText } from "../frame/words.ts";

type Row = ApiAction["rows"][number];

export function ActionTable({ action, isOpen }: { readonly action: ApiAction; readonly isOpen: boolean }): ReactNode {
  return (
    <details className="card action" open={isOpen}>
      <summary className="row spread">
        <span>
          <strong>
            <ExactText text={action.name} />
          </strong>{" "}
          {action.tools.join() === action.name ? null : (
            <span className="quiet">
              <ExactText text={action.tools.join(", ")} />
            </span>
          )}
        </span>
        <span className="row">
          {action.whileContained ? <span className="pill">also while contained</span> : null}
          {[...new Set(action.rows.map(({ verdict }) => verdict))].map((verdict) => (
            <VerdictPill key={verdict} verdict={verdict} />
          ))}
        </span>
      </summary>
      <table>
        <thead>
          <tr>
            <th>Verdict</th>
            <th>When</th>
            <th>Asks</th>
            <th>For example</th>
          </tr>
        </thead>
        <tbody>
          {action.rows.map((row) => (
            <tr key={`${row.verdict} ${row.clause ?? ""} ${row.condition} ${row.at ?? ""}`}>
              <td>
                <VerdictPill verdict={row.verdict} />
              </td>
              <td>
                <Condition row={row} />
                <div className="quiet">
                  <ExactText text={[row.clause, row.at].filter((each) => each !== undefined).join(", ")} />
                </div>
              </td>
              <td>{asks(row)}</td>
              <td>{row.example === undefined ? "" : <ExactJson value={row.example.args} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Condition({ row: { decides, condition } }: { readonly row: Row }): ReactNode {
  if (decides === "always" || decides === "otherwise") return decides;
  return (
    <>
      {decides === "unless" ? "unless " : ""}
      <ExactText text={condition} />
      {decides === "without-value" ? " has no value" : ""}
    </>
  );
}

function asks({ obligation }: Row): string {
  if (obligation === undefined) return "";
  const { approvals, role, withinMs, severity } = obligation;
  return `${approvals} × ${role} within ${spanText(withinMs)}${severity === "high" ? ", on two screens" : ""}`;
}
