/** What follows from a yes: what cannot be taken back, the state it would lead to, and who else must answer. */
import type { ReactNode } from "react";
import type { ApiChange, ApiInboxDetail } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";

export function Consequences({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  const { irreversible, state, isHigh, needs, ticket } = detail;
  return (
    <section className="card stack">
      <h2>What follows from yes</h2>
      {irreversible.map((words) => (
        <p key={words} className="notice is-deny">
          <strong>Cannot be taken back:</strong> <ExactText text={words} />
        </p>
      ))}
      {state.then.length > 0 ? <Changes changes={state.then} /> : null}
      {state.then.length === 0 && !state.contained ? <p className="quiet">No state variable changes.</p> : null}
      {state.contained ? <p className="notice is-quarantine">{CONTAINED[detail.verdict]}</p> : null}
      {isHigh && needs.renderers > 1 ? (
        <p className="notice is-escalate">
          High severity: this page alone is not enough. One more yes must come from another screen, which shows the call by itself:{" "}
          <code>interlock approve {ticket}</code>
        </p>
      ) : null}
      <Needs detail={detail} />
    </section>
  );
}

const CONTAINED: { readonly [verdict in ApiInboxDetail["verdict"]]: string } = {
  quarantine: "The session is contained. Releasing ends that, unless you keep it.",
  escalate: "The session is contained because of another call. A yes runs this one nevertheless.",
  allow: "The session is contained.",
};

function Changes({ changes }: { readonly changes: readonly ApiChange[] }): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          <th>State</th>
          <th>Now</th>
          <th>Then</th>
          <th>When</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ variable, scope, before, values, when }) => (
          <tr key={variable}>
            <td>
              <code>{variable}</code> <span className="quiet">{scope}</span>
            </td>
            <td>
              <code>{before.join(" or ")}</code>
            </td>
            <td>
              <strong className="mono">{values.join(" or ")}</strong>
            </td>
            <td className="quiet">{when === "decision" ? "before it runs" : "if it succeeds"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Needs({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  const { needs, given } = detail;
  return (
    <ul className="stack">
      {needs.roles.map(({ role, approvals, given: by }) => (
        <li key={role} className="row">
          <span>
            {Math.min(by.length, approvals)} of {approvals} {approvals === 1 ? "answer" : "answers by different people"} as{" "}
            <strong>{role}</strong>
          </span>
          {by.map((person) => (
            <span key={person} className="pill is-allow">
              {person}
            </span>
          ))}
        </li>
      ))}
      {needs.renderers > 1 ? (
        <li>
          {needs.givenRenderers} of {needs.renderers} different screens
        </li>
      ) : null}
      {needs.notBy === undefined ? null : (
        <li className="quiet">
          <ExactText text={needs.notBy} /> asked for it, so their own answer does not count
        </li>
      )}
      {given.map((answer) => (
        <li key={answer.entry} className="quiet">
          {answer.kind} by {answer.person} as {answer.role}, on {answer.renderer}
        </li>
      ))}
    </ul>
  );
}
