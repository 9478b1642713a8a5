/** What a person typed: as text, as a prompt hook gives it, and what is neither. */
import { expect, test } from "vitest";
import { SAID_BYTES_MAX } from "../limits.ts";
import { parseSaid } from "./said.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ["delete the file '13'\n", "delete the file '13'"],
  ['{"session_id":"x","hook_event_name":"UserPromptSubmit","prompt":"delete it"}', "delete it"],
  ["{not JSON, but said}", "{not JSON, but said}"],
])("is read from %j", (given, said) => {
  expect(parseSaid(bytes(given))).toEqual({ ok: true, value: said });
});

test.each([
  ["nothing", bytes(" \n")],
  ["a hook without words", bytes('{"prompt":7}')],
  ["what is not UTF-8", Uint8Array.of(0xff)],
  ["too much", new Uint8Array(SAID_BYTES_MAX + 1)],
])("refuses %s: cli/grant-malformed", (_what, given) => {
  expect(parseSaid(given)).toMatchObject({ ok: false, fault: { code: "cli/grant-malformed" } });
});
