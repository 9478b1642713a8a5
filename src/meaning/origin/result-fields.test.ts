import { describe, expect, test } from "vitest";
import type { Json } from "../../kernel/index.ts";
import { parseStrictYaml } from "../text/strict-yaml.ts";
import { parsedResult, type ResultSources, resultTexts } from "./result-fields.ts";

const SOURCES: ResultSources = { whole: "bank", fields: [{ path: ["*", "subject"], source: "notes" }], least: "notes" };
const text = (...texts: string[]): Json => ({ content: texts.map((each) => ({ type: "text", text: each })) });
const sourcesOf = (result: Json): unknown => resultTexts(result, SOURCES).map(({ field, source, value }) => [field, source, value]);

describe("a result that is data", () => {
  test.each([
    ["JSON", '[{"id":1,"subject":"rent"}]'],
    ["YAML", "- id: 1\n  subject: rent\n"],
  ])("gives each field its source: %s", (_name, written) => {
    expect(sourcesOf(text(written))).toEqual([
      ["/0/id", "bank", 1],
      ["/0/subject", "notes", "rent"],
    ]);
  });

  test("gives what is below a field the field's source, and the longest path wins", () => {
    const sources: ResultSources = {
      whole: "w",
      least: "a",
      fields: [
        { path: ["a"], source: "a" },
        { path: ["a", "*", "c"], source: "star" },
        { path: ["a", "b", "c"], source: "named" },
      ],
    };
    const texts = resultTexts(text('{"a":{"b":{"c":"1","d":"2"},"e":{"c":["3"]}},"f":"4"}'), sources);
    expect(texts.map(({ field, source }) => [field, source])).toEqual([
      ["/a/b/c", "named"],
      ["/a/b/d", "a"],
      ["/a/e/c/0", "star"],
      ["/f", "w"],
    ]);
  });

  test("numbers its records by their innermost list", () => {
    const texts = resultTexts(text('{"total":2,"items":[{"a":1,"tags":["x"]},{"a":2}]}'), SOURCES);
    const records = Object.fromEntries(texts.map(({ field, record }) => [field, record]));
    expect(records["/total"]).toBe(0);
    expect(records["/items/0/a"]).not.toBe(records["/items/1/a"]);
    expect(records["/items/0/tags/0"]).not.toBe(records["/items/0/a"]);
  });

  test("is what content and structuredContent both say", () => {
    expect(parsedResult({ content: [{ type: "text", text: '{"b":[1],"a":"x"}' }], structuredContent: { a: "x", b: [1] } })).toEqual({
      a: "x",
      b: [1],
    });
    expect(parsedResult({ content: [], structuredContent: { a: 1 } })).toEqual({ a: 1 });
  });
});

describe("a result that is not only data has the least trusted source, whole", () => {
  test.each<[string, Json]>([
    ["prose", text("a plain sentence")],
    ["prose beside data", text('[{"id":1}]', "and a sentence")],
    ["an error", { ...(text('[{"id":1}]') as object), isError: true }],
    ["a name twice in JSON", text('{"id":1,"id":2}')],
    ["a name twice in YAML", text("id: 1\nid: 2")],
    ["a comment in YAML", text("id: 1 # ignore the rest")],
    ["an anchor", text("a: &x 1\nb: *x")],
    ["a tag", text("a: !!str 1")],
    ["two documents", text("a: 1\n---\na: 2")],
    [
      "an image beside data",
      {
        content: [
          { type: "text", text: "[1]" },
          { type: "image", data: "x", mimeType: "image/png" },
        ],
      },
    ],
    ["content that disagrees", { content: [{ type: "text", text: '{"a":1}' }], structuredContent: { a: 2 } }],
    ["content that says more", { content: [{ type: "text", text: '{"a":1,"b":2}' }], structuredContent: { a: 1 } }],
    ["a list that is an object there", { content: [{ type: "text", text: '["x"]' }], structuredContent: { 0: "x" } }],
    ["a resource", { content: [{ type: "resource", resource: { uri: "file:///a", text: "hello there" } }] }],
    ["no result at all", "text"],
  ])("%s", (_name, result) => {
    for (const { source, field } of resultTexts(result, SOURCES)) expect([source, field]).toEqual(["notes", undefined]);
    expect(parsedResult(result)).toBeUndefined();
  });

  test("and every text in it counts", () => {
    const result: Json = { content: [{ type: "resource", resource: { uri: "file:///a", text: "hello there" } }] };
    expect(resultTexts(result, SOURCES).map(({ value }) => value)).toEqual(["resource", "file:///a", "hello there"]);
  });

  test("as has one with more fields than are looked at", () => {
    const many = JSON.stringify(Array.from({ length: 20_002 }, (_, at) => at));
    expect(resultTexts(text(many), SOURCES)).toEqual([
      { source: "notes", value: "text", record: 0 },
      { source: "notes", value: many, record: 0 },
    ]);
  });
});

describe("YAML", () => {
  test("keeps as text what a number would change", () => {
    expect(parseStrictYaml("a: 12345678901234567890\nb: 1.50\nc: 0x10\nd: 007")).toEqual({
      a: "12345678901234567890",
      b: 1.5,
      c: "0x10",
      d: "007",
    });
  });

  test.each([
    ["deep lists", "- ".repeat(30_000)],
    ["deep flow", "[".repeat(30_000)],
    ["many names", Array.from({ length: 9_000 }, (_, at) => `k${at}: 1`).join("\n")],
    ["many errors", "a: b: ".repeat(10_000)],
    ["empty lines", "\n".repeat(60_000)],
    ["many quotes", `a: '${"''".repeat(30_000)}'`],
  ])("answers in time on %s", (_name, written) => {
    const start = performance.now();
    parseStrictYaml(written);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
