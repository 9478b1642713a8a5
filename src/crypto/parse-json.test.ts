import { describe, expect, test } from "vitest";
import { type CryptoCode, type Json, parseJson } from "./index.ts";
import { JSON_LIMITS } from "./limits.ts";

function valueOf(text: Uint8Array | string): Json {
  const result = parseJson(text);
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
  return result.value;
}

function refusalOf(text: Uint8Array | string): { code: CryptoCode; at: string | undefined } | undefined {
  const result = parseJson(text);
  return result.ok ? undefined : { code: result.fault.code, at: result.fault.at };
}

function codeOf(text: Uint8Array | string): CryptoCode | undefined {
  return refusalOf(text)?.code;
}

describe("what the door accepts", () => {
  test("reads scalars, arrays and objects", () => {
    expect(valueOf(' {"a": [1, -2.5, true, false, null, "x"], "b": {}, "c": []}\n')).toEqual({
      a: [1, -2.5, true, false, null, "x"],
      b: {},
      c: [],
    });
    expect(valueOf('"alone"')).toBe("alone");
    expect(valueOf("7")).toBe(7);
  });

  test("reads every escape, and pairs of surrogates", () => {
    expect(valueOf('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00"')).toBe('"\\/\b\f\n\r\té😀');
    expect(valueOf('"é\\u0041😀"')).toBe("éA😀");
  });

  test("reads negative zero as zero, as it is written", () => {
    for (const text of ["-0", "-0.0", "-0e5", "0E-9"]) expect(Object.is(valueOf(text), 0)).toBe(true);
  });

  test.each([
    ["0.1", 0.1],
    ["1e2", 100],
    ["100.00", 100],
    ["-1E+28", -1e28],
    ["0.30000000000000004", 0.30000000000000004],
    ["1424953923781206.2", 1424953923781206.2],
    ["9007199254740992", 9007199254740992],
    ["100000000000000000000", 1e20],
    ["5e-324", 5e-324],
    ["1.7976931348623157e308", Number.MAX_VALUE],
  ])("reads the number %s", (text, number) => {
    expect(valueOf(text)).toBe(number);
  });

  test("gives objects that inherit no name", () => {
    const object = valueOf('{"a":1}') as { [name: string]: Json };
    expect(object.constructor).toBeUndefined();
    expect("toString" in object).toBe(false);
    const prototype = valueOf('{"__proto__":{"admin":true}}') as { [name: string]: Json };
    expect(Object.keys(prototype)).toEqual(["__proto__"]);
    expect(prototype.admin).toBeUndefined();
  });

  test("tells names apart that are much alike", () => {
    const names = ["abcde", "aXcYe", "aYcXe", "abcde", "a", "b", "", "ab", "é", "identifier", "identi\\u0066ier"];
    for (const name of [...names, ...names]) expect(Object.keys(valueOf(`{"${name}":1}`) as object)).toEqual([JSON.parse(`"${name}"`)]);
  });

  test("copies strings out of the text", () => {
    const bytes = Buffer.from('{"text":"long enough to be a slice"}');
    const value = valueOf(bytes);
    bytes.fill(0);
    expect(value).toEqual({ text: "long enough to be a slice" });
  });
});

