import { describe, expect, test } from "vitest";
import type { InterpretedPlace } from "../vocabulary/index.ts";
import { canonicalArguments } from "./canonical-arguments.ts";

const CONTEXT = { roots: {}, base: "/srv" };
const place = (interpreter: string, ...at: readonly (readonly string[])[]): InterpretedPlace => ({ interpreter, at });

describe("canonicalArguments", () => {
  test("rewrites what is understood, at its place and in lists, and nothing else", () => {
    const places = [place("path", ["path"]), place("path", ["more"], ["p"]), place("path", ["list"], []), place("email", ["to"])];
    const args = { path: "a/../b", more: [{ p: "./c" }, { p: "~" }], list: ["d/"], to: "not an address", other: "a/../b" };
    const written = { ...args, path: "/srv/b", more: [{ p: "/srv/c" }, { p: "~" }], list: ["/srv/d"] };
    expect(canonicalArguments(places, args, CONTEXT)).toEqual(written);
    expect(canonicalArguments(places, written, CONTEXT)).toEqual(written);
  });

  test("finds the items of lists in lists", () => {
    const places = [place("email", ["groups"], ["to"], [])];
    expect(canonicalArguments(places, { groups: [{ to: ["A@X.com"] }, { to: ["b@x.com", 7] }, 3] }, CONTEXT)).toEqual({
      groups: [{ to: ["a@x.com"] }, { to: ["b@x.com", 7] }, 3],
    });
  });

  test("takes the whole of the arguments as a message", () => {
    const places = [place("http", []), place("url", ["url"])];
    const message = { method: "GET", url: "https://Example.com" };
    expect(canonicalArguments(places, message, CONTEXT)).toEqual({ method: "GET", url: "https://example.com/" });
  });

  test("agrees with itself whatever the order", () => {
    const both = [place("shell", ["c"]), place("git", ["c"])];
    expect(canonicalArguments(both, { c: "git  status" }, CONTEXT)).toEqual({ c: "git status" });
    expect(canonicalArguments([...both].reverse(), { c: "git  status" }, CONTEXT)).toEqual({ c: "git status" });
  });

  test("an interpreter that wants no form takes that of another", () => {
    const both = [place("email", ["to"]), place("text", ["to"])];
    expect(canonicalArguments(both, { to: "Ann@Example.com" }, CONTEXT)).toEqual({ to: "ann@example.com" });
  });

  test("gives up where two interpreters want one value in two ways", () => {
    const both = [place("path", ["v"]), place("json", ["v"])];
    expect(canonicalArguments(both, { v: "1.0" }, CONTEXT)).toBeUndefined();
    expect(canonicalArguments([...both].reverse(), { v: "1.0" }, CONTEXT)).toBeUndefined();
  });
});
