/** How often one yes counts: once, or for this exact call a few times until a time. Never for other calls. */
import type { ReactNode } from "react";

export interface Scope {
  readonly times: number;
  readonly minutes: number;
}

const TIMES = [1, 3, 10];
const MINUTES: readonly (readonly [minutes: number, words: string])[] = [
  [15, "15 minutes"],
  [60, "1 hour"],
  [480, "8 hours"],
];

export function ScopeChoice({ scope, change }: { readonly scope: Scope; readonly change: (scope: Scope) => void }): ReactNode {
  return (
    <div className="row scope">
      <label className="row">
        This exact call
        <select className="field" value={scope.times} onChange={(event) => change({ ...scope, times: Number(event.target.value) })}>
          {TIMES.map((times) => (
            <option key={times} value={times}>
              {times === 1 ? "once" : `${times} times`}
            </option>
          ))}
        </select>
      </label>
      {scope.times === 1 ? null : (
        <label className="row">
          within
          <select className="field" value={scope.minutes} onChange={(event) => change({ ...scope, minutes: Number(event.target.value) })}>
            {MINUTES.map(([minutes, words]) => (
              <option key={minutes} value={minutes}>
                {words}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
