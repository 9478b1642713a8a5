/** Every fault of this layer, one sentence each; docs/errors.md is made from it. */

export const EXECUTOR_FAULTS = {
  "executor/config-malformed": "The executor's configuration file is not in the form that it reads.",
  "executor/not-walled": "The server is to see nothing but its roots, and namespaces do not work here.",
  "executor/head-unreadable": "The file with the last head of the ledger that this executor has seen cannot be read.",
  "executor/ledger-unreachable": "The executor cannot reach the ledger, or has lost it.",

  "executor/warrant-malformed": "The warrant is not a signed decision to allow one proposal.",
  "executor/warrant-not-recorded": "A proof does not show the decision or the proposal in the ledger that the checkpoint names.",
  "executor/checkpoint-refused": "The checkpoint is not a head signed by this ledger.",
  "executor/ledger-forked": "The checkpoint does not extend the head that this executor saw before.",
  "executor/signature-refused": "The decision or the proposal does not carry a good signature of an enrolled decider or gateway.",
  "executor/countersignature-missing": "The server has a countersigner, and the warrant has no signature of it.",
  "executor/countersignature-refused": "The countersignature is under another decision, or not by this server's countersigner.",
  "executor/approval-missing": "The decision cites people's answers, and the warrant does not carry enough of them.",
  "executor/approval-refused":
    "An answer that the decision cites is not this call's, not in time, or not by somebody who answers in that role.",
  "executor/entry-forged": "The ledger has sent a charter, pins or an approver that those who may name them did not sign.",
  "executor/warrant-for-another": "The warrant names another server or another executor.",
  "executor/epoch-void": "The warrant was made for an earlier start of this executor.",
  "executor/warrant-expired": "The warrant's time is over, by ledger time or by the executor's clock.",
  "executor/not-witnessed": "Too few witnesses have lately cosigned a head of the ledger, or the ledger has gone on too far since.",
  "executor/clock-skewed": "Ledger time and the executor's clock are too far apart to judge an expiry.",
  "executor/nonce-spent": "The warrant has been used before.",
  "executor/nonces-full": "The executor keeps as many live nonces as it can, so it takes no further warrant.",
  "executor/call-mismatch": "The sealed call is not the one that the warrant binds, or cannot be opened.",
  "executor/form-mismatch": "The arguments, written by this executor as they were understood, are not what the warrant commits to.",
  "executor/out-of-reach": "An argument leads, by links or by name, to a file of Interlock's own.",
  "executor/definition-drifted": "The server serves another definition of the tool than the warrant names.",

  "executor/rehearsal-too-large": "The folders that a rehearsal would copy hold more than it copies.",
  "executor/rehearsal-failed": "The call could not be tried to its end where nothing can come of it.",
  "executor/rehearsal-opaque": "The call holds no single statement that writes rows and that a transaction can take back whole.",
  "executor/rehearsal-interrupted": "The executor ended in the midst of a rehearsal; nothing has come of it, and it is not tried again.",
  "executor/rehearsals-full": "As many calls wait for a rehearsal as the executor takes.",
  "executor/rehearsal-impossible": "Calls of this server were to be rehearsed, and here they cannot be contained.",

  "executor/session-unknown": "The warrant belongs to a session that has no server process here.",
  "executor/sessions-full": "As many server processes run as the executor takes.",
  "executor/server-not-started": "The tool server could not be started.",
  "executor/server-handshake": "The tool server did not complete the MCP handshake.",
  "executor/server-gone": "The tool server's process has ended.",
  "executor/server-busy": "The tool server has as many calls in flight as the executor sends.",
  "executor/tools-malformed": "The server's list of tools is not one that can be pinned.",
  "executor/answer-refused": "The server's answer is not a strict JSON-RPC answer within the size limit.",
  "executor/call-timed-out": "The server did not answer in time; whether it acted is not known.",
  "executor/call-cancelled": "The call was cancelled and the server gave no answer; whether it acted is not known.",
  "executor/answer-late": "The server answered after the call's outcome was recorded as unknown; the answer is kept, and reaches no agent.",
  "executor/too-many-rounds": "The server asked for more input in more rounds than are allowed for one call.",
} as const;

export type ExecutorCode = keyof typeof EXECUTOR_FAULTS;
