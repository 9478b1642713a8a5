/** What can fail in the page itself; every other fault that it shows is its server's. */

export const CONSOLE_FAULTS = {
  "console/server-silent": "The console's server did not answer.",
  "console/answer-garbled": "The console's server answered something that the page does not understand.",
  "console/other-statement": "The server asked to have another statement signed than the one about the call on the screen.",
  "console/no-gesture": "No passkey was made or used: the person cancelled, or the device has none for this page.",
} as const;

export type ConsoleCode = keyof typeof CONSOLE_FAULTS;
