/** Every fault of the command line, one sentence each; docs/errors.md is made from it. */

export const CLI_FAULTS = {
  "cli/file-unreadable": "A file that the command needs cannot be read.",
  "cli/file-unwritable": "A file or folder that the command needs cannot be written.",
  "cli/file-exists": "The command would overwrite a file that somebody may have edited.",
  "cli/charter-missing": "The charter file does not exist.",
  "cli/charter-broken": "The charter does not compile, so nothing can run under it.",
  "cli/charter-expired": "The charter has expired, so nothing can run under it.",
  "cli/lock-missing": "The tools are not pinned yet.",
  "cli/lock-broken": "The pins are not what `interlock pin` wrote.",
  "cli/state-missing": "There is no state folder here, so nothing has ever run.",
  "cli/state-unsafe": "A folder that must be private belongs to somebody else or is open to others.",
  "cli/key-missing": "The key that the command signs with is not in the state folder.",
  "cli/server-missing": "No tool server is named.",
  "cli/server-malformed": "The file that names the tool servers is not in the form that clients use.",
  "cli/server-unreachable": "A tool server did not start, or did not answer.",
  "cli/not-running": "Nothing is running on this state folder, so there is nobody to ask.",
  "cli/ledger-missing": "The folder holds no ledger.",
  "cli/audit-failed": "The auditor could not finish, so nothing is known of the ledger.",
  "cli/ledger-damaged": "The ledger's files cannot be read to their end; `interlock audit` says what is wrong.",
  "cli/already-running": "Another run uses this state folder; its ledger has one writer.",
  "cli/not-ready": "The parts have started, but no call could be decided and executed within a minute.",
  "cli/part-died": "A part of Interlock ended again and again, so the launcher gave up.",
  "cli/not-recorded": "The ledger did not take what the command had to record; the cause says why.",
  "cli/ticket-malformed": "The ticket is not of the form `t` and a number.",
  "cli/ticket-unknown": "No parked call has this ticket.",
  "cli/not-parked": "The call of this ticket is not parked any more.",
  "cli/no-role": "The key holds none of the roles that must answer.",
  "cli/test-malformed": "The file of example calls is not in the form that `interlock test` reads.",
  "cli/grant-malformed": "The grant is not one that a host of this state folder has signed for this agent.",
} as const;

export type CliCode = keyof typeof CLI_FAULTS;
