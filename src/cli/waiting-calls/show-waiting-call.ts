/** A call that waits for a person, on a terminal: what would run, exactly; why it waits; how to answer. */

import type { Showing } from "../terminal/exact-text.ts";
import { type Output, paint, verdictWord, visible } from "../terminal/output.ts";
import { showOlder, showSince } from "./call-circumstances.ts";
import { showArguments } from "./show-arguments.ts";
import { showOutbox } from "./show-outbox.ts";
import { showRehearsal } from "./show-rehearsal.ts";
import type { WaitingCall } from "./waiting-call.ts";

const ANSWERS = { escalate: ["approve", "reject"], quarantine: ["release", "discard"] } as const;

/** `showing`: a list of calls is folded; whoever signs for one sees all of it. What clauses look at must be known before anything is. */
export function showWaitingCall(out: Output, call: WaitingCall, asked: Showing): void {
  const showing = call.lookedAt === undefined && call.verdict !== "allow" ? "whole" : asked;
  const word = call.verdict === "allow" ? paint("magenta", "IN DOUBT") : verdictWord(call.verdict).trimEnd();
  out.line(`${paint("bold", call.ticket)}  ${word} ${paint("bold", visible(call.tool))}  ${paint("dim", timeOf(call))}`);
  showArguments(out, call, showing);
  // What is in doubt may have been sent.
  if (call.outbox !== undefined && call.verdict !== "allow") showOutbox(out, call.outbox, showing);
  if (call.rehearsal !== undefined) showRehearsal(out, call.rehearsal, showing);
  if (call.older !== undefined) showOlder(out, call.older);
  if (call.since !== undefined) showSince(out, call.since);
  for (const { condition, name, at } of call.explanation?.clauses ?? []) {
    out.line(`    because ${paint("cyan", visible(condition === "" ? name : condition))}  (${visible(name)}, ${visible(at)})`);
  }
  if (call.verdict === "allow") {
    out.line(`    it may have run: look at the tool's own record, then  interlock discard ${call.ticket}  ends the doubt`);
  } else {
    const [yes, no] = ANSWERS[call.verdict];
    const people = call.roles.map(({ role, approvals }) => `${approvals} × ${visible(role)}`).join(", ");
    if (call.became === undefined) out.line(`    needs ${people}:  interlock ${yes} ${call.ticket}   or   interlock ${no} ${call.ticket}`);
    else out.line(`    it ${call.became}, and what it left goes on: to end the containment needs ${people}, and runs nothing`);
  }
  if (call.verdict === "quarantine" && call.became === undefined)
    out.line("    a release ends the containment of its session, a discard keeps it; --containment keep or end says otherwise");
  out.line();
}

function timeOf({ at, until, became }: WaitingCall): string {
  return until === undefined || became !== undefined
    ? `since ${new Date(at).toISOString()}`
    : `${Math.max(0, Math.round((until - Date.now()) / 1000))} s left`;
}
