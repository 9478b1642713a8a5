/** Every code of the auditor: what makes a ledger WRONG, what leaves it UNDECIDED, and what keeps an audit from running. */

export const AUDITOR_FAULTS = {
  // WRONG: the files are not what was written.
  "auditor/journal-damaged": "A stored commit or record does not fit its checksum, or is not where it belongs.",
  "auditor/journal-short": "The journal ends before entries that the signed checkpoint covers.",
  "auditor/checkpoint-wrong": "The checkpoint is malformed, or not signed by the ledger's key.",
  "auditor/root-differs": "The leaves do not have the root that the signed checkpoint names.",
  "auditor/witnessed-differs": "The ledger does not extend the head that witnesses have cosigned: it was rewritten or rolled back.",
  "auditor/tile-differs": "A published tile or bundle does not hold what follows from the leaves.",
  "auditor/file-unknown": "The folder holds a file that a ledger does not write.",
  // WRONG: an entry is not what its writer and the ledger may write.
  "auditor/leaf-malformed": "A leaf is not canonical JSON in the shape of its kind.",
  "auditor/time-goes-back": "An entry has an earlier ledger time than the one before it.",
  "auditor/number-out-of-sequence": "An entry does not have the next number of its session.",
  "auditor/session-wrong": "An entry belongs to a session that was not open for it, or to none where it needs one.",
  "auditor/duty-missing": "The writer's key is not enrolled for such an entry.",
  "auditor/signature-wrong": "The signature is not by the writer's key over this entry.",
  "auditor/charter-wrong": "A charter may not follow the one before it: its version, authors, signatures or pins are not right.",
  "auditor/approver-wrong": "An entry names an approver whose version, key, id or person are not right.",
  "auditor/passkey-copied": "The counter of a passkey did not go up: the passkey has been copied.",
  "auditor/grant-wrong": "A session rests on an entry that is no grant, or on one that had expired.",
  // WRONG: what was done does not follow from what was decided.
  "auditor/decision-without-proposal": "A decision is about an entry that is no open proposal of its session.",
  "auditor/decision-again": "A proposal was decided again after a final decision, or as if the decision before were not there.",
  "auditor/decision-late": "A proposal was decided after its deadline, and no restart explains it.",
  "auditor/decision-missing": "A proposal has no decision, though its deadline has passed.",
  "auditor/second-decision-missing": "A parked call was answered, or its time ran out, and it was not decided again.",
  "auditor/prefix-differs": "A decision names a root that the entries before it do not have.",
  "auditor/machine-differs": "A decision names another machine than the one in force for it.",
  "auditor/terms-wrong": "A decision's verdict, parking and warrant do not go together.",
  "auditor/warrant-wrong": "A warrant is for another call, tool definition, executor or epoch than was recorded.",
  "auditor/nonce-spent": "Two warrants have one nonce.",
  "auditor/approval-missing": "A parked call was allowed without the answers that it needed.",
  "auditor/answer-wrong": "An answer is about a decision that it does not show, comes too late, or comes twice.",
  "auditor/timer-wrong": "A timer entry comes before its deadline, or for a call that is not parked.",
  "auditor/outcome-without-warrant": "An outcome is about a call that no decision had allowed, or that was over.",
  "auditor/countersignature-missing": "A call was executed, and its server's countersigner had not signed the decision.",
  "auditor/refusal-wrong": "A countersigner refused a call that had both signatures, or another decision than the last.",
  "auditor/rehearsal-wrong":
    "A rehearsal is of a call that is not parked by that decision, of another server's, or of one that was rehearsed before.",
  "auditor/erasure-wrong": "An erasure is of a context in which something was open, or two judges do not stand for its carry.",
  "auditor/blob-missing": "The blob that a leaf commits to is not there, and no erasure has taken it.",
  "auditor/outcome-by-another": "An outcome is by another executor, or of another epoch, than the warrant.",
  "auditor/heard-otherwise": "An agent was given something that the ledger does not hold: the ledger or the gateway has lied.",
  "auditor/decision-wrong": "A decision is not the one that the charters and the entries before it give.",
  // WRONG: what was sealed is not what was committed to.
  "auditor/seal-wrong": "A sealed blob was changed, or holds something else than the leaf commits to.",
  "auditor/content-wrong": "A sealed content contradicts its leaf.",
  // UNDECIDED: what could not be checked.
  "auditor/empty": "The ledger has no entries and no checkpoint that says so.",
  "auditor/checkpoint-missing": "No signed checkpoint covers the entries.",
  "auditor/not-witnessed": "Fewer witnesses than the policy asks for have cosigned a head of this ledger.",
  "auditor/tail-torn": "The last commit, which no checkpoint covers, is incomplete: torn by a crash, under way, or damaged.",
  "auditor/tile-missing": "A tile or bundle that the checkpoint covers is not there.",
  "auditor/ring-missing": "No ring was given, so no signature could be checked.",
  "auditor/key-unknown": "The ring does not hold the writer's key.",
  "auditor/format-unknown": "A leaf is of a format that this auditor does not know.",
  "auditor/decision-unchecked": "A decision could not be derived again from what is open and understood.",
  "auditor/seal-closed": "A sealed content could not be opened: no key was given, or the one that was can't open it.",
  // The audit itself.
  "auditor/folder-unreadable": "The ledger's folder or a file in it can't be read.",
  "auditor/ring-malformed": "The ring is not one that this auditor can read.",
  "auditor/key-malformed": "The key is not one that this auditor can read.",
  "auditor/policy-malformed": "The policy is not of the form of c2sp.org/tlog-policy.",
  "auditor/usage": "The command line is not one that the auditor knows.",
} as const;

export type AuditorCode = keyof typeof AUDITOR_FAULTS;

/** Codes that leave a ledger undecided; every other finding makes it wrong. */
export const UNDECIDED_CODES: ReadonlySet<AuditorCode> = new Set([
  "auditor/empty",
  "auditor/checkpoint-missing",
  "auditor/not-witnessed",
  "auditor/tail-torn",
  "auditor/tile-missing",
  "auditor/ring-missing",
  "auditor/key-unknown",
  "auditor/format-unknown",
  "auditor/seal-closed",
  "auditor/decision-unchecked",
]);
