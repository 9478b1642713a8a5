import { describe, expect, test } from "vitest";
import type { Json } from "../../kernel/index.ts";
import { validateArguments } from "./arguments.ts";

const DRAFT_07 = "http://json-schema.org/draft-07/schema#";
const SCHEMA = {
  type: "object",
  properties: {
    path: { type: "string", maxLength: 5 },
    mode: { enum: ["read", "write"] },
    tags: { type: "array", items: { type: "string" }, uniqueItems: true },
    inner: { type: "object", properties: { a: { type: "integer" } }, additionalProperties: false },
    count: { type: "number", default: 3 },
  },
  required: ["path"],
} as const;

function faultOf(schema: Json, args: Json): unknown {
  const result = validateArguments(schema, args);
  return result.ok ? undefined : result.fault;
}

describe("validateArguments", () => {
  test("hands back the arguments as they are, without defaults", () => {
    const args = { path: "a" };
    const result = validateArguments(SCHEMA, args);
    expect(result).toEqual({ ok: true, value: { path: "a" } });
    expect(result.ok && result.value).toBe(args);
  });

  test.each<[string, Json, object]>([
    ["a field that is missing", {}, { at: "", remedy: "expected: `path` present" }],
    ["a field of another type", { path: 3 }, { at: "/path", remedy: "expected: string" }],
    ["a number as text", { path: "a", count: "3" }, { at: "/count", remedy: "expected: number" }],
    ["a text too long", { path: "toolong" }, { at: "/path", remedy: "expected: no more than 5 characters" }],
    ["another word", { path: "a", mode: "delete" }, { at: "/mode", remedy: 'expected: one of ["read","write"]' }],
    ["an item twice", { path: "a", tags: ["x", "x"] }, { at: "/tags", remedy: "expected: no item twice" }],
    ["an item of another type", { path: "a", tags: [1] }, { at: "/tags/0", remedy: "expected: string" }],
    ["a name in an inner object", { path: "a", inner: { "b/c": 1 } }, { at: "/inner/b~1c", remedy: "expected: no such field" }],
    ["a list", [], { at: "", remedy: "expected: object" }],
    ["nothing", null, { at: "", remedy: "expected: object" }],
  ])("refuses %s", (_name, args, fault) => {
    expect(faultOf(SCHEMA, args)).toMatchObject({ code: "meaning/arguments-invalid", ...fault });
  });

  test.each<[string, Json]>([
    ["a field of no name here", { path: "a", approved: true }],
    ["a name in another case", { path: "a", Path: "b" }],
    ["a name of the prototype", JSON.parse('{"path":"a","__proto__":{"path":"b"}}')],
    ["a constructor", { path: "a", constructor: 1 }],
  ])("refuses %s", (_name, args) => {
    expect(faultOf(SCHEMA, args)).toMatchObject({
      code: "meaning/arguments-unknown-field",
      remedy: "use only count, inner, mode, path, tags",
    });
  });

  test("does not take a required field from the prototype", () => {
    expect(faultOf({ type: "object", properties: { toString: {} }, required: ["toString"] }, {})).toMatchObject({
      code: "meaning/arguments-invalid",
    });
  });

  test("refuses unknown fields where the schema lets them pass, not where it describes them", () => {
    const unknown = { code: "meaning/arguments-unknown-field" };
    expect(faultOf({ type: "object" }, { a: 1 })).toMatchObject({ ...unknown, remedy: "leave it out; this tool takes no arguments" });
    expect(faultOf({ type: "object", additionalProperties: true }, { a: 1 })).toMatchObject(unknown);
    expect(faultOf({ type: "object", additionalProperties: {} }, { a: 1 })).toMatchObject(unknown);
    expect(faultOf({ type: "object", additionalProperties: { type: "string" } }, { a: "x" })).toBeUndefined();
    expect(faultOf({ type: "object", additionalProperties: { type: "string" } }, { a: 1 })).toMatchObject({
      code: "meaning/arguments-invalid",
    });
    expect(faultOf({ type: "object", patternProperties: { "^x-": {} } }, { "x-a": 1 })).toBeUndefined();
    expect(faultOf({ type: "object", patternProperties: { "^x-": {} } }, { y: 1 })).toMatchObject(unknown);
  });

  test("finds the names of composed schemas", () => {
    const schema = {
      $defs: { base: { properties: { a: {} } } },
      allOf: [{ $ref: "#/$defs/base" }, { oneOf: [{ properties: { b: {} } }, { properties: { c: {} }, required: ["c"] }] }],
      dependentSchemas: { a: { properties: { d: {} } } },
    };
    expect(faultOf(schema, { a: 1, b: 2, d: 4 })).toBeUndefined();
    expect(faultOf(schema, { e: 5 })).toMatchObject({ remedy: "use only a, b, c, d" });
  });

  test("a schema that refers to itself ends", () => {
    const schema = { properties: { a: { type: "string" } }, allOf: [{ $ref: "#" }] };
    expect(faultOf(schema, { a: "x" })).toMatchObject({ code: "meaning/arguments-invalid", message: "the arguments cannot be checked" });
    expect(faultOf({ type: "object", properties: { a: { $ref: "#" } } }, { a: { a: {} } })).toBeUndefined();
  });

  test("takes dialects as they say, and 2020-12 where they say nothing", () => {
    const tuple = (dialect: object, items: object) => ({ ...dialect, type: "object", properties: { t: { type: "array", ...items } } });
    expect(faultOf(tuple({}, { prefixItems: [{ type: "string" }] }), { t: [1] })).toMatchObject({ at: "/t/0" });
    expect(faultOf(tuple({ $schema: DRAFT_07 }, { items: [{ type: "string" }] }), { t: [1] })).toMatchObject({ at: "/t/0" });
  });

  test("looks for what occurs twice in linear time", () => {
    const list = Array.from({ length: 200_000 }, (_, at) => [at]);
    const start = performance.now();
    expect(faultOf({ type: "object", properties: { l: { type: "array", uniqueItems: true } } }, { l: list })).toBeUndefined();
    expect(
      faultOf(
        { type: "object", properties: { l: { uniqueItems: true } } },
        {
          l: [
            { a: 1, b: 2 },
            { b: 2, a: 1 },
          ],
        },
      ),
    ).toBeDefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test("no text makes a pattern of the schema slow", () => {
    const schema = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };
    const start = performance.now();
    expect(faultOf(schema, { a: `${"a".repeat(50_000)}!` })).toMatchObject({ code: "meaning/arguments-invalid", at: "/a" });
    expect(faultOf(schema, { a: "aaa" })).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("patterns of one schema", () => {
  test("are not taken for each other", () => {
    const schema = { type: "object", properties: { a: { pattern: "^a$" }, b: { pattern: "^b$" } } };
    expect(faultOf(schema, { a: "a", b: "b" })).toBeUndefined();
    expect(faultOf(schema, { b: "a" })).toMatchObject({ at: "/b", remedy: 'expected: match pattern "^b$"' });
  });
});

describe("a schema that cannot be used", () => {
  test.each<[string, Json]>([
    ["no object", true],
    ["a list", []],
    ["an unknown type", { type: "nope" }],
    ["a reference outside", { properties: { a: { $ref: "http://example.com/schema" } } }],
    ["a reference into nothing", { properties: { a: { $ref: "#/$defs/none" } } }],
    ["fields that are none", { properties: { a: 7 } }],
  ])("refuses %s", (_name, schema) => {
    expect(faultOf(schema, {})).toMatchObject({ code: "meaning/schema-invalid" });
  });

  test.each(["http://json-schema.org/draft-04/schema#", "https://evil.com/schema", 7])("refuses dialect %s", (dialect) => {
    expect(faultOf({ $schema: dialect }, {})).toMatchObject({ code: "meaning/schema-dialect", at: "/$schema" });
  });

  test.each(["\\bword", "(?<=a)b", "a(?=b)c", "(.+)\\1", "(", "^.{1,90000}$"])("refuses pattern %s", (pattern) => {
    const fault = { code: "meaning/schema-pattern" };
    expect(faultOf({ properties: { a: { pattern } } }, {})).toMatchObject(fault);
    expect(faultOf({ patternProperties: { [pattern]: {} } }, {})).toMatchObject(fault);
  });
});
