import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bug } from "../fault/index.ts";
import { createIdentity, createSealer, openSealed } from "./index.ts";
import { SEAL_RECIPIENTS_MAX } from "./limits.ts";

const [alice, bob, eve] = ["alice", "bob", "eve"].map(createIdentity) as [
  ReturnType<typeof createIdentity>,
  ReturnType<typeof createIdentity>,
  ReturnType<typeof createIdentity>,
];
const sealer = createSealer();
const plain = Buffer.from('{"args":{},"tool":"files/read"}');

function codeOf(result: ReturnType<typeof openSealed>): string | undefined {
  return result.ok ? undefined : result.fault.code;
}

describe("sealing", () => {
  test("every recipient reads what was sealed, whatever it was", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        const { blob, commitment } = sealer.seal(bytes, [alice, bob]);
        for (const reader of [alice, bob]) {
          const opened = openSealed(reader, blob, commitment);
          expect(opened.ok && Buffer.from(opened.value).equals(bytes)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("seals one text anew each time, so that neither blob nor commitment tells that it is the same", () => {
    const [first, second] = [sealer.seal(plain, [alice]), sealer.seal(plain, [alice])];
    expect(first.commitment).not.toBe(second.commitment);
    const ciphertext = (blob: Uint8Array): string =>
      Buffer.from(blob)
        .subarray(61 + 56)
        .toString("hex");
    expect(ciphertext(first.blob)).not.toBe(ciphertext(second.blob));
    expect(Buffer.from(first.blob).includes("files/read")).toBe(false);
  });

  test("commits to salt and text as documented", () => {
    const { blob, commitment } = sealer.seal(plain, [alice]);
    const content = Buffer.from(blob);
    expect(commitment).toMatch(/^[0-9a-f]{64}$/);
    expect(commitment).not.toBe(createHash("sha256").update("interlock-seal/1").update(plain).digest("hex"));
    expect(content.subarray(0, 16).toString()).toBe("interlock-seal/1");
  });

  test("has recipients, and not too many", () => {
    expect(() => sealer.seal(plain, [])).toThrow(Bug);
    expect(() =>
      sealer.seal(
        plain,
        Array.from({ length: SEAL_RECIPIENTS_MAX + 1 }, () => alice),
      ),
    ).toThrow(Bug);
    expect(
      sealer.seal(
        plain,
        Array.from({ length: SEAL_RECIPIENTS_MAX }, () => alice),
      ).blob.length,
    ).toBeLessThan(4_096);
  });
});

describe("opening refuses", () => {
  const { blob, commitment } = sealer.seal(plain, [alice, bob]);

  test("whoever is no recipient: `crypto/seal-not-recipient`", () => {
    expect(codeOf(openSealed(eve, blob, commitment))).toBe("crypto/seal-not-recipient");
  });

  test("a blob that is no blob: `crypto/seal-malformed`", () => {
    const lowOrder = Buffer.from(blob);
    lowOrder.fill(0, 16, 48);
    for (const wrong of [Buffer.of(), Buffer.alloc(500), Buffer.from(blob).subarray(0, 200), lowOrder]) {
      expect(codeOf(openSealed(alice, wrong, commitment))).toBe("crypto/seal-malformed");
    }
  });

  test("any changed bit, by `crypto/seal-tampered` where it is in the cipher", () => {
    const codes = new Set<string | undefined>();
    for (let at = 0; at < blob.length; at += 1) {
      const changed = Buffer.from(blob);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      codes.add(codeOf(openSealed(alice, changed, commitment)));
    }
    expect(codes).toEqual(new Set(["crypto/seal-malformed", "crypto/seal-not-recipient", "crypto/seal-tampered"]));
  });

  test("a cut tail: `crypto/seal-tampered`", () => {
    expect(codeOf(openSealed(alice, Buffer.from(blob).subarray(0, -1), commitment))).toBe("crypto/seal-tampered");
  });

  test("a whole blob under another commitment: `crypto/seal-mismatch`", () => {
    const other = sealer.seal(plain, [alice]);
    expect(codeOf(openSealed(alice, blob, other.commitment))).toBe("crypto/seal-mismatch");
    expect(codeOf(openSealed(alice, blob, ""))).toBe("crypto/seal-mismatch");
  });

  test("a slot that is moved to another reader's name: `crypto/seal-tampered`", () => {
    const swapped = Buffer.from(blob);
    const [first, second] = [61, 61 + 56];
    swapped.set(Buffer.from(blob).subarray(second, second + 8), first);
    swapped.set(Buffer.from(blob).subarray(first, first + 8), second);
    expect(codeOf(openSealed(alice, swapped, commitment))).toBe("crypto/seal-tampered");
  });
});
