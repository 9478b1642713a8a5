/** Who may answer, and by what. */
import { type ReactNode, useState } from "react";
import { useLive } from "../frame/console-context.tsx";
import { EnrolPasskey } from "../inbox/enrol-passkey.tsx";

export function Approvers(): ReactNode {
  const { me } = useLive();
  const here = (me?.approvers ?? []).filter(({ isHere }) => isHere).length;
  /** How many answered here when somebody began to make a passkey: one more, and that is done. */
  const [before, setBefore] = useState<number>();
  const isEnrolling = before !== undefined && here <= before;
  return (
    <section className="card stack">
      <div className="row spread">
        <h2>Approvers</h2>
        {isEnrolling ? null : (
          <button type="button" className="button" onClick={() => setBefore(here)}>
            Add a passkey
          </button>
        )}
      </div>
      <ul className="stack">
        {(me?.approvers ?? []).map(({ id, person, roles, how, isHere }) => (
          <li key={id} className="row spread">
            <span>
              <strong>{person}</strong> <span className="quiet">{roles.join(", ")}</span>
            </span>
            <span className="row">
              {isHere ? <span className="pill is-allow">answers here</span> : null}
              <span className="pill">{how === "passkey" ? "passkey" : "key, in a terminal"}</span>
              <code className="quiet">{id}</code>
            </span>
          </li>
        ))}
      </ul>
      {isEnrolling ? <EnrolPasskey /> : null}
    </section>
  );
}
