/** A call as it is proposed, in the form that it is judged and sent in under the charters that judge its session. */
import { type Value, writeCanonical } from "../canonical-text.ts";
import { inOrder } from "../charter/understood-places.ts";
import type { EntryOf } from "../entry.ts";
import { membersOf } from "../members.ts";
import type { Owner } from "../owner.ts";
import type { ChartersInForce } from "./charters-in-force.ts";
import type { Call } from "./open-calls.ts";
import type { RecordedEntry } from "./recorded-entry.ts";
import { sentForm } from "./sent-form.ts";

interface Proposed {
  readonly call: Call;
  /** Everything that the arguments name: as proposed, and as sent. */
  readonly named: Value;
  /** Whether the proposal says a tool and arguments. */
  readonly isWhole: boolean;
}

/** Of charters that cannot be read nobody knows what they understand: then nothing is. */
export function proposedCall(
  { index, leaf, opened }: RecordedEntry,
  { from, patience }: EntryOf<"proposal">,
  owner: Owner,
  charters: readonly (ChartersInForce | { readonly doubt: string })[],
): Proposed {
  const { tool, args = null, salt } = membersOf(opened);
  const isClosed = opened === undefined && leaf.seal !== undefined;
  const isKnown = from === "agent" && typeof tool === "string" && !charters.some((one) => "doubt" in one);
  const understood = charters.flatMap((one) => (isKnown && !("doubt" in one) ? (one.understood.get(tool) ?? []) : []));
  const places = inOrder(understood);
  const sent = sentForm(places, args);
  const call: Call = {
    proposal: index,
    session: leaf.session ?? "",
    owner,
    from,
    tool: typeof tool === "string" ? tool : "",
    args: sent ?? args,
    places: sent === undefined ? undefined : places,
    salt: typeof salt === "string" ? salt : "",
    words: isClosed ? undefined : writeCanonical([tool ?? null, args]),
    seal: leaf.seal ?? "",
    patience,
    at: leaf.at,
    phase: { is: "new" },
  };
  const named = sent === undefined ? args : [args, sent];
  return { call, named, isWhole: typeof tool === "string" && membersOf(opened)["args"] !== undefined };
}
