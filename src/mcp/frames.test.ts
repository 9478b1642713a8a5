/** Frames: whole, in pieces, too long, cut. */
import { describe, expect, test } from "vitest";
import { FrameReader } from "./frames.ts";

function collect(bytesMax = 16): { readonly reader: FrameReader; readonly frames: string[]; readonly codes: string[] } {
  const frames: string[] = [];
  const codes: string[] = [];
  const reader = new FrameReader(bytesMax, {
    onFrame: (frame) => frames.push(Buffer.from(frame).toString()),
    onFault: ({ code }) => codes.push(code),
  });
  return { reader, frames, codes };
}

describe("frames", () => {
  test("come whole, whatever the pieces are", () => {
    const text = Buffer.from("first\nsecond\r\n\n\nthird\n");
    for (let size = 1; size <= text.length; size += 1) {
      const { reader, frames, codes } = collect();
      for (let at = 0; at < text.length; at += size) reader.push(text.subarray(at, at + size));
      reader.end();
      expect(frames).toEqual(["first", "second", "third"]);
      expect(codes).toEqual([]);
    }
  });

  test("one that is too long is skipped: mcp/frame-too-long", () => {
    const { reader, frames, codes } = collect(4);
    for (const piece of ["ab", "cde", "fg", "hij\nok\nabcd\n"]) reader.push(Buffer.from(piece));
    expect(frames).toEqual(["ok", "abcd"]);
    expect(codes).toEqual(["mcp/frame-too-long"]);
  });

  test("an input that ends inside one says so: mcp/frame-cut", () => {
    const { reader, frames, codes } = collect();
    reader.push(Buffer.from("whole\nhal"));
    reader.end();
    expect(frames).toEqual(["whole"]);
    expect(codes).toEqual(["mcp/frame-cut"]);
  });
});
