/** What becomes of a part that ends again and again, and of a ledger that can't be read to its end. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Fault } from "../../fault/index.ts";
import { embeddedCells } from "../cells/cell.ts";
import { openEntries } from "../ledger/ledger-entries.ts";
import { openStateFolder } from "../state-folder/key-ring.ts";
import { prepareStateFolder, stateFolderBeside } from "../state-folder/state-folder.ts";
import { PartProcess } from "./part-process.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-part-"));
const state = stateFolderBeside(join(folder, "charter.yaml"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a part", () => {
  test("that ends again and again is given up, with its last words passed on: cli/part-died", async () => {
    expect(prepareStateFolder(state).ok).toBe(true);
    const words: string[] = [];
    const fault = await new Promise<Fault | undefined>((resolve) => {
      const spec = {
        name: "ledger",
        layer: "ledger",
        front: false,
        config: { part: "ledger" },
        cell: embeddedCells(state, []).of("ledger"),
      } as const;
      new PartProcess(spec, { onWords: (line) => words.push(line), onEnd: (_, found) => resolve(found) }, 1);
    });
    expect(fault?.code).toBe("cli/part-died");
    expect(words.join("\n")).toContain("ledger/config-malformed");
  });
});

describe("a stopped ledger", () => {
  test("whose files are not what was written is read up to the damage: cli/ledger-damaged", async () => {
    expect(openStateFolder(state, []).ok).toBe(true);
    mkdirSync(join(state.ledger, "journal"), { recursive: true });
    writeFileSync(join(state.ledger, "journal", "0000000000000007.journal"), "no segment");
    const opened = await openEntries(state, "owner");
    if (!opened.ok) throw new Error(opened.fault.message);
    expect(opened.value.isRunning).toBe(false);
    expect(await opened.value.read(0, () => undefined)).toMatchObject({ ok: false, fault: { code: "cli/ledger-damaged" } });
  });
});
