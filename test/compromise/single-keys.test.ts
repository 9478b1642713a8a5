/** Whoever has one single key, the ledger's included, and forges a whole warrant with it: no executor takes it. */
import { describe, expect, test } from "vitest";
import type { Identity } from "../../src/crypto/index.ts";
import { ScopeUses, SpentNonces, verifyHead, verifyWarrant } from "../../src/executor/index.ts";
import { Approvers } from "../../src/ledger/index.ts";
import { addWarrant, type Changes, judgedRing, makeWarrant, NOW, who } from "../governed/warrants.ts";

const context = {
  ring: judgedRing,
  identity: who.executor,
  server: "files",
  epoch: "e".repeat(32),
  nowMs: NOW + 10,
  approvers: new Approvers(judgedRing),
};

function codeOf(changes: Changes, nonces: SpentNonces = new SpentNonces()): string {
  const { warrant } = makeWarrant({ countersignature: {}, ...changes });
  const head = verifyHead(warrant, judgedRing, undefined);
  if (!head.ok) return head.fault.code;
  const verified = verifyWarrant(warrant, head.value, {
    ...context,
    nonces,
    uses: new ScopeUses([], () => ({ ok: true, value: undefined })),
  });
  return verified.ok ? "ok" : verified.fault.code;
}

/** What the thief of `key` signs with it instead of all others: decision, countersignature, proposal and checkpoint. */
const forgedWith = (key: Identity): Changes => ({
  deciderKey: key,
  countersignature: { by: key },
  gatewayKey: key,
  ledgerKey: key,
  origin: `interlock/${key.id}`,
});

describe("a warrant forged with one key", () => {
  for (const [name, key] of Object.entries(who)) {
    test(`of the ${name} alone is refused: executor/checkpoint-refused or executor/signature-refused`, () => {
      expect(codeOf(forgedWith(key))).toBe(name === "ledger" ? "executor/signature-refused" : "executor/checkpoint-refused");
    });
  }

  test("of the ledger's, with the honest decider's signature under another call: executor/countersignature-refused", () => {
    expect(codeOf({ countersignature: { by: who.ledger } })).toBe("executor/countersignature-refused");
  });

  test("of the decider's, in an honest ledger, is refused for want of the other judge: executor/countersignature-refused", () => {
    expect(codeOf({ countersignature: { by: who.decider } })).toBe("executor/countersignature-refused");
    expect(codeOf({ countersignature: { decision: "0".repeat(64) } })).toBe("executor/countersignature-refused");
  });

  test("of both judges is what it takes, and then still an executor's own server, epoch, time and call", () => {
    expect(codeOf({})).toBe("ok");
    expect(codeOf({ terms: { server: "mail" } })).toBe("executor/warrant-for-another");
    expect(codeOf({ terms: { epoch: "0".repeat(32) } })).toBe("executor/epoch-void");
    expect(codeOf({ terms: { expires: NOW } })).toBe("executor/warrant-expired");
    expect(codeOf({ terms: { call: "0".repeat(64) } })).toBe("executor/call-mismatch");
    const nonces = new SpentNonces();
    nonces.spend("f".repeat(32), NOW + 30_000);
    expect(codeOf({}, nonces)).toBe("executor/nonce-spent");
  });

  test("of the ledger's can't rewrite what an executor has seen: executor/ledger-forked", () => {
    const honest = makeWarrant({ countersignature: {} });
    const seen = verifyHead(honest.warrant, judgedRing, undefined);
    if (!seen.ok) throw new Error(seen.fault.message);
    const other = makeWarrant({ countersignature: {}, call: { tool: "files/read", args: { path: "b.txt" } } });
    const rewritten = addWarrant(other.tree, { countersignature: {} });
    const head = verifyHead(rewritten.warrant, judgedRing, seen.value);
    expect(head.ok ? "ok" : head.fault.code).toBe("executor/ledger-forked");
  });

  test("of the ledger's can't cut short what an executor has seen: executor/ledger-forked", () => {
    const earlier = makeWarrant({ countersignature: {} });
    const later = verifyHead(addWarrant(earlier.tree, { countersignature: {} }).warrant, judgedRing, undefined);
    if (!later.ok) throw new Error(later.fault.message);
    const { warrant } = earlier;
    for (const from of [later.value.size, warrant.consistency.from]) {
      const head = verifyHead({ ...warrant, consistency: { from, proof: [] } }, judgedRing, later.value);
      expect(head.ok ? "ok" : head.fault.code).toBe("executor/ledger-forked");
    }
  });
});
