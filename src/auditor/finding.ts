/**
 * What an audit finds: WRONG at an entry, or UNDECIDED where something is missing that the check needs. No finding is OK.
 * The codes are the auditor's own; docs/errors.md lists them.
 */

export const AUDITOR_FAULTS = {
  "auditor/unreadable": "A file that the audit needs is missing or cannot be read.",
  "auditor/journal-damaged": "The journal's bytes do not fit their checksums.",
  "auditor/leaf-malformed": "A leaf is not canonical JSON of the documented form.",
  "auditor/time-runs-back": "An entry is stamped earlier than the one before it.",
  "auditor/number-missing": "The entries of a session are not numbered without gaps.",
  "auditor/writer-unknown": "The key that an entry is said to be by is not in the ring.",
  "auditor/writer-wrong": "The writer's duties do not let it write such an entry.",
  "auditor/signature-wrong": "An entry's signature does not verify.",
  "auditor/prefix-wrong": "A decision was computed from other entries than those before it.",
  "auditor/decision-unfounded": "A decision is about no open proposal of its session.",
  "auditor/proposal-undecided": "A proposal has no decision although its deadline has long passed.",
  "auditor/warrant-wrong": "An allow decision carries no warrant, or one with other terms than the entries give.",
  "auditor/nonce-reused": "Two warrants carry one nonce.",
  "auditor/outcome-unwarranted": "An outcome has no allow decision, is by another executor, of another epoch, or is the second one.",
  "auditor/answer-wrong": "A person's answer names another decision, comes too late, or lacks the role.",
  "auditor/blob-wrong": "A sealed blob is not the one that its leaf commits to.",
  "auditor/blob-closed": "A sealed blob cannot be opened with the keys at hand, so its content is not checked.",
  "auditor/checkpoint-wrong": "The checkpoint is not signed by the ledger, or covers other entries than the journal holds.",
  "auditor/checkpoint-missing": "There is no checkpoint, so nothing says how long the ledger was.",
  "auditor/tile-wrong": "A published tile or entry bundle is not what the leaves give.",
  "auditor/ledger-empty": "The ledger has no entries.",
} as const;

export type AuditorCode = keyof typeof AUDITOR_FAULTS;

export interface Finding {
  readonly is: "WRONG" | "UNDECIDED";
  readonly code: AuditorCode;
  readonly message: string;
  /** Index of the entry, from 0, where there is one. */
  readonly entry?: number;
}

export function wrong(code: AuditorCode, message: string, entry?: number): Finding {
  return { is: "WRONG", code, message, ...(entry === undefined ? {} : { entry }) };
}

export function undecided(code: AuditorCode, message: string, entry?: number): Finding {
  return { is: "UNDECIDED", code, message, ...(entry === undefined ? {} : { entry }) };
}
