/** The load on each person, in all their roles and beside what the charter lets them be asked; and on each role. */
import type { ReactNode } from "react";
import type { ApiAttention } from "../../console-server/api.ts";
import { countText, spanText } from "../frame/words.ts";

export function AskedPeople({ people }: Pick<ApiAttention, "people">): ReactNode {
  return (
    <section className="card stack scrolls">
      <h2>By person</h2>
      <table>
        <thead>
          <tr>
            <th>Person</th>
            <th>Waiting</th>
            <th>Last hour</th>
            <th>Yes</th>
            <th>No</th>
            <th>Expired</th>
            <th>Usually answers in</th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ person, roles, waiting, lastHour, limit, yes, no, expired, medianMs }) => (
            <tr key={person}>
              <td>
                <strong>{person}</strong> <span className="quiet">{roles.join(", ")}</span>
              </td>
              <td className="number">
                <OfLimit count={waiting} limit={limit.waiting} />
              </td>
              <td className="number">
                <OfLimit count={lastHour} limit={limit.anHour} />
              </td>
              <td className="number">{countText(yes)}</td>
              <td className="number">{countText(no)}</td>
              <td className="number">{countText(expired)}</td>
              <td className="number">{medianMs === undefined ? "–" : spanText(medianMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OfLimit({ count, limit }: { readonly count: number; readonly limit: number | undefined }): ReactNode {
  if (limit === undefined) return countText(count);
  return (
    <>
      {countText(count)} of {countText(limit)} {count >= limit ? <span className="pill is-escalate">full</span> : null}
    </>
  );
}

export function AskedRoles({ roles }: Pick<ApiAttention, "roles">): ReactNode {
  if (roles.length === 0) return null;
  return (
    <section className="card stack scrolls">
      <h2>By role</h2>
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
          {roles.map(({ role, asked, yes, no, expired, superseded, medianMs }) => (
            <tr key={role}>
              <td>
                <code>{role}</code>
              </td>
              <td className="number">{countText(asked)}</td>
              <td className="number">{countText(yes)}</td>
              <td className="number">{countText(no)}</td>
              <td className="number">{countText(expired)}</td>
              <td className="number">{countText(superseded)}</td>
              <td className="number">{medianMs === undefined ? "–" : spanText(medianMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
