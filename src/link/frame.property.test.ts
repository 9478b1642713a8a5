import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bug } from "../fault/index.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";

const MAX = 1_048_576;

/** Everything that a reader finds in the chunks. */
function framesIn(reader: FrameReader, chunks: readonly Buffer[]): readonly string[] {
  const texts: string[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let frame = reader.next(); frame.ok && frame.value !== undefined; frame = reader.next()) texts.push(frame.value.toString());
  }
  return texts;
}

/** Cuts bytes into chunks of the given sizes, over and over. */
function cut(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.tuple(fc.constantFrom("x", "é", "€", "😀"), fc.integer({ min: 0, max: 70_000 })).map(([unit, count]) => unit.repeat(count)),
);

describe("frames", () => {
  test("come out as they went in, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 }),
        (texts, sizes) => {
          const writer = new FrameWriter(MAX);
          for (const each of texts) writer.add(each);
          const expected = texts.reduce((sum, each) => sum + 4 + Buffer.byteLength(each), 0);
          expect(writer.bytes).toBe(expected);
          const bytes = Buffer.concat(writer.take());
          expect(bytes.length).toBe(expected);
          expect(writer.bytes).toBe(0);
          expect(framesIn(new FrameReader(MAX), cut(bytes, sizes))).toEqual(texts);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("that were handed out are not written to again", () => {
    const writer = new FrameWriter(MAX);
    const taken: Buffer[] = [];
    const texts = Array.from({ length: 3_000 }, (_, index) => `message ${index} ${"x".repeat(index % 100)}`);
    for (const each of texts) {
      writer.add(each);
      taken.push(...writer.take());
    }
    expect(framesIn(new FrameReader(MAX), taken)).toEqual(texts);
  });

  test("cut into single bytes are gathered in linear time", () => {
    const writer = new FrameWriter(MAX);
    writer.add("x".repeat(500_000));
    expect(framesIn(new FrameReader(MAX), cut(Buffer.concat(writer.take()), [1]))).toHaveLength(1);
  });

  test("over the limit are refused before any of them is stored: `link/frame-too-large`", () => {
    const reader = new FrameReader(1_000);
    const header = Buffer.alloc(4);
    header.writeUInt32BE(1_001);
    reader.push(header);
    expect(reader.next()).toMatchObject({ ok: false, fault: { code: "link/frame-too-large" } });
    expect(() => new FrameWriter(1_000).add("x".repeat(1_001))).toThrow(Bug);
    expect(() => new FrameWriter(100_000).add("€".repeat(33_334))).toThrow(Bug);
  });

  test("of exactly the limit pass", () => {
    const writer = new FrameWriter(100_000);
    writer.add("x".repeat(100_000));
    writer.add("");
    expect(framesIn(new FrameReader(100_000), writer.take()).map(({ length }) => length)).toEqual([100_000, 0]);
  });
});
