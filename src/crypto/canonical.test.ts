import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Bug } from "../fault/index.ts";
import { canonicalBytes, canonicalize, digestOf, type Json, parseJson } from "./index.ts";

const VECTORS = fileURLToPath(new URL("../../../shared/data/vectors/jcs/", import.meta.url));
const HERE = existsSync(VECTORS);

/** Inputs of the standard's author that the door refuses on purpose, and the code it gives. Their output is still ours. */
const REFUSED_AT_THE_DOOR: { readonly [file: string]: string } = {
  "structures.json": "crypto/json-control-in-name",
  "weird.json": "crypto/json-control-in-name",
  "values.json": "crypto/json-inexact-number",
};

describe("canonical text", () => {
  test("sorts names by UTF-16 code units and writes no white space", () => {
    expect(canonicalize({ b: [1, { d: null, c: true }], a: "x", "10": 0, "9": 0, é: 0, "😀": 0, "\ufb33": 0 })).toBe(
      '{"10":0,"9":0,"a":"x","b":[1,{"c":true,"d":null}],"é":0,"😀":0,"\ufb33":0}',
    );
  });

  test("escapes only what it must", () => {
    expect(canonicalize('\u0000\b\t\n\f\r"\\/\u007fé\u2028')).toBe('"\\u0000\\b\\t\\n\\f\\r\\"\\\\/\u007fé\u2028"');
  });

  test("writes bytes in UTF-8, and digests them", () => {
    expect(Buffer.from(canonicalBytes("é")).toString("hex")).toBe("22c3a922");
    expect(digestOf({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  });

  test("holds a value that is no JSON for a bug of ours", () => {
    let deep: Json = [];
    for (let depth = 0; depth < 300; depth += 1) deep = [deep];
    for (const value of [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "\ud800",
      { "\udc00": 1 },
      { a: undefined },
      [() => 1],
      1n,
      deep,
    ]) {
      expect(() => canonicalize(value as Json)).toThrow(Bug);
    }
  });
});

describe.skipIf(!HERE)(`vectors of RFC 8785${HERE ? "" : " (skipped: shared data missing)"}`, () => {
  test.each(HERE ? readdirSync(`${VECTORS}testdata/input`) : [])("%s", (file) => {
    const input = readFileSync(`${VECTORS}testdata/input/${file}`);
    const expected = readFileSync(`${VECTORS}testdata/output/${file}`, "utf8");
    const expectedHex = readFileSync(`${VECTORS}testdata/outhex/${file.replace(".json", ".txt")}`, "utf8").replace(/\s/g, "");
    expect(canonicalize(JSON.parse(input.toString()))).toBe(expected);
    expect(Buffer.from(canonicalBytes(JSON.parse(input.toString()))).toString("hex")).toBe(expectedHex);
    const parsed = parseJson(input);
    expect(parsed.ok ? canonicalize(parsed.value) : parsed.fault.code).toBe(REFUSED_AT_THE_DOOR[file] ?? expected);
  });

  test("10,000 numbers are written as ECMAScript writes them, and read back", () => {
    const bits = new DataView(new ArrayBuffer(8));
    const lines = readFileSync(`${VECTORS}es6numbers-10000.txt`, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(10_000);
    for (const line of lines) {
      const [hex = "", expected = ""] = line.split(",");
      bits.setBigUint64(0, BigInt(`0x${hex}`));
      const number = bits.getFloat64(0);
      expect(canonicalize(number)).toBe(expected);
      expect(parseJson(expected)).toEqual({ ok: true, value: number === 0 ? 0 : number });
    }
  });
});
