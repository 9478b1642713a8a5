/** What other programs and libraries say of a failure, in one line and as our own messages are written. */

/** One line about a foreign exception. */
export function reasonOf(cause: unknown): string {
  return plainWords(cause instanceof Error ? (cause.message.split("\n")[0] ?? cause.name) : String(cause));
}

/** A foreign sentence: starting small, unless with an abbreviation, and without a full stop. */
export function plainWords(message = "malformed"): string {
  const small = /^[A-Z][a-z ]/.test(message) ? message.slice(0, 1).toLowerCase() + message.slice(1) : message;
  return small.replace(/[.:]$/, "");
}
