/** Attention is a budget: how often people were asked over the last day, what they answered, and by which clauses. */
import type { ReactNode } from "react";
import type { ApiHealth } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { countText, spanText } from "../frame/words.ts";

export function Load({ health }: { readonly health: ApiHealth }): ReactNode {
  return (
    <section className="card stack scrolls">
      <h2>How much is asked of people, over the last day</h2>
      {health.load.length === 0 ? <p className="quiet">Nobody was asked.</p> : <People health={health} />}
      {health.roles.length === 0 ? null : <RoleLoad health={health} />}
      {health.clauses.length === 0 ? null : <ClauseLoad health={health} />}
    </section>
  );
}

function People({ health }: { readonly health: ApiHealth }): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          <th>Person</th>
          <th>Waiting</th>
          <th>Yes</th>
          <th>No</th>
          <th>Expired</th>
          <th>Usually answers in</th>
        </tr>
      </thead>
      <tbody>
        {health.load.map(({ person, roles, waiting, yes, no, expired, medianMs }) => (
          <tr key={person}>
            <td>
              <strong>{person}</strong> <span className="quiet">{roles.join(", ")}</span>
            </td>
            <td className="number">{countText(waiting)}</td>
            <td className="number">{countText(yes)}</td>
            <td className="number">{countText(no)}</td>
            <td className="number">{countText(expired)}</td>
            <td className="number">{medianMs === undefined ? "–" : spanText(medianMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RoleLoad({ health }: { readonly health: ApiHealth }): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          <th>Role</th>
          <th>Asked</th>
          <th>Yes</th>
          <th>No</th>
          <th>Expired</th>
          <th>Superseded</th>
          <th>First answer in</th>
        </tr>
      </thead>
      <tbody>
        {health.roles.map(({ role, asked, yes, no, expired, superseded, medianMs }) => (
          <tr key={role}>
            <td>
              <code>{role}</code>
            </td>
            {[asked, yes, no, expired, superseded].map((count, column) => (
              <td key={COLUMNS[column]} className="number">
                {countText(count)}
              </td>
            ))}
            <td className="number">{medianMs === undefined ? "–" : spanText(medianMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const COLUMNS = ["asked", "yes", "no", "expired", "superseded"];

function ClauseLoad({ health }: { readonly health: ApiHealth }): ReactNode {
  const most = Math.max(...health.clauses.map(({ asked }) => asked), 1);
  return (
    <table>
      <thead>
        <tr>
          <th>Clause that asked</th>
          <th>Asked</th>
          <th>Yes</th>
          <th>No</th>
          <th>Expired</th>
        </tr>
      </thead>
      <tbody>
        {health.clauses.map(({ clause, asked, yes, no, expired, suggestion, narrower }) => (
          <tr key={clause}>
            <td>
              <code>{clause}</code>
              <span className="bar" style={{ width: `${(100 * asked) / most}%` }} />
              {suggestion === undefined ? null : (
                <p className="quiet">
                  <ExactText text={suggestion} />
                </p>
              )}
              {narrower === undefined ? null : <ExactText text={narrower} />}
            </td>
            <td className="number">{countText(asked)}</td>
            <td className="number">{countText(yes)}</td>
            <td className="number">{countText(no)}</td>
            <td className="number">{countText(expired)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
