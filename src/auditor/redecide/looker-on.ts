/** Whoever looks on while state and spending change, and is told whose they are. */
import type { Value } from "../canonical-text.ts";
import type { Decimal } from "../charter/exact-decimal.ts";
import type { Carry } from "../entry.ts";
import type { Owner } from "../owner.ts";

/** Why what happened to somebody's calls can't be carried. */
export type CarryRefusal = NonNullable<Carry["refused"]>;

export interface LookerOn {
  /** A variable has changed; `isOpen`: until it is known whether the call ran. */
  readonly change: <Scalar extends Value>(
    owner: Owner,
    variable: { readonly name: string; readonly values: readonly Scalar[] },
    leadsTo: (value: Scalar) => readonly Scalar[],
    isOpen: boolean,
  ) => void;
  readonly cost: (owner: Owner, budget: string, cost: Decimal) => void;
  readonly refuse: (owner: Owner, why: CarryRefusal) => void;
}
