/** Pins: what `interlock.lock` may say, and what a lock that somebody has edited gets. */
import { describe, expect, test } from "vitest";
import type { Json } from "../crypto/index.ts";
import { digestOfDefinition, digestOfMethod, lockedDigests, lockedTools, lockFromJson, parseLock, serverOf } from "./lock.ts";

const definition = { name: "read", inputSchema: { type: "object" } };
const pinned = { definition, digest: digestOfDefinition(definition) };
const LOCK = { format: "interlock-lock/1", servers: { files: { methods: ["resources/read"], tools: { read: pinned } } } };

function codeOf(value: Json): string {
  const lock = lockFromJson(value);
  return lock.ok ? "ok" : lock.fault.code;
}

describe("a lock", () => {
  test("gives every governed name with what it is pinned to", () => {
    const lock = parseLock(JSON.stringify(LOCK));
    expect(lock.ok && lockedTools(lock.value).map(({ name, digest }) => [name, digest])).toEqual([
      ["files#resources/read", digestOfMethod("resources/read")],
      ["files/read", pinned.digest],
    ]);
    expect(lock.ok && lockedDigests(lock.value)["files/read"]).toBe(pinned.digest);
  });

  test("of another form is execution/lock-malformed", () => {
    const wrong: readonly Json[] = [
      [],
      { format: "interlock-lock/2", servers: {} },
      { format: "interlock-lock/1" },
      { ...LOCK, servers: { "no name": LOCK.servers.files } },
      { ...LOCK, servers: { files: { tools: {} } } },
      { ...LOCK, servers: { files: { methods: [1], tools: {} } } },
      { ...LOCK, servers: { files: { methods: [], tools: { read: { digest: "" } } } } },
    ];
    expect(wrong.map(codeOf)).toEqual(wrong.map(() => "execution/lock-malformed"));
    const duplicate = parseLock('{"format":"interlock-lock/1","format":"interlock-lock/1","servers":{}}');
    expect(duplicate.ok ? "ok" : duplicate.fault.code).toBe("execution/lock-malformed");
  });

  test("whose definition was edited is execution/lock-digest-mismatch, and says which", () => {
    const edited = {
      ...LOCK,
      servers: { files: { methods: [], tools: { read: { ...pinned, definition: { ...definition, description: "x" } } } } },
    };
    const lock = lockFromJson(edited);
    expect(lock).toMatchObject({ ok: false, fault: { code: "execution/lock-digest-mismatch" } });
    expect(lock.ok ? "" : lock.fault.message).toContain("`files/read`");
  });

  test("names servers by what stands before the first / or #", () => {
    expect(["files/read", "files#resources/read", "files/a#b", "files"].map(serverOf)).toEqual(["files", "files", "files", "files"]);
  });
});
