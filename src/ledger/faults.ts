/** Every code of the ledger layer, with the one sentence that says what it means. */

export const LEDGER_FAULTS = {
  // What a writer can get wrong.
  "ledger/malformed": "A message or an entry does not have the shape that its kind has.",
  "ledger/entry-too-large": "An entry's leaf or blob has more bytes than the limit.",
  "ledger/unknown-writer": "The key that an entry is said to be by is not in the ring.",
  "ledger/wrong-duty": "The key is in the ring, but not for the duty that writes such entries or may ask such things.",
  "ledger/wrong-signature": "The signature is not by the writer's key over exactly this entry, session and seal.",
  "ledger/approver-impossible": "An entry names an approver whose key, id, person or roles contradict the ring or one another.",
  "ledger/passkey-copied": "The counter of a passkey did not go up: the passkey has been copied.",
  "ledger/unknown-session": "The entry belongs to no session, to one that was never opened, or to another than the call it is about.",
  "ledger/session-taken": "The session has been opened already.",
  "ledger/session-over": "The session has ended, so nothing new begins in it.",
  "ledger/no-grant": "The session names an entry that is no grant, or a grant that has expired.",
  "ledger/not-open": "The entry is about a call that is not open, or not in the phase that such an entry ends.",
  "ledger/decision-incomplete": "A decision lacks the terms that its verdict needs, or has terms that it must not have.",
  "ledger/prefix-differs": "A decision was computed from other entries than those that the ledger holds.",
  "ledger/wrong-executor": "A warrant or an outcome names an executor that is not the enrolled one, or not the warranted one.",
  "ledger/epoch-over": "An outcome is of another boot epoch than the warrant.",
  "ledger/charter-version": "A charter's version is not exactly one more than that of the charter in force.",
  "ledger/charter-unsigned": "Fewer authors have signed a charter than it, or the charter in force, asks for.",
  "ledger/authors-impossible":
    "A charter asks for more signatures than it names authors, or names one twice, or somebody who is not enrolled.",
  "ledger/pins-differ": "A charter names other pins than the ones recorded last.",
  "ledger/shown-differs": "An answer is about another decision than the one that the ledger holds.",
  "ledger/already-answered": "The same key has answered this decision before.",
  "ledger/scope-impossible": "An approval is to count more often or longer than any may, or where each call must be looked at.",
  "ledger/context-open": "An erasure names an agent and a user of whom a session or a call is still open.",
  "ledger/nothing-to-erase": "An erasure names an agent and a user of whom nothing sealed is left.",
  "ledger/no-erasure": "A carry answers no erasure that waits for one, or lacks what a judge has to say in it.",
  "ledger/expired": "A grant or an answer comes after its expiry, or after the call's deadline.",
  // What keeps the ledger from writing.
  "ledger/overloaded": "More waits to become durable than the limit allows.",
  "ledger/disk-failed": "The disk refuses to read or write.",
  "ledger/disk-full": "The disk has no room left.",
  "ledger/disk-read-only": "The folder cannot be written to.",
  "ledger/disk-slow": "A commit takes longer than the limit.",
  // What keeps the ledger from opening.
  "ledger/locked": "Another ledger is open on the same folder.",
  "ledger/corrupt": "A stored entry or a file of the ledger is not what was written.",
  "ledger/rolled-back": "The journal ends before entries that a signed checkpoint covers.",
  "ledger/forked": "The journal holds other entries than a signed checkpoint covers.",
  "ledger/config-malformed": "The ledger's configuration file is not in the form that it reads.",
  // Why a call can't be decided and executed now.
  "ledger/decider-missing": "The decider is not attached.",
  "ledger/decider-behind": "The decider has not folded what the ledger holds, or does not answer.",
  "ledger/countersigner-missing": "The countersigner of a tool server that needs countersignatures is not attached.",
  "ledger/countersigner-behind": "A countersigner has not folded what the ledger holds, or does not answer.",
  "ledger/judges-differ": "A countersigner has derived another decision than the decider: one of the two is wrong.",
  "ledger/executor-missing": "The executor of a configured tool server is not attached, or does not answer.",
  "ledger/executor-unable": "The executor of a configured tool server says that it would not act now, and why.",
  "ledger/server-unreached":
    "A tool server could not be reached when that was last tried; its calls are decided, and fail without being sent.",
  "ledger/gateway-refuses": "A gateway was shown what nobody entitled has said, so it believes this ledger no more.",
  "ledger/no-charter": "No charter is in force.",
  "ledger/charter-expired": "The charter in force has expired.",
  // What a client can meet.
  "ledger/link-lost": "The link to the ledger has ended; whether a message under way was taken is not known.",
} as const;

export type LedgerCode = keyof typeof LEDGER_FAULTS;
