/** Uses of answers that count more than once: kept over starts and crashes, and never more than was signed. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDice } from "../../test/generators/dice.ts";
import { fail, ok } from "../fault/index.ts";
import { ScopeUses, type UsedAnswer } from "./scope-uses.ts";
import { readUses, usesKeptIn } from "./uses-file.ts";

const NOW = 1_000_000;
const ANSWER = { entry: 4, scope: { times: 3, until: NOW + 3_600_000 } };

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-uses-"));
  file = join(folder, "uses", "files.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A start of the executor. */
function start(): ScopeUses {
  const kept = readUses(file);
  if (!kept.ok) throw new Error(kept.fault.code);
  return new ScopeUses(kept.value, usesKeptIn(file));
}

describe("an executor that starts anew", () => {
  test("goes on counting, and knows the calls that it has counted", () => {
    for (const proposal of [7, 9, 11]) {
      const uses = start();
      expect([uses.hasLeft(ANSWER, proposal), uses.spend(proposal, [ANSWER], NOW).ok]).toEqual([true, true]);
    }
    expect([start().hasLeft(ANSWER, 9), start().hasLeft(ANSWER, 13)]).toEqual([true, false]);
    start().giveBack(9);
    expect(start().hasLeft(ANSWER, 13)).toBe(true);
    start().spend(15, [{ entry: 5, scope: ANSWER.scope }], ANSWER.scope.until);
    expect(readFileSync(file, "utf8")).toBe(`[{"entry":5,"until":${ANSWER.scope.until},"proposals":[15]}]`);
  });

  test("takes the last whole file, wherever writing the next one was cut off", () => {
    start().spend(7, [ANSWER], NOW);
    writeFileSync(`${file}.new`, '[{"entry":4,"un');
    expect(readUses(file)).toEqual({ ok: true, value: [{ entry: 4, until: ANSWER.scope.until, proposals: [7] }] });
  });

  test("writes nothing for a call that rests on no such answer", () => {
    expect([start().spend(7, [], NOW).ok, readUses(join(folder, "uses"))]).toEqual([true, { ok: true, value: [] }]);
  });

  test.each([
    "",
    "{}",
    "[7]",
    '[{"entry":4,"until":1}]',
    '[{"entry":-1,"until":1,"proposals":[]}]',
    '[{"entry":4,"until":1,"proposals":["7"]}]',
  ])("stops where the file is %s: executor/uses-unreadable", (text) => {
    mkdirSync(join(folder, "uses"));
    writeFileSync(file, text);
    expect(readUses(file)).toMatchObject({ ok: false, fault: { code: "executor/uses-unreadable" } });
    expect(readUses(folder)).toMatchObject({ ok: false, fault: { code: "executor/uses-unreadable" } });
  });
});

test("a use that cannot be kept is none: executor/uses-not-kept", () => {
  const uses = start();
  writeFileSync(join(folder, "uses"), "no folder");
  expect(uses.spend(7, [ANSWER], NOW)).toMatchObject({ ok: false, fault: { code: "executor/uses-not-kept" } });
  rmSync(join(folder, "uses"));
  for (const proposal of [8, 9, 10]) expect(uses.spend(proposal, [ANSWER], NOW).ok).toBe(true);
  expect(uses.hasLeft(ANSWER, 11)).toBe(false);
});

test("however it crashes around a use, no answer is acted on more often than it says", () => {
  let [lost, full] = [0, 0];
  for (let seed = 1; seed <= 300; seed += 1) {
    const dice = createDice(seed);
    let disk: readonly UsedAnswer[] = [];
    let fate = "";
    const begin = (): ScopeUses =>
      new ScopeUses(disk, (used) => {
        if (fate === "disk fails") return fail("executor/uses-not-kept", "the disk is full");
        if (fate !== "crash before") disk = structuredClone(used);
        return ok(undefined);
      });
    let uses = begin();
    let ran = 0;
    for (let proposal = 0; proposal < 30; proposal += 1) {
      if (!uses.hasLeft(ANSWER, proposal)) {
        full += 1;
        continue;
      }
      fate = dice.pick(["", "", "crash before", "crash after", "disk fails"]);
      const kept = uses.spend(proposal, [ANSWER], NOW);
      if (fate.startsWith("crash")) uses = begin();
      if (fate !== "" || !kept.ok) continue;
      if (dice.oneIn(3)) uses.giveBack(proposal);
      else ran += 1;
    }
    expect([seed, ran <= ANSWER.scope.times]).toEqual([seed, true]);
    lost += ANSWER.scope.times - ran;
  }
  expect(Math.min(lost, full)).toBeGreaterThan(100);
});
