import { describe, expect, test } from "vitest";
import { canonicalArguments } from "./canonical-arguments.ts";

const CONTEXT = { roots: {}, base: "/srv" };

describe("canonicalArguments", () => {
  test("rewrites what is understood, at its place and in lists, and nothing else", () => {
    const places = [
      { interpreter: "path", of: ["path"] },
      { interpreter: "path", of: ["more", "*", "p"] },
      { interpreter: "email", of: ["to"] },
    ];
    const args = { path: "a/../b", more: [{ p: "./c" }, { p: "~" }], to: "not an address", other: "a/../b" };
    expect(canonicalArguments(places, args, CONTEXT)).toEqual({
      path: "/srv/b",
      more: [{ p: "/srv/c" }, { p: "~" }],
      to: "not an address",
      other: "a/../b",
    });
  });

  test("takes the whole of the arguments as a message", () => {
    const message = { method: "GET", url: "https://Example.com" };
    expect(canonicalArguments([{ interpreter: "http", of: [] }], message, CONTEXT)).toEqual({ method: "GET", url: "https://example.com/" });
  });

  test("agrees with itself whatever the order", () => {
    const both = ["shell", "git"].map((interpreter) => ({ interpreter, of: ["c"] }));
    expect(canonicalArguments(both, { c: "git  status" }, CONTEXT)).toEqual({ c: "git status" });
    expect(canonicalArguments([...both].reverse(), { c: "git  status" }, CONTEXT)).toEqual({ c: "git status" });
  });

  test("gives up where two interpreters want one value in two ways", () => {
    const both = ["path", "json"].map((interpreter) => ({ interpreter, of: ["v"] }));
    expect(canonicalArguments(both, { v: "1.0" }, CONTEXT)).toBeUndefined();
  });
});
