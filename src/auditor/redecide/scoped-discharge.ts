/** Calls that would be parked, and that people have approved before for more than one time: the same words, for the same clauses. */
import type { Tallied } from "../approvers.ts";
import { ScopedAnswers } from "../scoped-answers.ts";
import type { Judgement } from "./judgement.ts";
import type { Call, Parked } from "./open-calls.ts";

type Doubt = { readonly doubt: string };

interface About {
  readonly call: Call;
  readonly parked: Parked;
}

/** What is needed to judge the call again. */
interface Again {
  /** Of the tool's definition, as served. */
  readonly definition: string;
  readonly judge: (parked: Pick<Parked, "clauses" | "codes">) => Judgement | Doubt;
  readonly by: Omit<Tallied, "isHeld">;
}

export class ScopedDischarge {
  readonly #answers = new ScopedAnswers<About>();

  /** A parked call is allowed. */
  stand(call: Call, parked: Parked): void {
    this.#answers.stand({ call, parked }, call.proposal, parked.roles, parked.votes);
  }

  /** The judgement; where answers that stand discharge exactly what would park the call, the one without. Counts a use. */
  apply(call: Call, judgement: Judgement | Doubt, { definition, judge, by }: Again): Judgement | Doubt {
    if ("doubt" in judgement || judgement.verdict !== "escalate" || call.from !== "agent") return judgement;
    const names = new Set(judgement.clauses.map(({ name }) => name));
    const isAlike = ({ call: before, parked }: About): boolean =>
      before.session === call.session &&
      before.tool === call.tool &&
      parked.definition === definition &&
      parked.clauses.size === names.size &&
      [...names].every((name) => parked.clauses.has(name));
    const entries = this.#answers.sufficing((about) => isAlike(about) && about.call.words === call.words, by);
    if (entries === undefined) {
      const closed = [...this.#answers.abouts()].find((about) => isAlike(about) && about.call.words === undefined);
      return closed === undefined ? judgement : { doubt: `it may be the call of entry ${closed.call.proposal}, which is not open` };
    }
    const again = judge({ clauses: names, codes: [] });
    if ("doubt" in again) return again;
    if (again.verdict !== "allow") return judgement;
    this.use(call, entries);
    return { ...again, codes: ["approval/scoped", ...again.codes], answers: entries };
  }

  use({ proposal }: Call, entries: readonly number[] | undefined): void {
    this.#answers.use(proposal, entries);
  }

  giveBack(proposal: number): void {
    this.#answers.giveBack(proposal);
  }

  voidAll(): void {
    this.#answers.voidAll();
  }
}
