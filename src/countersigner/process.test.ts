/** The countersigner's process: what it says, and how it ends, where it can't start. */
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { must } from "../../test/governed/system.ts";
import { StartedPart } from "../../test/worlds/started-part.ts";
import { createIdentity, makeRing, publicIdentity } from "../crypto/index.ts";

const identity = createIdentity("countersigner-files");
const ring = must(makeRing([{ identity: publicIdentity(identity), duties: ["countersigner:files"] }]));
const part = new StartedPart(join(import.meta.dirname, "process.ts"), identity, ring);
const WHOLE = { socket: join(part.folder, "none.sock"), server: "files", grade: "embedded", key: part.key, ring: part.ring };
afterAll(() => part.remove());

describe("the countersigner's process", () => {
  test("refuses a configuration that it can't read: countersigner/config-malformed", () => {
    for (const config of ["{", "[]", { ...WHOLE, grade: "none" }, { ...WHOLE, key: part.ring }]) {
      const { status, words } = part.run(config);
      expect(status).toBe(1);
      expect(words).toMatch(/^countersigner: .* \[countersigner\/config-malformed\]/);
      expect(words.trimEnd().split("\n").length).toBe(1);
    }
  });

  test("ends where no ledger listens: countersigner/ledger-unreachable", () => {
    const { status, words } = part.run(WHOLE);
    expect(status).toBe(1);
    expect(words).toContain("[countersigner/ledger-unreachable]");
  });
});
