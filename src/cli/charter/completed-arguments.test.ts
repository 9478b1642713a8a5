import { expect, test } from "vitest";
import { validateArguments } from "../../meaning/index.ts";
import { completedArguments } from "./completed-arguments.ts";

test.each([
  [{ type: "object", properties: { a: { type: "string", minLength: 3 } }, required: ["a"] }],
  [{ type: "object", properties: { a: { type: "number", exclusiveMinimum: 5, maximum: 7 } }, required: ["a"] }],
  [{ type: "object", properties: { a: { type: "integer", maximum: -2 } }, required: ["a"] }],
  [{ type: "object", properties: { a: { enum: ["x", "y"] }, b: { const: 4 }, c: { type: "boolean" } }, required: ["a", "b", "c"] }],
  [{ type: "object", properties: { a: { type: "array", items: { type: "integer" }, minItems: 2 } }, required: ["a"] }],
  [{ type: "object", properties: { a: { type: "object", properties: { b: { type: "null" } }, required: ["b"] } }, required: ["a"] }],
  [{ type: "object", properties: { a: { anyOf: [{ type: "string", format: "email" }, { type: "null" }] } }, required: ["a"] }],
])("what a schema requires is there: %j", (schema) => {
  const args = completedArguments({ z: 1 }, schema);
  expect(args).toMatchObject({ z: 1 });
  expect(validateArguments(schema, completedArguments({}, schema)).ok).toBe(true);
});

test("what an example says stays", () => {
  const schema = { type: "object", properties: { a: { type: "object", properties: { b: { type: "string" } }, required: ["b"] } } };
  expect(completedArguments({ a: { c: 1 } }, schema)).toEqual({ a: { c: 1, b: "" } });
  expect(completedArguments("text", schema)).toBe("text");
});
