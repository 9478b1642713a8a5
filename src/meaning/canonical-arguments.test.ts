import { describe, expect, test } from "vitest";
import { canonicalArguments } from "./canonical-arguments.ts";
import type { MeaningReading } from "./interpret.ts";

const CONTEXT = { roots: {}, base: "/srv" };
const reads = (interpreter: string, of: readonly string[], each?: readonly string[]): MeaningReading => ({
  from: "meaning",
  interpreter,
  of,
  field: "opaque",
  parameters: [],
  ...(each === undefined ? {} : { each }),
});

describe("canonicalArguments", () => {
  test("rewrites what is understood, at its place and in lists, and nothing else", () => {
    const readings = [reads("path", ["path"]), reads("path", ["more"], ["p"]), reads("path", ["list"], []), reads("email", ["to"])];
    const args = { path: "a/../b", more: [{ p: "./c" }, { p: "~" }], list: ["d/"], to: "not an address", other: "a/../b" };
    const written = { ...args, path: "/srv/b", more: [{ p: "/srv/c" }, { p: "~" }], list: ["/srv/d"] };
    expect(canonicalArguments(readings, args, CONTEXT)).toEqual(written);
  });

  test("takes the whole of the arguments as a message", () => {
    const readings = [reads("http", []), reads("url", ["url"])];
    const message = { method: "GET", url: "https://Example.com" };
    expect(canonicalArguments(readings, message, CONTEXT)).toEqual({ method: "GET", url: "https://example.com/" });
  });

  test("agrees with itself whatever the order", () => {
    const both = [reads("shell", ["c"]), reads("git", ["c"])];
    expect(canonicalArguments(both, { c: "git  status" }, CONTEXT)).toEqual({ c: "git status" });
    expect(canonicalArguments([...both].reverse(), { c: "git  status" }, CONTEXT)).toEqual({ c: "git status" });
  });

  test("gives up where two interpreters want one value in two ways", () => {
    const both = [reads("path", ["v"]), reads("json", ["v"])];
    expect(canonicalArguments(both, { v: "1.0" }, CONTEXT)).toBeUndefined();
    expect(canonicalArguments([...both].reverse(), { v: "1.0" }, CONTEXT)).toBeUndefined();
  });
});
