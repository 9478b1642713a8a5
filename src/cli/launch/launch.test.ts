/** Parts that do not become ready in time: nothing is served, and nothing is left running. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { digestOfDefinition, type Lock } from "../../execution/index.ts";
import { ok } from "../../fault/index.ts";
import { embeddedCells } from "../cells/cell.ts";
import { compileFiles } from "../charter/charter-file.ts";
import { attach } from "../ledger/attach.ts";
import { lockText } from "../pins/lock-file.ts";
import { openStateFolder } from "../state-folder/key-ring.ts";
import { stateFolderBeside } from "../state-folder/state-folder.ts";
import { launch } from "./launch.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-launch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("parts that are not ready in time are ended again: cli/not-ready", async () => {
  const charter = join(folder, "charter.yaml");
  const definition = { name: "read", inputSchema: { type: "object", properties: {} } };
  const read = { digest: digestOfDefinition(definition), definition };
  const lock: Lock = { format: "interlock-lock/1", servers: { files: { methods: [], tools: { read } } } };
  writeFileSync(charter, "charter: early\nallow: [files/read]\n");
  writeFileSync(join(folder, "interlock.lock"), lockText(lock));
  const compiled = compileFiles([charter]);
  if (!compiled.ok) throw new Error(compiled.fault.message);
  const state = stateFolderBeside(charter);
  expect(openStateFolder(state, []).ok).toBe(true);
  const started = await launch({
    state,
    compiled: compiled.value,
    charter,
    servers: [],
    writable: [],
    readOnly: [],
    sandbox: false,
    cells: () => ok(embeddedCells(state, [])),
    front: false,
    readyMs: 0,
    onWords: () => undefined,
  });
  expect(started).toMatchObject({ ok: false, fault: { code: "cli/not-ready" } });
  expect((await attach(state, "author", 0)).ok).toBe(false);
});
