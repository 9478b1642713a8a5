import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readModelFile } from "./model-file.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "interlock-model-"));

function file(text: string): string {
  const path = join(FOLDER, "model.json");
  writeFileSync(path, text);
  return path;
}

test("a model is read from its file, and named by its digest", () => {
  const read = readModelFile(file('{ "format": "interlock-model/1", "name": "n", "variables": [], "events": [] }'));
  expect(read).toMatchObject({ ok: true, value: { model: { name: "n" }, digest: expect.stringMatching(/^[0-9a-f]{64}$/) } });
});

test.each([
  ["no JSON", "{", "json/"],
  ["another format", '{ "format": "x" }', "verifier/model-malformed"],
  [
    "an unknown name",
    '{ "format": "interlock-model/1", "name": "n", "variables": [], "events": [], "goals": [{ "name": "g", "when": { "is": ["x", 1] } }] }',
    "verifier/",
  ],
])("%s: cli/model-malformed", (_, text, cause) => {
  const read = readModelFile(file(text));
  expect(read).toMatchObject({ ok: false, fault: { code: "cli/model-malformed" } });
  if (!read.ok) expect(read.fault.cause?.code).toContain(cause.replace("json/", ""));
});
