import { describe, expect, test } from "vitest";
import type { Value } from "../canonical-text.ts";
import { argumentSchema, type Fit } from "./argument-schema.ts";

const TEXT = { type: "string" };

describe("arguments", () => {
  test.each<[schema: Value, args: Value, fit: Fit]>([
    [{ type: "object", properties: { a: TEXT } }, { a: "x" }, "fits"],
    [{ type: "object", properties: { a: TEXT } }, { a: 1 }, "outside"],
    [{ type: "object", properties: { a: TEXT } }, { b: "x" }, "outside"],
    [{ type: "object", properties: { a: TEXT } }, [], "outside"],
    [{ type: "object", properties: { a: { ...TEXT, default: "x" } }, required: ["a"] }, {}, "outside"],
    [{ type: "object", additionalProperties: true }, { b: 1 }, "outside"],
    [{ type: "object", additionalProperties: TEXT }, { b: "x" }, "fits"],
    [{ type: "object", patternProperties: { "^x-": TEXT } }, { "x-a": "b" }, "fits"],
    [
      { type: "object", anyOf: [{ properties: { a: TEXT } }, { $ref: "#/$defs/b" }], $defs: { b: { properties: { b: TEXT } } } },
      { b: "x" },
      "fits",
    ],
    [
      { type: "object", properties: { a: { items: {}, uniqueItems: true } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
      "outside",
    ],
    [{ type: "object", properties: { a: { pattern: "^[a-z]+$" } } }, { a: "A" }, "outside"],
    [{ type: "nonsense" }, {}, "outside"],
    [{ $schema: "https://example.com/other" }, {}, "outside"],
    [true, {}, "outside"],
  ])("%j takes %j: %s", (schema, args, fit) => {
    expect(argumentSchema(schema).fits(args)).toBe(fit);
  });

  test.each(["^(?=a)b$", "(a)\\1", "\\bword\\b", "a^b", "a$b", "(^a)", "["])("against the pattern `%s` are a doubt", (pattern) => {
    expect(argumentSchema({ type: "object", properties: { a: { pattern } } }).fits({ a: "x" })).toHaveProperty("doubt");
  });

  test("that are long are a doubt where a pattern might take forever", () => {
    const schema = { type: "object", properties: { a: { pattern: "^a*$" } } };
    expect(argumentSchema(schema).fits({ a: "a".repeat(20_000) })).toHaveProperty("doubt");
  });
});
