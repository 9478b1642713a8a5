import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalize, type JsonLimits, parseJson } from "./index.ts";

const WIDE: JsonLimits = { bytesMax: 1e8, depthMax: 64, namesMax: 1e8 };

/** Texts that are JSON, nearly JSON, or nothing: a JSON text in which some bytes are changed, cut, doubled or inserted. */
const nearJson: fc.Arbitrary<Uint8Array> = fc
  .record({
    text: fc.oneof(
      fc.json({ stringUnit: "binary" }),
      fc.constantFrom('{"a":[1,-2.5e3,"\\ud83d\\ude00"],"b":{"c":null}}', '[true,false,0.1,"é\\n"]'),
    ),
    edits: fc.array(
      fc.record({
        at: fc.nat(),
        cut: fc.nat({ max: 3 }),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 3 }),
          fc.constantFrom(...['"', "\\u", "{", "[", ":", ",", "1e", "-", '"a":', "\ufeff"].map((text) => Buffer.from(text))),
        ),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ text, edits }) => {
    let bytes: Uint8Array = Buffer.from(text);
    for (const { at, cut, insert } of edits) {
      const start = at % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + cut)]);
    }
    return bytes;
  });

/** What ECMAScript reads, or undefined. */
function oracle(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

describe("laws of the door", () => {
  test("never throws, and reads what it accepts as every other reader does", () => {
    fc.assert(
      fc.property(nearJson, (bytes) => {
        const result = parseJson(bytes);
        const expected = oracle(bytes);
        if (result.ok) expect(canonicalize(result.value)).toBe(canonicalize(expected as never));
        else if (expected !== undefined) expect(result.fault.code).not.toBe("crypto/json-malformed");
      }),
      { numRuns: 20_000 },
    );
  });

  test("never throws on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const result = parseJson(bytes);
        expect(result.ok || result.fault.code.startsWith("crypto/json-")).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  test("reads bytes and text alike", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), (text) => {
        expect(parseJson(text)).toEqual(parseJson(Buffer.from(text)));
      }),
    );
  });
});

describe("time is linear in the text over three decades", () => {
  const shapes: { readonly [shape: string]: (size: number) => string } = {
    "one long string": (size) => `"${"x".repeat(size)}"`,
    "one string of escapes": (size) => `"${"\\u00e9".repeat(size / 6)}"`,
    "one string beyond ASCII": (size) => `"${"é".repeat(size / 2)}"`,
    "one number": (size) => `0.${"0".repeat(size)}1`,
    "one number with zeros inside": (size) => `1${"0".repeat(size)}1`,
    "many numbers": (size) => `[${"1.5e3,".repeat(size / 6)}0]`,
    "many names": (size) => `{${Array.from({ length: size / 12 }, (_, index) => `"name${index}":0`).join()}}`,
    "many names that are indexes": (size) => `{${Array.from({ length: size / 10 }, (_, index) => `"${index * 7}":0`).join()}}`,
    "many objects": (size) => `[${'{"a":{}},'.repeat(size / 9)}0]`,
    "white space": (size) => `[${" \n".repeat(size / 2)}]`,
    "an error after many lines": (size) => `[${"0,\n".repeat(size / 3)}x]`,
  };

  test.each(Object.entries(shapes))("%s", (_, make) => {
    const nsPerByte = [1_000, 10_000, 100_000, 1_000_000].map((size) => {
      const bytes = Buffer.from(make(size));
      const rounds = Math.max(3, 300_000 / size);
      // The fastest of several samples is the cost; the others are the machine's other work.
      const samples = Array.from({ length: 7 }, () => {
        const start = process.hrtime.bigint();
        for (let round = 0; round < rounds; round += 1) parseJson(bytes, WIDE);
        return Number(process.hrtime.bigint() - start) / rounds / bytes.length;
      });
      return Math.min(...samples);
    });
    // Quadratic time would be a thousandfold.
    expect(nsPerByte[3]).toBeLessThan(20 * Math.max(nsPerByte[0] ?? 0, 1));
  });
});
