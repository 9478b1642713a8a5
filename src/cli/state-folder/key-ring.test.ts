/** Keys that a command has left unenrolled: taken where they are ours alone, refused otherwise. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIdentity, identityToText } from "../../crypto/index.ts";
import { keyFile, makeAuthor, openStateFolder } from "./key-ring.ts";
import { leaveSocketFolder, type StateFolder, stateFolderBeside } from "./state-folder.ts";

let folder = "";
let state: StateFolder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-keys-"));
  state = stateFolderBeside(join(folder, "charter.yaml"));
  expect(openStateFolder(state, [])).toMatchObject({ ok: true });
});
afterEach(() => {
  leaveSocketFolder(state);
  rmSync(folder, { recursive: true });
});

/** A key in the folder of keys that is in no ring. */
function leave(name: string, of = name): string {
  const identity = createIdentity(of);
  writeFileSync(keyFile(state, name), identityToText(identity), { mode: 0o600 });
  return identity.id;
}

describe("a key that is not enrolled yet", () => {
  test("is taken, once, where it is ours", () => {
    const id = leave("bea");
    const [first, again] = [makeAuthor(state, "bea"), makeAuthor(state, "bea")];
    expect(first.ok && first.value.identities.at(-1)).toMatchObject({ identity: { id, name: "bea" }, duties: ["author"] });
    expect(again).toEqual(first);
  });

  test.each<[what: string, spoil: (file: string) => void]>([
    ["others can read", (file) => chmodSync(file, 0o640)],
    ["is torn", (file) => writeFileSync(file, readFileSync(file, "utf8").slice(0, 50))],
    [
      "is a link",
      (file) => {
        rmSync(file);
        symlinkSync(keyFile(state, "author"), file);
      },
    ],
    ["is called otherwise", () => leave("bea", "carl")],
  ])("that %s is refused: cli/state-unsafe", (_, spoil) => {
    leave("bea");
    spoil(keyFile(state, "bea"));
    expect(makeAuthor(state, "bea")).toMatchObject({ ok: false, fault: { code: "cli/state-unsafe" } });
  });
});

test.each(["witness", "owner", "ledger", "executor-files", "countersigner-files"])(
  "%s is a part's name or an approver's, and becomes no author: cli/author-unknown",
  (name) => {
    expect(makeAuthor(state, name)).toMatchObject({ ok: false, fault: { code: "cli/author-unknown" } });
  },
);
