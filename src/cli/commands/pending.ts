/** `interlock pending` and `interlock held`: which calls wait for a person, each with its exact arguments and the reason. */
import { type ApiAttention, attentionOf, Chronicle } from "../../console-server/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { type Attached, attach } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type ListOptions, withAll, withKey } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { withCircumstances } from "../waiting-calls/call-circumstances.ts";
import { showContaining } from "../waiting-calls/contained-sessions.ts";
import { hintDoubts } from "../waiting-calls/doubt-hint.ts";
import { showAttention } from "../waiting-calls/show-attention.ts";
import { showWaitingCall } from "../waiting-calls/show-waiting-call.ts";
import { parkedCalls } from "../waiting-calls/waiting-call.ts";

interface PendingOptions extends ListOptions {
  /** Tells what was asked instead. */
  readonly asked?: boolean;
  readonly verdict: "escalate" | "quarantine";
}

const listParked: Command<PendingOptions> = async ({ out }, { state: given, key, verdict, asked, all }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, key, 0);
  if (!attached.ok) return attached;
  try {
    if (asked === true) {
      const attention = await readAttention(attached.value);
      if (!attention.ok) return attention;
      out.value(attention.value);
      showAttention(out, attention.value);
      return ok(EXIT.ok);
    }
    const calls = await parkedCalls(attached.value);
    if (!calls.ok) return calls;
    const listed = calls.value.filter((call) => call.verdict === verdict).sort((a, b) => (a.until ?? 0) - (b.until ?? 0));
    const known = await withCircumstances(attached.value, listed);
    if (!known.ok) return known;
    const waiting = known.value;
    if (waiting.length === 0) out.line(verdict === "escalate" ? "no call waits for an approval" : "no call is held");
    for (const call of waiting) showWaitingCall(out, call, all === true ? "whole" : "folded");
    const containing = verdict === "quarantine" ? await showContaining(out, attached.value) : ok(undefined);
    if (!containing.ok) return containing;
    const inDoubt = await hintDoubts(out, attached.value);
    if (!inDoubt.ok) return inDoubt;
    out.value({ calls: waiting, ...(containing.value === undefined ? {} : { containing: containing.value }), inDoubt: inDoubt.value });
    return ok(EXIT.ok);
  } finally {
    attached.value.close();
  }
};

/** How often people were asked over the last day, from the whole ledger. Codes: `cli/not-running`. */
async function readAttention(attached: Attached): Promise<Result<ApiAttention, CliCode>> {
  const chronicle = new Chronicle(attached.identity, attached.ring);
  const read = await entriesOf(attached).read(0, (entry) => void chronicle.take(entry));
  return read.ok ? ok(attentionOf(chronicle, Date.now())) : read;
}

function declareList(verdict: PendingOptions["verdict"], name: string, description: string): Declared {
  return declare({
    name,
    description,
    shape: (to) => withAll(withKey(to)).option("--asked", "how often people were asked over the last day, and what they answered"),
    read: (from) => ({ verdict, ...from.opts<ListOptions & Pick<PendingOptions, "asked">>() }),
    work: listParked,
  });
}

export const pending: Declared = declareList("escalate", "pending", "list calls that wait for an approval");
export const held: Declared = declareList("quarantine", "held", "list calls held for review");
