import { describe, expect, test } from "vitest";
import {
  canonicalize,
  createIdentity,
  type Duty,
  type Enrolment,
  enrolmentOf,
  holdersOf,
  isDuty,
  type Json,
  makeRing,
  type PublicIdentity,
  parseRing,
  publicIdentity,
  ringToText,
} from "./index.ts";

const [ledger, decider, executor, alice] = (["ledger", "decider", "executor", "alice"] as const).map((name) =>
  publicIdentity(createIdentity(name)),
) as [PublicIdentity, PublicIdentity, PublicIdentity, PublicIdentity];
const enrolments: readonly Enrolment[] = [
  { identity: ledger, duties: ["ledger"] },
  { identity: decider, duties: ["decider"] },
  { identity: executor, duties: ["executor:files"] },
  { identity: alice, duties: ["author", "host", "approver:owner", "auditor"] },
];

function textOf(identities: readonly unknown[], more: { [name: string]: Json } = {}): string {
  return canonicalize({ format: "interlock-ring/1", identities: identities as Json[], ...more });
}

function codeOf(text: string): string | undefined {
  const result = parseRing(text);
  return result.ok ? undefined : result.fault.code;
}

describe("the ring", () => {
  test("comes back from its text, and finds keys by id and by duty", () => {
    const made = makeRing(enrolments);
    if (!made.ok) throw new Error(made.fault.message);
    const ring = parseRing(ringToText(made.value));
    expect(ring).toEqual(made);
    if (!ring.ok) throw new Error(ring.fault.message);
    expect(enrolmentOf(ring.value, alice.id)?.duties).toContain("approver:owner");
    expect(enrolmentOf(ring.value, "0000000000000000")).toBeUndefined();
    expect(holdersOf(ring.value, "executor:files")).toEqual([executor]);
    expect(holdersOf(ring.value, "gateway")).toEqual([]);
  });

  test("knows its duties", () => {
    for (const duty of ["ledger", "decider", "gateway", "executor:files", "host", "author", "approver:owner", "auditor"])
      expect(isDuty(duty)).toBe(true);
    for (const duty of ["", "executor", "executor:", "approver:a b", "root", "Ledger", "ledger\n", 7, null])
      expect(isDuty(duty)).toBe(false);
  });

  test("refuses what is not a ring: `crypto/ring-malformed`", () => {
    for (const text of [
      "{}",
      "[]",
      textOf([], { more: 1 }),
      textOf([]).replace("/1", "/2"),
      textOf([{ identity: alice }]),
      textOf([{ identity: alice, duties: ["king"] }]),
      textOf([{ identity: alice, duties: ["host", "host"] }]),
      textOf([{ identity: alice, duties: [], more: 1 }]),
      textOf(Array.from({ length: 1_001 }, () => ({}))),
    ]) {
      expect(codeOf(text)).toBe("crypto/ring-malformed");
    }
  });

  test("passes on why an identity is refused, and where", () => {
    const weak = { ...alice, signKey: Buffer.alloc(32).toString("base64") };
    expect(parseRing(textOf([enrolments[0], { identity: weak, duties: [] }]))).toMatchObject({
      fault: { code: "crypto/weak-key", at: "/identities/1/identity" },
    });
    expect(codeOf("{")).toBe("crypto/json-malformed");
  });

  test("refuses one key under two enrolments, and one name for two keys: `crypto/ring-conflict`", () => {
    const namesake = publicIdentity(createIdentity("alice"));
    const enrolled = (...identities: PublicIdentity[]): string => textOf(identities.map((identity) => ({ identity, duties: [] })));
    expect(codeOf(enrolled(alice, alice))).toBe("crypto/ring-conflict");
    expect(codeOf(enrolled(alice, namesake))).toBe("crypto/ring-conflict");
    // An id is 64 bits of a digest: whoever finds two keys with one id may enrol one of them.
    const twin = { ...decider, id: alice.id };
    expect(makeRing([alice, twin].map((identity) => ({ identity, duties: [] })))).toMatchObject({
      fault: { code: "crypto/ring-conflict" },
    });
  });

  test("refuses a part that has a second duty: `crypto/ring-conflict`", () => {
    const pairs: readonly (readonly Duty[])[] = [
      ["ledger", "decider"],
      ["executor:a", "executor:b"],
      ["decider", "approver:owner"],
      ["gateway", "host"],
    ];
    for (const duties of pairs) expect(codeOf(textOf([{ identity: alice, duties }]))).toBe("crypto/ring-conflict");
  });
});
