/** What somebody sees who is not let in: how to get in by a link, or by signing in where the console has an identity provider. */
import { type ReactNode, useState } from "react";
import type { ApiFault, ApiLogin, ApiLoginBegun } from "../../console-server/api.ts";
import { useConsole, useReading } from "./console-context.tsx";
import { Failed } from "./states.tsx";
import { keepPlace } from "./way-back.ts";

export function NoEntry({ fault }: { readonly fault: ApiFault }): ReactNode {
  const { refused } = useConsole();
  const { issuer } = useReading<ApiLogin>("/api/login").value ?? {};
  return (
    <main className="no-entry">
      <div className="card stack">
        <h1>Interlock</h1>
        {refused === undefined ? null : <Failed fault={{ code: refused, message: REFUSALS[refused] ?? "you were not signed in" }} />}
        {issuer === undefined ? null : <SignIn issuer={issuer} />}
        <p>This console opens with a link that works once. It is printed in the terminal where Interlock runs; make a new one there:</p>
        <pre className="notice">interlock console</pre>
        <p className="quiet">
          {fault.message} <code>{fault.code}</code>
        </p>
      </div>
    </main>
  );
}

/** The page is here, and its server is not: it is asked again until it answers. */
export function NoAnswer(): ReactNode {
  return (
    <main className="no-entry">
      <div className="card stack" role="status">
        <h1>Interlock</h1>
        <p>The console does not answer: it is not running, or it cannot be reached. Start it in the charter's folder, in a terminal:</p>
        <pre className="notice">interlock console</pre>
        <p className="quiet">Trying again …</p>
      </div>
    </main>
  );
}

/** Of the sign-in that has just ended. */
const REFUSALS: { readonly [code: string]: string } = {
  "console-server/sign-in-unknown": "this sign-in was not begun here, is over, or took too long",
  "console-server/sign-in-refused": "what the identity provider says about you does not hold",
  "console-server/not-a-viewer": "you are signed in, but not among those who may look",
  "console-server/provider-unreachable": "the identity provider does not answer",
};

function SignIn({ issuer }: { readonly issuer: string }): ReactNode {
  const { server } = useConsole();
  const [fault, setFault] = useState<ApiFault>();
  const begin = async (): Promise<void> => {
    const begun = await server.tell<ApiLoginBegun>("/api/login", {});
    if (begun.ok) {
      keepPlace(sessionStorage, location.hash);
      location.assign(begun.value.url);
    } else setFault(begun.fault);
  };
  return (
    <div className="stack">
      {fault === undefined ? null : <Failed fault={fault} />}
      <div>
        <button type="button" className="button primary" onClick={() => void begin()}>
          Sign in with {new URL(issuer).host}
        </button>
      </div>
      <p className="quiet">Signing in lets you look. Answers are signed by your own passkey or key.</p>
    </div>
  );
}
