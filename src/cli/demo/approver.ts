/**
 * The demo's second person: answers parked calls with the owner's own key when nobody at a terminal does. It approves
 * what was escalated and discards what is held, as someone who has read both would.
 */
import type { Attached } from "../ledger/attach.ts";
import { giveAnswer } from "../waiting-calls/give-answer.ts";
import { parkedCalls, type WaitingCall } from "../waiting-calls/waiting-call.ts";

export interface Approver {
  /** Waits until nothing is parked any more, answering what nobody else has answered once nobody else is waited for. */
  settle(isOver: () => boolean, onAnswer: (call: WaitingCall, kind: "approval" | "discard") => void): Promise<void>;
}

const POLL_MS = 200;

export function createApprover(attached: Attached): Approver {
  return {
    settle: async (isOver, onAnswer) => {
      const answered = new Set<string>();
      for (;;) {
        const calls = await parkedCalls(attached);
        if (!calls.ok || calls.value.length === 0) return;
        const due = !isOver() ? [] : calls.value.filter(({ ticket }) => !answered.has(ticket));
        for (const call of due) {
          const kind = call.verdict === "escalate" ? "approval" : "discard";
          const given = await giveAnswer(attached, call, { kind, containment: "end", reason: "the demo's scripted approver" });
          if (!given.ok) return;
          answered.add(call.ticket);
          onAnswer(call, kind);
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
  };
}
