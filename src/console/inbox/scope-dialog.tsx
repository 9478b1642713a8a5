/** A yes that counts for this exact call more than once: how often and until when, in the words that are signed. */
import { type ReactNode, type RefObject, useState } from "react";
import type { ApiScope, ApiTime } from "../../console-server/api.ts";
import { timeText } from "../frame/words.ts";
import { SigningDialog } from "./signing-dialog.tsx";

interface ScopeDialogProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly now: ApiTime;
  readonly approve: (scope: ApiScope) => void;
}

/** The ledger takes no more; it checks by itself. */
const TIMES_MAX = 16;
const MINUTES = [15, 60, 240, 1_440] as const;
const MINUTE_MS = 60_000;

export function ScopeDialog({ ref, now, approve }: ScopeDialogProps): ReactNode {
  const [times, setTimes] = useState(2);
  const [minutes, setMinutes] = useState(60);
  // A whole minute that lies within what was chosen: what is read is what is signed.
  const until = Math.floor((now + minutes * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  return (
    <SigningDialog ref={ref} title="Approve more than once" words="Approve" kind="primary" sign={() => approve({ times, until })}>
      <label className="labelled">
        How often in all, this one included
        <input
          className="field"
          type="number"
          min={2}
          max={TIMES_MAX}
          value={times}
          onChange={(event) => setTimes(Math.min(TIMES_MAX, Math.max(2, event.target.valueAsNumber || 2)))}
        />
      </label>
      <label className="labelled">
        For how long
        <select className="field" value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
          {MINUTES.map((each) => (
            <option key={each} value={each}>
              {each < 60 ? `${each} minutes` : each === 60 ? "1 hour" : `${each / 60} hours`}
            </option>
          ))}
        </select>
      </label>
      <p className="notice is-escalate">
        <strong>
          This exact call, at most {times} times, until {timeText(until, now)}
        </strong>
        , in this session, for the same clauses. Any other call asks again.
      </p>
    </SigningDialog>
  );
}
