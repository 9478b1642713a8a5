/** `interlock pending` and `interlock held`: which calls wait for a person, each with its exact arguments and the reason. */
import { ok } from "../../fault/index.ts";
import { attach } from "../attach.ts";
import { type Command, type Declared, declare, type KeyOptions, withKey } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import { type Output, paint, verdictWord, visible } from "../output.ts";
import { type ParkedCall, parkedCalls } from "../parked-call.ts";
import { findStateFolder } from "../state-folder.ts";

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
    const waiting = calls.value.filter((call) => call.verdict === verdict).sort((a, b) => a.until - b.until);
    out.value({ calls: waiting });
    if (waiting.length === 0) out.line(verdict === "escalate" ? "no call waits for an approval" : "no call is held");
    for (const call of waiting) showParkedCall(out, call);
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

/** A parked call on a terminal: what would run, exactly; why it waits; how to answer. */
export function showParkedCall(out: Output, call: ParkedCall): void {
  const left = Math.max(0, Math.round((call.until - Date.now()) / 1000));
  out.line(
    `${paint("bold", call.ticket)}  ${verdictWord(call.verdict)} ${paint("bold", visible(call.tool))}  ${paint("dim", `${left} s left`)}`,
  );
  for (const line of JSON.stringify(call.args, undefined, 2).split("\n").slice(0, 60)) out.line(`    ${visible(line)}`);
  for (const clause of call.explanation?.clauses ?? []) {
    const words = clause.condition === "" ? clause.name : clause.condition;
    out.line(`    because ${paint("cyan", visible(words))}  (${visible(clause.name)}, ${visible(clause.at)})`);
  }
  const people = call.roles.map(({ role, approvals }) => `${approvals} × ${visible(role)}`).join(", ");
  const [yes, no] = call.verdict === "escalate" ? ["approve", "reject"] : ["release", "discard"];
  out.line(`    needs ${people}:  interlock ${yes} ${call.ticket}   or   interlock ${no} ${call.ticket}`);
  out.line();
}
