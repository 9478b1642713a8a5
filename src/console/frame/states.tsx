/** What a view shows while it has nothing to show: bones while it loads, why there is nothing, or what went wrong and what to do. */
import type { ReactNode } from "react";
import type { ApiFault } from "../../console-server/api.ts";
import type { Reading } from "./console-context.tsx";

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className="stack pane" role="status">
      <span className="hidden-text">Loading {what}</span>
      {[45, 90, 75, 60].map((width) => (
        <div key={width} className="bones" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

export function Failed({ fault, again }: { readonly fault: ApiFault; readonly again?: () => void }): ReactNode {
  return (
    <div className="notice is-deny stack" role="alert">
      <div>
        <strong>{fault.message}</strong> <code className="quiet">{fault.code}</code>
      </div>
      {fault.remedy === undefined ? null : <p>{fault.remedy}</p>}
      {again === undefined ? null : (
        <div>
          <button type="button" className="button" onClick={again}>
            Try again
          </button>
        </div>
      )}
    </div>
  );
}

/** An answer of the server in each of its states. */
export function WhenRead<T>({ reading, what, children }: WhenReadProps<T>): ReactNode {
  if (reading.value !== undefined) return children(reading.value);
  return reading.fault === undefined ? (
    <Loading what={what} />
  ) : (
    <div className="pane">
      <Failed fault={reading.fault} again={reading.again} />
    </div>
  );
}

interface WhenReadProps<T> {
  readonly reading: Reading<T>;
  readonly what: string;
  readonly children: (value: T) => ReactNode;
}
