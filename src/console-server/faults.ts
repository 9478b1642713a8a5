/** Every code of the console's server, with the one sentence that says what it means. */

export const CONSOLE_SERVER_FAULTS = {
  // Who may come in.
  "console-server/wrong-host": "A page asked under another host name than the console's own.",
  "console-server/wrong-origin": "Something was to be changed from another page than the console's own.",
  "console-server/no-session": "There is no session: the link was not opened, was opened before, or has run out.",
  "console-server/sign-in-unknown": "A sign-in came back that was not begun in this browser, is over, or took too long.",
  "console-server/sign-in-refused": "What the identity provider says does not hold, or it has signed nobody in.",
  "console-server/not-a-viewer": "The person is signed in, but is not among those who may look.",
  "console-server/provider-unreachable": "The identity provider can't be asked, or does not answer as one does.",
  "console-server/wrong-csrf": "A change came without the secret that only the console's own page knows.",
  "console-server/too-often": "More was asked within a minute than people ask.",
  "console-server/too-large": "A body has more bytes than anything that a page sends.",
  "console-server/malformed": "What came is not what the console's page sends.",
  "console-server/not-found": "There is no such page, call, session or entry.",
  // Answering.
  "console-server/not-waiting": "The call does not wait for people, or not for this answer.",
  "console-server/nobody-answers": "No enrolled passkey of this page can give the answer.",
  "console-server/draft-gone": "The challenge was answered before, or has run out.",
  "console-server/refused": "The ledger did not take the answer.",
  "console-server/not-recorded": "That somebody looks at a secret could not be recorded, so it is not shown.",
  // Passkeys.
  "console-server/passkey-unsound": "What the browser made is no passkey that can be enrolled.",
  // Starting and running.
  "console-server/config-malformed": "The console's configuration file is not in the form that it reads.",
  "console-server/listen-failed": "The console can't listen on its port.",
  "console-server/ledger-unreachable": "The ledger can't be reached.",
  "console-server/behind": "The console has not read the ledger yet, or cannot go on reading it.",
} as const;

export type ConsoleServerCode = keyof typeof CONSOLE_SERVER_FAULTS;
