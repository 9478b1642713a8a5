/** `interlock doubts`: calls that may have been executed, and of which nobody knows what came of them. */
import { ok } from "../../fault/index.ts";
import { openEntries } from "../ledger/ledger-entries.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type ListOptions, withAll, withKey } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { readDoubts } from "../waiting-calls/open-doubts.ts";
import { showWaitingCall } from "../waiting-calls/show-waiting-call.ts";

const listDoubts: Command<ListOptions> = async ({ out }, { state: given, key, all }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const entries = await openEntries(state.value, key);
  if (!entries.ok) return entries;
  try {
    const calls = await readDoubts(entries.value);
    if (!calls.ok) return calls;
    out.value({ calls: calls.value });
    if (calls.value.length === 0) out.line("no call is in doubt");
    for (const call of calls.value) showWaitingCall(out, call, all === true ? "whole" : "folded");
    return ok(EXIT.ok);
  } finally {
    entries.value.close();
  }
};

export const doubts: Declared = declare({
  name: "doubts",
  description: "list calls that may have run, and of which nobody knows what came of them",
  shape: (to) => withAll(withKey(to)),
  read: (from) => from.opts<ListOptions>(),
  work: listDoubts,
});
