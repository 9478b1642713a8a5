/** `interlock pending` and `interlock held`: which calls wait for a person, each with its exact arguments and the reason. */
import { ok } from "../../fault/index.ts";
import { attach } from "../attach.ts";
import { type Command, type Declared, declare, type KeyOptions, withKey } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import { showWaitingCall } from "../show-waiting-call.ts";
import { withSince } from "../since-parked.ts";
import { findStateFolder } from "../state-folder.ts";
import { parkedCalls } from "../waiting-call.ts";

interface PendingOptions extends KeyOptions {
  readonly verdict: "escalate" | "quarantine";
}

const listParked: Command<PendingOptions> = async ({ out }, { state: given, key, verdict }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, key, 0);
  if (!attached.ok) return attached;
  try {
    const calls = await parkedCalls(attached.value);
    if (!calls.ok) return calls;
    const listed = calls.value.filter((call) => call.verdict === verdict).sort((a, b) => (a.until ?? 0) - (b.until ?? 0));
    const known = await withSince(attached.value, listed);
    if (!known.ok) return known;
    const waiting = known.value;
    out.value({ calls: waiting });
    if (waiting.length === 0) out.line(verdict === "escalate" ? "no call waits for an approval" : "no call is held");
    for (const call of waiting) showWaitingCall(out, call);
    return ok(EXIT.ok);
  } finally {
    attached.value.close();
  }
};

function declareList(verdict: PendingOptions["verdict"], name: string, description: string): Declared {
  return declare({ name, description, shape: withKey, read: (from) => ({ verdict, ...from.opts<KeyOptions>() }), work: listParked });
}

export const pending: Declared = declareList("escalate", "pending", "list calls that wait for an approval");
export const held: Declared = declareList("quarantine", "held", "list calls held for review");
