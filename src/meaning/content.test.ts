/** Content that is carried: HTTP messages, JSON, free text. */
import { describe, expect, test } from "vitest";
import type { Json } from "../kernel/index.ts";
import { canonicalForm } from "./interpret.ts";
import { recordOf } from "./interpreter.contract.ts";

const CONTEXT = { roots: {} };

describe("http", () => {
  const message = { method: "POST", url: "https://Example.com/a/../b", headers: { "Content-Type": "text/plain" }, body: "é" };

  test("says who is sent what, and writes it one way", () => {
    expect(recordOf("http", message)).toEqual({
      opaque: false,
      method: "POST",
      safe: false,
      scheme: "https",
      host: "example.com",
      domain: "example.com",
      path: "/b",
      header_names: ["content-type"],
      body_bytes: 2,
    });
    expect(canonicalForm("http", message, CONTEXT)).toEqual({
      method: "POST",
      url: "https://example.com/b",
      headers: { "content-type": "text/plain" },
      body: "é",
    });
  });

  test.each<[string, Json]>([
    ["no method", { url: "https://example.com" }],
    ["a small method", { method: "get", url: "https://example.com" }],
    ["an unknown method", { method: "CONNECT", url: "https://example.com" }],
    ["an unknown member", { ...message, proxy: "http://evil.com" }],
    ["another host in a header", { ...message, headers: { Host: "evil.com" } }],
    ["a method override", { ...message, headers: { "X-HTTP-Method-Override": "DELETE" } }],
    ["framing", { ...message, headers: { "Transfer-Encoding": "chunked" } }],
    ["a header twice", { ...message, headers: { a: "1", A: "2" } }],
    ["a header of two lines", { ...message, headers: { a: "1\r\nHost: evil.com" } }],
    ["a header that is no text", { ...message, headers: { a: 1 } }],
    ["a socket", { ...message, url: "wss://example.com" }],
    ["an opaque URL", { ...message, url: "http://0177.0.0.1" }],
    ["a body that is no text", { ...message, body: { a: 1 } }],
  ])("refuses %s", (_name, value) => {
    expect(recordOf("http", value)).toEqual({ opaque: true });
  });
});

describe("json", () => {
  test("reads a text as it reads the value", () => {
    const record = { opaque: false, kind: "object", size: 2, keys: ["a", "b"], depth: 2, bytes: 19 };
    expect(recordOf("json", '{"b": [1.0, 2], "a": "x"}')).toEqual(record);
    expect(recordOf("json", { b: [1, 2], a: "x" })).toEqual(record);
  });

  test.each([
    ["a name twice", '{"a":1,"a":2}'],
    ["a name twice, escaped", '{"a":1,"\\u0061":2}'],
    ["a name twice, deep", '[{"x":{"a":1,"a":2}}]'],
    ["a number too large", "1e400"],
    ["a number too long", "12345678901234567890"],
    ["a number too exact", "0.1000000000000000000001"],
    ["minus zero", "-0"],
    ["a comment", '{"a":1}//'],
    ["a comma too many", "[1,]"],
    ["two values", "1 2"],
    ["a lone surrogate", '"\ud800"'],
    ["65 levels", `${"[".repeat(65)}${"]".repeat(65)}`],
    ["10,001 names", JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [at, 0])))],
  ])("refuses %s", (_name, text) => {
    expect(recordOf("json", text)).toEqual({ opaque: true });
  });

  test("accepts what looks odd and is exact", () => {
    expect(canonicalForm("json", ' { "__proto__" : 1.50e1 } ', CONTEXT)).toBe('{"__proto__":15}');
    expect(canonicalForm("json", '"a\\":"', CONTEXT)).toBe('"a\\":"');
  });
});

describe("text", () => {
  test("counts, and lists what it spells out", () => {
    expect(recordOf("text", "Hi ❤️, see https://a.evil.com/x or 10.0.0.1.\nWrite to Bob@Example.com.")).toEqual({
      opaque: false,
      size: 70,
      words: 17,
      lines: 2,
      script: "latin",
      hosts: ["10.0.0.1", "a.evil.com", "example.com"],
      addresses: ["bob@example.com"],
    });
  });

  test.each([
    ["hello", "latin"],
    ["привет", "cyrillic"],
    ["pаypal", "mixed"],
    ["日本", "han"],
    ["123 !", "none"],
    ["አማርኛ", "other"],
  ])("%s is %s", (text, script) => {
    expect(recordOf("text", text).script).toBe(script);
  });

  test.each([
    ["a direction mark", "pay \u202e001"],
    ["a zero-width space", "pay\u200bpal"],
    ["tags that nobody sees", "hi \u{e0068}\u{e0069}"],
    ["a variation selector on a letter", "a\ufe0f"],
    ["a joiner between letters", "a\u200db"],
    ["an escape sequence", "\u001b[2K"],
    ["a line separator", "a\u2028b"],
    ["a lone surrogate", "\udc00"],
    ["a byte order mark", "\ufeffa"],
  ])("refuses %s", (_name, text) => {
    expect(recordOf("text", text)).toEqual({ opaque: true });
  });

  test("lets emoji be", () => {
    expect(recordOf("text", "👩‍👩‍👧 ❤️ 👍🏽 1️⃣").opaque).toBe(false);
  });
});
