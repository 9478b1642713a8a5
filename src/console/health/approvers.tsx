/** Who may answer, by what, and how much they are asked. */
import { type ReactNode, useState } from "react";
import type { ApiHealth, ApiPersonLoad } from "../../console-server/api.ts";
import { useLive } from "../frame/console-context.tsx";
import { loadText } from "../frame/words.ts";
import { EnrolPasskey } from "../inbox/enrol-passkey.tsx";

export function Approvers({ people }: Pick<ApiHealth, "people">): ReactNode {
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
              <strong>{person}</strong> <span className="quiet">{roles.join(", ")}</span>{" "}
              <Load load={people.find((one) => one.person === person)} />
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

/** Of the person, in all roles and with all keys. */
function Load({ load }: { readonly load: ApiPersonLoad | undefined }): ReactNode {
  return load === undefined ? null : <span className="quiet number">· {loadText(load)}</span>;
}
