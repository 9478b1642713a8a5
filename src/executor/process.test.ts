/** The executor's process: a configuration that it cannot use ends it, with one line that says why. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity, identityToText, makeRing, publicIdentity, ringToText } from "../crypto/index.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-executor-"));
  const identity = createIdentity("executor-one");
  const ring = makeRing([
    { identity: publicIdentity(identity), duties: ["executor:one"] },
    { identity: publicIdentity(createIdentity("ledger")), duties: ["ledger"] },
  ]);
  writeFileSync(join(folder, "key"), identityToText(identity));
  if (ring.ok) writeFileSync(join(folder, "ring"), ringToText(ring.value));
});
afterAll(() => rmSync(folder, { recursive: true }));

const good = (): { [name: string]: unknown } => ({
  part: "executor",
  server: "one",
  state: folder,
  socket: join(folder, "socket"),
  key: join(folder, "key"),
  ring: join(folder, "ring"),
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

function start(config: unknown): { readonly status: number | null; readonly words: string } {
  const file = join(folder, "config.json");
  writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
  const entry = join(import.meta.dirname, "process.ts");
  const { status, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", entry, file], {
    encoding: "utf8",
    input: "",
  });
  return { status, words: stderr };
}

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
    const { status, words } = start(typeof change === "string" ? change : { ...good(), ...(change as object) });
    expect(words).toMatch(/^executor: .+ \[executor\/config-malformed\].*\n$/);
    expect(status).toBe(1);
  });

  test("ends with executor/not-walled where a server is to see its roots alone and nothing keeps it there", () => {
    const { status, words } = start({ ...good(), only: { roots: [folder], reads: [] } });
    expect([status, words]).toEqual([1, expect.stringContaining("[executor/not-walled]")]);
  });

  test("ends with executor/uses-unreadable where what it has used cannot be told", () => {
    mkdirSync(join(folder, "uses"));
    writeFileSync(join(folder, "uses", "one.json"), "[7]");
    const { status, words } = start(good());
    rmSync(join(folder, "uses"), { recursive: true });
    expect([status, words]).toEqual([1, expect.stringContaining("[executor/uses-unreadable]")]);
  });

  test("ends with executor/ledger-unreachable where no ledger listens", () => {
    const { status, words } = start(good());
    expect([status, words]).toEqual([
      1,
      expect.stringMatching(/^executor: .+ \[executor\/ledger-unreachable\], because .+ \[link\/cannot-connect\]\n$/),
    ]);
  });
});
