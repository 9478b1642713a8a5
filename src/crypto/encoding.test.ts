import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase64, fromHex, sha256, toBase64, toHex } from "./index.ts";

describe("bytes as text", () => {
  test("reading gives back what was written, and only that is read", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(Buffer.from(bytes));
        expect(fromBase64(toBase64(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hex = fromHex(text);
        const base64 = fromBase64(text);
        if (hex !== undefined) expect(toHex(hex)).toBe(text);
        if (base64 !== undefined) expect(toBase64(base64)).toBe(text);
      }),
    );
  });

  test("refuses every second spelling", () => {
    for (const text of ["AB", "a", "0x00", "zz", " 00"]) expect(fromHex(text)).toBeUndefined();
    for (const text of ["QQ", "QR==", "QQ==\n", "Q Q==", "-_-_", "QQ==" + "QQ=="]) expect(fromBase64(text)).toBeUndefined();
  });

  test("sees the part of a buffer that it is given", () => {
    const part = new Uint8Array(Buffer.from("xabcx")).subarray(1, 4);
    expect(toHex(part)).toBe("616263");
    expect(toBase64(part)).toBe("YWJj");
  });
});

describe("sha256", () => {
  test("is over the parts in order, as if they were one", () => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(toHex(sha256(Buffer.from("abc")))).toBe(abc);
    expect(toHex(sha256(Buffer.from("a"), Buffer.from("bc")))).toBe(abc);
    expect(toHex(sha256())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
