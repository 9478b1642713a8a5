/** The executor's process: a configuration that it cannot use ends it, with one line that says why. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { must } from "../../test/governed/system.ts";
import { StartedPart } from "../../test/worlds/started-part.ts";
import { createIdentity, makeRing, publicIdentity } from "../crypto/index.ts";

const identity = createIdentity("executor-one");
const ring = makeRing([
  { identity: publicIdentity(identity), duties: ["executor:one"] },
  { identity: publicIdentity(createIdentity("ledger")), duties: ["ledger"] },
]);
const part = new StartedPart(join(import.meta.dirname, "process.ts"), identity, must(ring));
const { folder, key, ring: ringFile } = part;
afterAll(() => part.remove());

const good = (): { [name: string]: unknown } => ({
  part: "executor",
  server: "one",
  state: folder,
  socket: join(folder, "socket"),
  key,
  ring: ringFile,
  grade: "embedded",
  command: "true",
  args: [],
  env: {},
  writable: [],
  hidden: [],
  scratch: join(folder, "scratch"),
  sandbox: false,
  pins: { methods: [], tools: {} },
});

describe("the executor's process", () => {
  test.each<readonly [string, unknown]>([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["no server", { server: 1 }],
    ["another grade", { grade: "perfect" }],
    ["no command", { command: undefined }],
    ["a command with NUL", { command: "a\u0000b" }],
    ["an environment of numbers", { env: { a: 1 } }],
    ["no walls", { scratch: undefined }],
    ["roots that are no list", { only: { roots: "/", reads: [] } }],
    ["a folder that is no path", { folder: 1 }],
    ["no time for a call", { callMs: 0 }],
    ["no pins", { pins: undefined }],
    ["witnesses that are no policy", { witnesses: "quorum nobody" }],
    ["witnesses that are no text", { witnesses: [] }],
    ["no time for witnesses", { witnesses: "quorum none", unwitnessedMs: 0 }],
    ["a key that is no key", { key: "/dev/null" }],
    ["a ring that is not there", { ring: "/none" }],
  ])("ends with executor/config-malformed for %s", (_, change) => {
    const { status, words } = part.run(typeof change === "string" ? change : { ...good(), ...(change as object) });
    expect(words).toMatch(/^executor: .+ \[executor\/config-malformed\].*\n$/);
    expect(status).toBe(1);
  });

  test("ends with executor/not-walled where a server is to see its roots alone and nothing keeps it there", () => {
    const { status, words } = part.run({ ...good(), only: { roots: [folder], reads: [] } });
    expect([status, words]).toEqual([1, expect.stringContaining("[executor/not-walled]")]);
  });

  test("ends with executor/uses-unreadable where what it has used cannot be told", () => {
    mkdirSync(join(folder, "uses"));
    writeFileSync(join(folder, "uses", "one.json"), "[7]");
    const { status, words } = part.run(good());
    rmSync(join(folder, "uses"), { recursive: true });
    expect([status, words]).toEqual([1, expect.stringContaining("[executor/uses-unreadable]")]);
  });

  test("ends with executor/ledger-unreachable where no ledger listens", () => {
    const { status, words } = part.run(good());
    expect([status, words]).toEqual([
      1,
      expect.stringMatching(/^executor: .+ \[executor\/ledger-unreachable\], because .+ \[link\/cannot-connect\]\n$/),
    ]);
  });
});
