/** What a joint signature proves of each statement under it, and what it proves of no other. */
import { describe, expect, test } from "vitest";
import { createIdentity, fromBase64, toBase64 } from "../crypto/index.ts";
import { signStatements, verifyStatement } from "./joint-signature.ts";

const writer = createIdentity("writer");
const other = createIdentity("other");
const statementsOf = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => Buffer.from(`statement ${index}`));
const changed = (text: string, change: (bytes: Buffer) => Uint8Array): string => toBase64(change(Buffer.from(fromBase64(text) ?? [])));

describe("statements signed together", () => {
  test("are each signed by their writer, however many they are", () => {
    for (const count of [1, 2, 3, 4, 5, 7, 8, 33, 63, 64]) {
      const statements = statementsOf(count);
      const signatures = signStatements(writer, statements);
      expect(new Set(signatures).size).toBe(count);
      for (const [index, statement] of statements.entries()) {
        const text = signatures[index] ?? "";
        expect(verifyStatement(writer.signKey, statement, text)).toBe(true);
        expect(verifyStatement(other.signKey, statement, text)).toBe(false);
      }
    }
  });

  test("alone has the plain signature", () => {
    const [statement = Buffer.of()] = statementsOf(1);
    expect(signStatements(writer, [statement])).toEqual([writer.sign(statement)]);
  });

  test("refuses a signature for another statement, another place, or with any byte changed, added or taken away", () => {
    const statements = statementsOf(5);
    const [first = "", second = ""] = signStatements(writer, statements);
    const [statement = Buffer.of(), next = Buffer.of()] = statements;
    const length = fromBase64(first)?.length ?? 0;
    const wrong = [
      second,
      changed(first, (bytes) => bytes.subarray(0, 64)),
      changed(first, (bytes) => bytes.subarray(0, 66)),
      changed(first, (bytes) => bytes.subarray(0, -1)),
      changed(first, (bytes) => bytes.subarray(0, -32)),
      changed(first, (bytes) => Buffer.concat([bytes, Buffer.alloc(32)])),
      changed(first, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
      ...Array.from({ length }, (_, at) =>
        changed(first, (bytes) => {
          bytes[at] = (bytes[at] ?? 0) ^ 1;
          return bytes;
        }),
      ),
    ];
    for (const text of wrong) {
      expect(verifyStatement(writer.signKey, statement, text)).toBe(false);
    }
    expect(verifyStatement(writer.signKey, next, first)).toBe(false);
  });

  test("prove no smaller tree than their own", () => {
    const statements = statementsOf(4);
    const [text = ""] = signStatements(writer, statements);
    const halved = changed(text, (bytes) => Buffer.concat([bytes.subarray(0, 64), Buffer.of(0, 2), bytes.subarray(-32)]));
    expect(verifyStatement(writer.signKey, statements[0] ?? Buffer.of(), halved)).toBe(false);
  });
});
