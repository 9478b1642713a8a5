/** A call as it is proposed, in the form that it is judged and sent in under the charters that govern its session. */
import { digestOf, type Json } from "../../crypto/index.ts";
import type { Index, Leaf, ProposalEntry } from "../../ledger/index.ts";
import type { Call } from "../calls/call-register.ts";
import { readCall } from "../calls/sealed-content.ts";
import { placesOf, sentForm } from "../calls/sent-form.ts";
import type { OpenSession, World } from "../world.ts";

interface Proposed {
  readonly call: Call;
  /** Everything that the arguments name: as proposed, and as sent. */
  readonly named: Json;
  /** Whether its content could be opened and read. */
  readonly isWhole: boolean;
}

/** What a server asks of the agent's side is delivered as it is: only an agent's call is written anew. */
export function proposedCall(
  { index, leaf, opened }: { readonly index: Index; readonly leaf: Leaf; readonly opened: Json | undefined },
  { from, patience }: ProposalEntry,
  session: OpenSession | undefined,
  { charters }: World,
): Proposed {
  const { tool, args, salt, isWhole } = readCall(opened);
  const governing = charters.of(leaf.session ?? "");
  const form = sentForm(from === "agent" ? placesOf([governing?.by.machine, governing?.besides?.machine], tool) : [], args);
  const call: Call = {
    proposal: index,
    session: leaf.session ?? "",
    owner: session?.owner ?? { agent: "", user: "" },
    from,
    tool,
    args: form?.args ?? args,
    form,
    salt,
    digest: digestOf({ tool, args }),
    commitment: leaf.seal ?? "",
    patience,
    phase: { is: "finished", verdict: "deny", codes: [] },
  };
  return { call, named: call.args === args ? args : [args, call.args], isWhole };
}
