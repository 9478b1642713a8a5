/** What other programs and libraries say of a failure, in one line and as our own messages are written. */

/** What the system says by a code, as a person says it. */
const SYSTEM_WORDS: { readonly [code: string]: string } = {
  ENOENT: "it, or its folder, is not there",
  EISDIR: "it is a folder",
  ENOTDIR: "its path leads through something that is no folder",
  EACCES: "this user may not",
  EPERM: "this user may not",
  EROFS: "it lies where nothing can be written",
  ENOSPC: "the disk is full",
  EDQUOT: "this user's share of the disk is full",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ERR_FS_FILE_TOO_LARGE: "it is too large",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not text (UTF-8)",
};

/** One line about a foreign exception. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? SYSTEM_WORDS[String(cause.code)] : undefined;
  if (code !== undefined) return code;
  return plainWords(cause instanceof Error ? (cause.message.split("\n")[0] ?? cause.name) : String(cause));
}

/** A foreign sentence: starting small, unless with an abbreviation, and without a full stop. */
export function plainWords(message = "malformed"): string {
  const small = /^[A-Z][a-z ]/.test(message) ? message.slice(0, 1).toLowerCase() + message.slice(1) : message;
  return small.replace(/[.:]$/, "");
}
