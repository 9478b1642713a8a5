/**
 * Whose passkey is asked where several people answer on one page: this browser remembers who made a passkey or answered here last.
 * It is a wish and no proof: whoever signs is who answers.
 */
import { type ReactNode, useState } from "react";
import type { ApiApprover } from "../../console-server/api.ts";
import { useConsole, useLive } from "../frame/console-context.tsx";

/** Where this browser remembers it: the id of a key, or the name of a person. */
export const ANSWERS_AS = "interlock.answers-as";

export interface AnswersAs {
  /** Undefined where nobody answers here. */
  readonly approver: ApiApprover | undefined;
  readonly all: readonly ApiApprover[];
  readonly choose: (id: string) => void;
}

export function useAnswersAs(): AnswersAs {
  const { memory } = useConsole();
  const { me } = useLive();
  const [chosen, setChosen] = useState(() => memory.getItem(ANSWERS_AS));
  const all = (me?.approvers ?? []).filter(({ isHere }) => isHere);
  const approver = all.find(({ id }) => id === chosen) ?? all.find(({ person }) => person === chosen) ?? all[0];
  const choose = (id: string): void => {
    memory.setItem(ANSWERS_AS, id);
    setChosen(id);
  };
  return { approver, all, choose };
}

export function ChooseApprover({ approver, all, choose }: AnswersAs): ReactNode {
  if (approver === undefined || all.length < 2) return null;
  return (
    <label className="row">
      <span className="quiet">as</span>
      <select value={approver.id} onChange={(event) => choose(event.target.value)} aria-label="Who answers">
        {all.map(({ id, person, roles }) => (
          <option key={id} value={id}>
            {all.filter((other) => other.person === person).length > 1 ? `${person} ${id.slice(0, 4)}` : person} ({roles.join(", ")})
          </option>
        ))}
      </select>
    </label>
  );
}
