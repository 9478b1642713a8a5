/** A session on paper knows the rule that no charter can remove, and whose files it protects; everybody who is asked answers. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockOf } from "../../../test/execution/compile-texts.ts";
import { compileFiles } from "../charter/charter-file.ts";
import { playSessions } from "./session-player.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-player-"));
afterAll(() => rmSync(folder, { recursive: true }));

const OPENING = { session: "s", agent: "a", fresh: false, task: "", says: [], role: "owner", mandate: "none" } as const;

test("what is Interlock's own is out of reach on paper too, under a charter that allows everything", () => {
  const charter = join(folder, "open.yaml");
  writeFileSync(charter, "charter: open\nallow: [files/any]\n");
  writeFileSync(join(folder, "interlock.lock"), JSON.stringify(lockOf({ "files/any": ["path"] })));
  const compiled = compileFiles([charter]);
  if (!compiled.ok) throw new Error(compiled.fault.message);
  const calls = ["notes.txt", "open.yaml", join(folder, ".interlock/keys/new"), "./x/../interlock.lock", "servers.json"];
  const played = playSessions(compiled.value, [
    OPENING,
    ...calls.map((path) => ({ call: "files/any", args: { path }, from: "agent", outcome: "ok" }) as const),
  ]);
  const codes = played.ok ? played.value.map(({ codes: [code = "allowed"] }) => code) : [];
  expect(codes).toEqual(["allowed", ...Array<string>(4).fill("call/out-of-reach")]);
});

test.each([1, 2])("a call of high severity that asks %i runs once everybody has said yes, which is two sights at least", (approvals) => {
  const charter = join(folder, "high.yaml");
  writeFileSync(charter, `charter: high\nescalate: [{ files/any: { when: true, approvals: ${approvals}, severity: high } }]\n`);
  writeFileSync(join(folder, "interlock.lock"), JSON.stringify(lockOf({ "files/any": ["path"] })));
  const compiled = compileFiles([charter]);
  if (!compiled.ok) throw new Error(compiled.fault.message);
  const call = { call: "files/any", args: { path: "a" }, from: "agent", approved: "allow" } as const;
  const played = playSessions(compiled.value, [
    OPENING,
    { ...call, outcome: "ok" },
    { call: "files/any", args: { path: "b" }, from: "agent", outcome: "later" },
    { answer: "yes", by: "ann" },
  ]);
  const verdicts = played.ok ? played.value.map(({ verdict, answered, unexpected }) => [verdict, answered?.verdict, unexpected]) : [];
  expect(verdicts).toEqual([
    ["escalate", "allow", []],
    ["escalate", undefined, []],
  ]);
});
