/** What every part's process does alike: reading its configuration, and saying why it can't. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createIdentity, identityToText, makeRing, publicIdentity, ringToText } from "../crypto/index.ts";
import { fail, ok } from "../fault/index.ts";
import { faultLine } from "./fault-line.ts";
import { type Malformed, readPartConfig, readPartKeys } from "./part-config.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const identity = createIdentity("ledger");
const ring = makeRing([{ identity: publicIdentity(identity), duties: ["ledger"] }]);
const key = file("key", identityToText(identity));
const ringFile = file("ring", ring.ok ? ringToText(ring.value) : "");
const malformed: Malformed<"part/malformed"> = (message, cause) => fail("part/malformed", message, cause === undefined ? {} : { cause });

describe("a part's configuration", () => {
  test("is one JSON object, of which the part makes what it likes", () => {
    expect(readPartConfig(file("good", '{"port": 7}'), malformed, ({ port }) => ok(port))).toEqual(ok(7));
  });

  test.each([
    ["is not there", join(folder, "none"), "ENOENT"],
    ["is not JSON", file("torn", "{"), "the configuration is not JSON"],
    ["is no object", file("list", "[]"), "the configuration is not an object"],
    ["passes the limits", file("long", `{"a": "${"b".repeat(40)}"}`), "the configuration is not JSON"],
  ])("that %s is refused in the part's own code", (_, at, words) => {
    const read = readPartConfig(at, malformed, ok, { bytesMax: 32 });
    expect(read).toMatchObject({ ok: false, fault: { code: "part/malformed", message: expect.stringContaining(words) } });
  });

  test("names the files of a key and a ring", () => {
    expect(readPartKeys({ key, ring: ringFile }, malformed)).toMatchObject({ ok: true, value: { identity: { name: "ledger" } } });
    expect(readPartKeys({ key: ringFile, ring: ringFile }, malformed)).toMatchObject({ fault: { message: "the key cannot be used" } });
    expect(readPartKeys({ key, ring: key }, malformed)).toMatchObject({ fault: { message: "the ring cannot be used" } });
  });

  test("that names a file which is not there is refused too", () => {
    const read = readPartConfig(file("names", "{}"), malformed, () =>
      readPartKeys({ key: join(folder, "none"), ring: ringFile }, malformed),
    );
    expect(read).toMatchObject({ fault: { code: "part/malformed", message: expect.stringContaining("ENOENT") } });
  });
});

test("a fault is one line: what, where, its code, and why", () => {
  expect(faultLine("ledger", { code: "a/b", message: "it is torn" })).toBe("ledger: it is torn [a/b]\n");
  const cause = { code: "c/d", message: "the power failed" };
  expect(faultLine("ledger", { code: "a/b", message: "it is torn", at: "entry 7", cause })).toBe(
    "ledger: it is torn (at entry 7) [a/b], because the power failed [c/d]\n",
  );
});
