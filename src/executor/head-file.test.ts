/** The kept head: written soon, read again, and refused where it is no head. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HeadFile, readHead } from "./head-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-head-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the kept head", () => {
  test("is none where none was kept, and comes back as it was", () => {
    const file = join(folder, "heads", "one.json");
    expect(readHead(file)).toEqual({ ok: true, value: undefined });
    const heads = new HeadFile(file, () => undefined);
    heads.save();
    expect(readHead(file)).toEqual({ ok: true, value: undefined });
    const head = { origin: "interlock/0", size: 7, root: new Uint8Array(32).fill(9) };
    heads.keep({ ...head, size: 6 });
    heads.keep({ ...head, note: "a note" });
    heads.save();
    const read = readHead(file);
    expect(read.ok && { ...read.value, root: new Uint8Array(read.value?.root ?? []) }).toEqual({ ...head, kept: "a note" });
  });

  test.each(["", "{}", '{"origin":"o","size":-0.5,"root":""}', '{"origin":"o","size":1,"root":"AA=="}', '{"origin":"o","origin":"p"}'])(
    "that is %s is refused: executor/head-unreadable",
    (text) => {
      const file = join(folder, "one.json");
      writeFileSync(file, text);
      expect(readHead(file)).toMatchObject({ ok: false, fault: { code: "executor/head-unreadable" } });
      expect(readHead(folder)).toMatchObject({ ok: false, fault: { code: "executor/head-unreadable" } });
    },
  );

  test("that cannot be written says so, and nothing stops", () => {
    const words: string[] = [];
    writeFileSync(join(folder, "no-folder"), "");
    const heads = new HeadFile(join(folder, "no-folder", "head.json"), (message) => words.push(message));
    heads.keep({ origin: "o", size: 1, root: new Uint8Array(32) });
    heads.save();
    expect(words).toEqual([expect.stringMatching(/^the head cannot be kept: /)]);
  });
});
