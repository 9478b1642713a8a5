import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stateFolderBeside } from "../state-folder/state-folder.ts";
import { readConsoleSettings } from "./console-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-settings-"));
const state = stateFolderBeside(join(folder, "charter.yaml"));
mkdirSync(state.root);
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string): ReturnType<typeof readConsoleSettings> => {
  writeFileSync(join(state.root, "console.json"), text);
  return readConsoleSettings(state);
};

test("there are none where nobody wrote any", () => {
  expect(readConsoleSettings(state)).toEqual({ ok: true, value: {} });
});

test("the client's secret is read from its file", () => {
  writeFileSync(join(state.root, "oidc.secret"), "hush\n");
  const oidc = { issuer: "https://id.example", clientId: "interlock", emails: ["bea@example.org"] };
  const text = JSON.stringify({ origin: "https://interlock.example/", oidc: { ...oidc, clientSecretFile: "oidc.secret" } });
  expect(read(text)).toEqual({ ok: true, value: { origin: "https://interlock.example", oidc: { ...oidc, clientSecret: "hush" } } });
});

test.each([
  "{",
  "[]",
  '{"orgin": "https://interlock.example"}',
  '{"origin": "http://interlock.example"}',
  '{"origin": 1}',
  '{"oidc": []}',
  '{"oidc": {"clientSecret": "in the open"}}',
  '{"oidc": {"clientSecretFile": 1}}',
])("%s is refused: cli/console-settings-malformed", (text) => {
  expect(read(text)).toMatchObject({ ok: false, fault: { code: "cli/console-settings-malformed" } });
});
