/** The decider's process: what it says, and how it ends, where it can't start. */
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { must } from "../../test/governed/system.ts";
import { StartedPart } from "../../test/worlds/started-part.ts";
import { createIdentity, makeRing, publicIdentity } from "../crypto/index.ts";

const identity = createIdentity("decider");
const ring = must(makeRing([{ identity: publicIdentity(identity), duties: ["decider"] }]));
const part = new StartedPart(join(import.meta.dirname, "process.ts"), identity, ring);
const none = join(part.folder, "none");
afterAll(() => part.remove());

describe("the decider's process", () => {
  test("refuses a configuration that it can't read: execution/config-malformed", () => {
    for (const config of [
      "{",
      "[]",
      { socket: "/x" },
      { socket: "/x", grade: "safe", key: none, ring: none },
      { socket: "/x", grade: "embedded", key: none, ring: none },
    ]) {
      const { status, words } = part.run(config);
      expect(status).toBe(1);
      expect(words).toMatch(/^decider: .* \[execution\/config-malformed\]/);
      expect(words.trimEnd().split("\n").length).toBe(1);
    }
  });

  test("ends where no ledger listens: execution/ledger-unreachable", () => {
    const { status, words } = part.run({ socket: none, grade: "embedded", key: part.key, ring: part.ring });
    expect(status).toBe(1);
    expect(words).toContain("[execution/ledger-unreachable]");
    expect(words).toContain("[link/cannot-connect]");
  });
});
