/** Which Node runs Interlock, where the one that was asked is too old. */
import { expect, test } from "vitest";
import { otherNode } from "./own-node.ts";

const NONE = "/nowhere/node";

test("a Node that is new enough runs it by itself", () => {
  for (const version of ["24.0.0", "24.11.1", "100.0.0"]) expect(otherNode(version, NONE)).toEqual({ ok: true, value: undefined });
});

test("in the place of an older one the packages' Node runs it; where there is none: cli/old-node", () => {
  expect(otherNode("20.20.2", process.execPath)).toEqual({ ok: true, value: process.execPath });
  const fault = { code: "cli/old-node", message: expect.stringContaining("22.1.0") };
  expect(otherNode("22.1.0", NONE)).toMatchObject({ ok: false, fault });
});