describe("what the door refuses, each with its own code", () => {
  test("refuses what is not one JSON value, and says where: `crypto/json-malformed`", () => {
    const malformed = [
      "",
      " ",
      "{",
      "[1",
      "[1,]",
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      "{a:1}",
      "01",
      "1.",
      "1e",
      "+1",
      ".5",
      "tru",
      "1 2",
      '"\\x"',
      '"\\u12g4"',
      '"a',
      "'a'",
      "NaN",
    ];
    for (const text of malformed) expect([text, codeOf(text)]).toEqual([text, "crypto/json-malformed"]);
    expect(refusalOf('{\n  "a": tru\n}')).toEqual({ code: "crypto/json-malformed", at: "2:8" });
    expect(refusalOf('["é", x]')).toEqual({ code: "crypto/json-malformed", at: "1:7" });
    expect(codeOf('"\u0000"')).toBe("crypto/json-malformed");
  });

  test("refuses a duplicate name at any depth: `crypto/json-duplicate-name`", () => {
    expect(refusalOf('{"a":1,"a":1}')).toEqual({ code: "crypto/json-duplicate-name", at: "1:11" });
    expect(codeOf('[{"x":{"b":1,"\\u0062":2}}]')).toBe("crypto/json-duplicate-name");
    expect(codeOf('{"__proto__":1,"__proto__":2}')).toBe("crypto/json-duplicate-name");
    expect(codeOf('{"1":1,"01":2,"1":3}')).toBe("crypto/json-duplicate-name");
  });

  test("refuses lone surrogates and invalid UTF-8: `crypto/json-not-unicode`", () => {
    for (const text of ['"\\ud800"', '"\\udc00\\ud800"', '"\\ud800x\\udc00"', '{"\\ud800":1}', '"\ud800"']) {
      expect([text, codeOf(text)]).toEqual([text, "crypto/json-not-unicode"]);
    }
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0xff, 0xfe, 0x31, 0x00],
    ]) {
      expect(codeOf(Uint8Array.from(bytes))).toBe("crypto/json-not-unicode");
    }
  });

  test("refuses a byte order mark: `crypto/json-byte-order-mark`", () => {
    expect(codeOf("\ufeff{}")).toBe("crypto/json-byte-order-mark");
    expect(codeOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toBe("crypto/json-byte-order-mark");
  });

  test("refuses control characters in names, not in values: `crypto/json-control-in-name`", () => {
    for (const text of ['{"a\\n":1}', '{"\\u0000":1}', '{"\u007f":1}', '{"\u0085":1}'])
      expect(codeOf(text)).toBe("crypto/json-control-in-name");
    expect(valueOf('{"a":"\\n\\u0000"}')).toEqual({ a: "\n\0" });
  });

  test("refuses numbers that a double would change: `crypto/json-inexact-number`", () => {
    const inexact = [
      "12345678901234567890",
      "9007199254740993",
      "1e400",
      "-1e400",
      "1e-400",
      "3e-324",
      "0.1000000000000000055511151231257827",
      "333333333.33333329",
      "0.10000000000000001",
    ];
    for (const text of inexact) expect([text, codeOf(text)]).toEqual([text, "crypto/json-inexact-number"]);
    expect(codeOf(`1${"0".repeat(500)}`)).toBe("crypto/json-inexact-number");
  });

  test("refuses nesting deeper than 64: `crypto/json-too-deep`", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(codeOf(nested(JSON_LIMITS.depthMax))).toBeUndefined();
    expect(codeOf(nested(JSON_LIMITS.depthMax + 1))).toBe("crypto/json-too-deep");
    expect(codeOf(`[${nested(64)}]`.replaceAll("[]", '{"a":{}}'))).toBe("crypto/json-too-deep");
    expect(codeOf("[".repeat(500_000))).toBe("crypto/json-too-deep");
  });

  test("refuses more than 10,000 names in all: `crypto/json-too-many-names`", () => {
    const objects = (count: number): string => `[${Array.from({ length: count }, () => '{"a":0}').join()}]`;
    expect(codeOf(objects(JSON_LIMITS.namesMax))).toBeUndefined();
    expect(codeOf(objects(JSON_LIMITS.namesMax + 1))).toBe("crypto/json-too-many-names");
  });

  test("refuses more than 1 MiB of UTF-8: `crypto/json-too-large`", () => {
    const padded = (text: string, bytes: number): string => text + " ".repeat(bytes - Buffer.byteLength(text));
    expect(codeOf(padded('"é"', JSON_LIMITS.bytesMax))).toBeUndefined();
    expect(codeOf(padded('"é"', JSON_LIMITS.bytesMax + 1))).toBe("crypto/json-too-large");
    expect(codeOf(Buffer.alloc(JSON_LIMITS.bytesMax + 1, " "))).toBe("crypto/json-too-large");
  });

  test("takes the limits of the caller in place of its own", () => {
    expect(parseJson("[[]]", { depthMax: 1 })).toMatchObject({ fault: { code: "crypto/json-too-deep" } });
    expect(parseJson(`"${"x".repeat(2_000_000)}"`, { bytesMax: 3_000_000 }).ok).toBe(true);
  });

  test("quotes foreign names cut short and on one line", () => {
    const result = parseJson(`{"${"n".repeat(1_000)}\\n":1}`);
    expect(result).toMatchObject({ ok: false, fault: { message: `the name \`${"n".repeat(40)}…\` contains a control character` } });
  });
});
