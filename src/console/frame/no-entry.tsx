/** What somebody sees who came without a link, or with one that was used. */
import type { ReactNode } from "react";
import type { ApiFault } from "../../console-server/api.ts";

export function NoEntry({ fault }: { readonly fault: ApiFault }): ReactNode {
  return (
    <main className="no-entry">
      <div className="card stack">
        <h1>Interlock</h1>
        <p>This console opens with a link that works once. It is printed in the terminal where Interlock runs; make a new one there:</p>
        <pre className="notice">interlock console</pre>
        <p className="quiet">
          {fault.message} <code>{fault.code}</code>
        </p>
      </div>
    </main>
  );
}
