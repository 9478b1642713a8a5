/**
 * What a person typed, as it comes in on standard input: plain text, or the JSON object that a coding agent's prompt hook
 * gives (`{"prompt": …}`). Nothing else of that object is believed.
 */
import { parseJson } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { SAID_BYTES_MAX } from "../limits.ts";

/** Code: `cli/grant-malformed`. */
export function parseSaid(bytes: Uint8Array): Result<string, CliCode> {
  const malformed = (message: string): Result<never, CliCode> =>
    fail("cli/grant-malformed", message, { remedy: 'give the user\'s words on standard input, as text or as `{"prompt": …}`' });
  if (bytes.length > SAID_BYTES_MAX) return malformed(`the user's words have more than ${SAID_BYTES_MAX} bytes`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return malformed("the user's words are not UTF-8");
  }
  const json = text.trimStart().startsWith("{") ? parseJson(text) : undefined;
  const value = json?.ok === true ? json.value : undefined;
  const prompt =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly prompt?: unknown }).prompt : text;
  const said = typeof prompt === "string" ? prompt.trim() : "";
  return said === "" ? malformed("the user said nothing") : ok(said);
}
