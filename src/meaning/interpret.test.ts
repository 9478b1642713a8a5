import { describe, expect, test } from "vitest";
import { canonicalForm, interpret, type MeaningReading, valueAt } from "./interpret.ts";

const CONTEXT = { roots: {} };
const reading = (field: string, of: readonly string[] = ["to"]): MeaningReading => ({
  from: "meaning",
  interpreter: "email",
  of,
  field,
  parameters: [],
});

describe("interpret", () => {
  test("of an opaque value only that it is opaque is known", () => {
    expect(interpret(reading("opaque"), { to: "nobody" }, CONTEXT)).toBe(true);
    expect(interpret(reading("domain"), { to: "nobody" }, CONTEXT)).toBeUndefined();
    expect(interpret(reading("opaque"), { to: 7 }, CONTEXT)).toBe(true);
  });

  test("of an absent value nothing is known", () => {
    expect(interpret(reading("opaque"), {}, CONTEXT)).toBeUndefined();
    expect(interpret(reading("opaque", ["a", "b"]), { a: "text" }, CONTEXT)).toBeUndefined();
    expect(interpret(reading("opaque", ["a", "0"]), { a: ["x@example.com"] }, CONTEXT)).toBeUndefined();
  });

  test("a path of no names is the value itself, as for an element of a list", () => {
    expect(interpret(reading("domain", []), "ann@example.com", CONTEXT)).toBe("example.com");
  });

  test("of each element of a list, in its place", () => {
    const args = { to: [{ a: "x@example.com" }, { a: "nobody" }, {}] };
    expect(interpret({ ...reading("domain"), each: ["a"] }, args, CONTEXT)).toEqual(["example.com", null, null]);
    expect(interpret({ ...reading("opaque"), each: ["a"] }, args, CONTEXT)).toEqual([false, true, null]);
    expect(interpret({ ...reading("domain"), each: [] }, { to: "x@example.com" }, CONTEXT)).toBeUndefined();
  });

  test("finds own members only", () => {
    expect(valueAt({ a: { b: 1 } }, ["a", "b"])).toBe(1);
    expect(valueAt({}, ["__proto__"])).toBeUndefined();
    expect(valueAt({}, ["constructor", "name"])).toBeUndefined();
    expect(valueAt(JSON.parse('{"__proto__":{"x":1}}'), ["__proto__", "x"])).toBe(1);
  });

  test("of what is not in the vocabulary nothing is known", () => {
    expect(interpret(reading("toString"), { to: "ann@example.com" }, CONTEXT)).toBeUndefined();
    expect(interpret({ ...reading("domain"), interpreter: "constructor" }, { to: "ann@example.com" }, CONTEXT)).toBeUndefined();
    expect(interpret({ ...reading("within"), parameters: [7] }, { to: "ann@example.com" }, CONTEXT)).toBeUndefined();
  });

  test("gives the form that is judged and sent", () => {
    expect(canonicalForm("email", "Ann@Example.com", CONTEXT)).toBe("ann@example.com");
  });
});
