import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { canonicalize, parseJson } from "./index.ts";

const SUITE = fileURLToPath(new URL("../../../shared/data/vectors/jsontestsuite/", import.meta.url));
const HERE = existsSync(SUITE);
const TITLE = HERE ? "" : " (skipped: shared data missing)";

/** RFC 8259 allows these, the door does not: whoever reads them twice may read two things. */
const DELIBERATELY_REFUSED: { readonly [file: string]: string } = {
  "y_object_duplicated_key.json": "crypto/json-duplicate-name",
  "y_object_duplicated_key_and_value.json": "crypto/json-duplicate-name",
  "y_object_escaped_null_in_key.json": "crypto/json-control-in-name",
};

/** Where RFC 8259 leaves the choice: refused, all but one. */
const CHOSEN: readonly (readonly [pattern: RegExp, answer: string])[] = [
  [/^i_number_too_big_pos_int\.json$/, "[100000000000000000000]"],
  [/^i_number_/, "crypto/json-inexact-number"],
  [/^i_(?:string|object_key)_/, "crypto/json-not-unicode"],
  [/^i_structure_500_nested_arrays\.json$/, "crypto/json-too-deep"],
  [/^i_structure_UTF-8_BOM_empty_object\.json$/, "crypto/json-byte-order-mark"],
];

/** What readers of the wild make different things of: one answer each. */
const TRANSFORMED: { readonly [file: string]: string } = {
  "number_-9223372036854775808.json": "crypto/json-inexact-number",
  "number_-9223372036854775809.json": "crypto/json-inexact-number",
  "number_1.0.json": "[1]",
  "number_1.000000000000000005.json": "crypto/json-inexact-number",
  "number_1000000000000000.json": "[1000000000000000]",
  "number_10000000000000000999.json": "crypto/json-inexact-number",
  "number_1e-999.json": "crypto/json-inexact-number",
  "number_1e6.json": "[1000000]",
  "number_9223372036854775807.json": "crypto/json-inexact-number",
  "number_9223372036854775808.json": "crypto/json-inexact-number",
  "object_key_nfc_nfd.json": '{"e\u0301":"NFD","\u00e9":"NFC"}',
  "object_key_nfd_nfc.json": '{"e\u0301":"NFD","\u00e9":"NFC"}',
  "object_same_key_different_values.json": "crypto/json-duplicate-name",
  "object_same_key_same_value.json": "crypto/json-duplicate-name",
  "object_same_key_unclear_values.json": "crypto/json-duplicate-name",
  "string_1_escaped_invalid_codepoint.json": "crypto/json-not-unicode",
  "string_1_invalid_codepoint.json": "crypto/json-not-unicode",
  "string_2_escaped_invalid_codepoints.json": "crypto/json-not-unicode",
  "string_2_invalid_codepoints.json": "crypto/json-not-unicode",
  "string_3_escaped_invalid_codepoints.json": "crypto/json-not-unicode",
  "string_3_invalid_codepoints.json": "crypto/json-not-unicode",
  "string_with_escaped_NULL.json": '["A\\u0000B"]',
};

/** The canonical text, or the code of the refusal. */
function answerTo(path: string): string {
  const result = parseJson(readFileSync(path));
  return result.ok ? canonicalize(result.value) : result.fault.code;
}

const files = HERE ? readdirSync(`${SUITE}test_parsing`).sort() : [];
const startingWith = (letter: string): string[] => files.filter((file) => file.startsWith(letter));

describe.skipIf(!HERE)(`JSONTestSuite${TITLE}`, () => {
  test("is complete", () => {
    expect([startingWith("y_").length, startingWith("n_").length, startingWith("i_").length]).toEqual([95, 188, 35]);
  });

  test.each(startingWith("y_"))("accepts %s, or refuses it on purpose", (file) => {
    const path = `${SUITE}test_parsing/${file}`;
    expect(answerTo(path)).toBe(DELIBERATELY_REFUSED[file] ?? canonicalize(JSON.parse(readFileSync(path, "utf8"))));
  });

  test.each(startingWith("n_"))("refuses %s", (file) => {
    expect(answerTo(`${SUITE}test_parsing/${file}`)).toMatch(/^crypto\/json-/);
  });

  test.each(startingWith("i_"))("gives its own answer to %s", (file) => {
    expect(answerTo(`${SUITE}test_parsing/${file}`)).toBe(CHOSEN.find(([pattern]) => pattern.test(file))?.[1]);
  });

  test.each(Object.entries(TRANSFORMED))("reads %s in one way", (file, answer) => {
    expect(answerTo(`${SUITE}test_transform/${file}`)).toBe(answer);
  });

  test("names every file of test_transform", () => {
    expect(Object.keys(TRANSFORMED).sort()).toEqual(readdirSync(`${SUITE}test_transform`).sort());
  });
});
