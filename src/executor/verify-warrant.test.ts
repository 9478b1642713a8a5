/** The warrant's checks: one good warrant, and every single way to be a bad one, by its code. */
import { describe, expect, test } from "vitest";
import { type Changes, digest, judgedRing, makeWarrant as make, NOW, ring, who } from "../../test/governed/warrants.ts";
import { canonicalBytes, type Identity, toBase64, toHex } from "../crypto/index.ts";
import { ok, type Result } from "../fault/index.ts";
import { Approvers, type Warrant } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { ScopeUses } from "./scope-uses.ts";
import { SpentNonces } from "./spent-nonces.ts";
import { type Head, verifyHead } from "./verify-head.ts";
import { type VerifiedWarrant, verifyDefinition, verifyWarrant, type WarrantContext } from "./verify-warrant.ts";

/** What an executor that sees this warrant makes of it, from the head to the definition. */
interface Seen extends Partial<WarrantContext> {
  readonly head?: Head;
  readonly served?: string | undefined;
}

function verify(warrant: Warrant, seen: Seen = {}): Result<VerifiedWarrant, ExecutorCode> {
  const { head: last, ...more } = seen;
  const head = verifyHead(warrant, ring, last);
  if (!head.ok) return head;
  const context = {
    ring,
    identity: who.executor,
    server: "files",
    epoch: "e".repeat(32),
    nowMs: NOW + 10,
    nonces: new SpentNonces(),
    approvers: new Approvers(ring),
    uses: new ScopeUses([], () => ok(undefined)),
    ...more,
  };
  const verified = verifyWarrant(warrant, head.value, context);
  if (!verified.ok) return verified;
  const served = verifyDefinition(verified.value, "served" in seen ? seen.served : digest, context.nowMs);
  return served.ok ? verified : served;
}

const codeOf = (warrant: Warrant, seen: Seen = {}): string => {
  const verified = verify(warrant, seen);
  return verified.ok ? "ok" : verified.fault.code;
};

/** A copy with one place changed, by path. */
function changed<T>(value: T, path: readonly (string | number)[], change: (old: never) => unknown): T {
  const copy = structuredClone(value) as never;
  let at = copy as { [name: string]: never };
  for (const step of path.slice(0, -1)) at = at[step] as never;
  const last = String(path.at(-1));
  at[last] = change(at[last] as never) as never;
  return copy;
}
const flip = (text: string): string => (text.startsWith("A") ? `B${text.slice(1)}` : `A${text.slice(1)}`);

describe("a good warrant", () => {
  test("gives the call, exactly once bound, and the head to remember", () => {
    const { warrant, head } = make({ call: { tool: "files/read", args: { path: "a.txt" }, progress: true } });
    expect(verifyHead(warrant, ring, undefined)).toEqual({ ok: true, value: { ...head(6), note: warrant.checkpoint } });
    expect(verify(warrant)).toEqual({
      ok: true,
      value: {
        session: "session-1",
        proposal: 3,
        decision: 4,
        call: { tool: "files/read", args: { path: "a.txt" }, progress: true },
        nonce: "f".repeat(32),
        scoped: [],
        expires: NOW + 30_000,
        definition: digest,
      },
    });
  });

  test("extends every head that was seen before", () => {
    const { warrant, tree, head } = make();
    for (let from = 1; from <= tree.size; from += 1) {
      const proof = tree.consistencyProof(from, tree.size).map((hash) => toBase64(hash));
      expect(codeOf({ ...warrant, consistency: { from, proof } }, { head: head(from) })).toBe("ok");
    }
  });
});

describe("refuses", () => {
  const { warrant, tree, head } = make();

  test("a checkpoint that is not this ledger's: executor/checkpoint-refused", () => {
    expect(codeOf({ ...warrant, checkpoint: "" })).toBe("executor/checkpoint-refused");
    expect(codeOf({ ...warrant, checkpoint: warrant.checkpoint.replace(/\n6\n/, "\n7\n") })).toBe("executor/checkpoint-refused");
    expect(codeOf(make({ ledgerKey: who.stranger }).warrant)).toBe("executor/checkpoint-refused");
    expect(codeOf(make({ ledgerKey: who.decider }).warrant)).toBe("executor/checkpoint-refused");
    const proof = tree.consistencyProof(3, 6).map((hash) => toBase64(hash));
    expect(codeOf({ ...make({ origin: "other" }).warrant, consistency: { from: 3, proof } }, { head: head(3) })).toBe(
      "executor/checkpoint-refused",
    );
    expect(codeOf({ ...warrant, checkpoint: `${"x y"}\n${warrant.checkpoint}` })).toBe("executor/checkpoint-refused");
  });

  test("a ledger that does not extend the head seen last: executor/ledger-forked", () => {
    const proof = tree.consistencyProof(3, 6).map((hash) => toBase64(hash));
    expect(codeOf({ ...warrant, consistency: { from: 3, proof } }, { head: head(4) })).toBe("executor/ledger-forked");
    expect(codeOf({ ...warrant, consistency: { from: 3, proof: [] } }, { head: head(3) })).toBe("executor/ledger-forked");
    expect(codeOf({ ...warrant, consistency: { from: 3, proof: proof.map(flip) } }, { head: head(3) })).toBe("executor/ledger-forked");
    expect(codeOf({ ...warrant, consistency: { from: 3, proof: ["?"] } }, { head: head(3) })).toBe("executor/ledger-forked");
    expect(codeOf({ ...warrant, consistency: { from: 3, proof } }, { head: { ...head(3), root: new Uint8Array(32) } })).toBe(
      "executor/ledger-forked",
    );
    expect(codeOf(warrant, { head: head(3) })).toBe("executor/ledger-forked");
    expect(codeOf({ ...warrant, consistency: { from: 9, proof: [] } }, { head: { ...head(6), size: 9 } })).toBe("executor/ledger-forked");
  });

  test.each([
    ["decision", "inclusion", 0],
    ["proposal", "inclusion", 0],
    ["decision", "inclusion", 1],
    ["proposal", "inclusion", 2],
  ] as const)("a proof with one byte changed (%s %s %i): executor/warrant-not-recorded", (...path) => {
    expect(codeOf(changed(warrant, path, flip))).toBe("executor/warrant-not-recorded");
  });

  test.each([
    ["decision", "index"],
    ["proposal", "index"],
    ["decision", "leaf", "at"],
    ["proposal", "leaf", "at"],
    ["decision", "leaf", "number"],
    ["decision", "leaf", "entry", "prefix", "size"],
    ["decision", "leaf", "entry", "warrant", "expires"],
    ["proposal", "leaf", "entry", "deadline"],
  ] as const)("a leaf with one number changed after it was recorded (%s %s %s): executor/warrant-not-recorded", (...path) => {
    expect(
      codeOf(
        changed(
          warrant,
          path.filter((step) => step !== undefined),
          (old: number) => old + 1,
        ),
      ),
    ).toBe("executor/warrant-not-recorded");
  });

  test.each([
    ["decision", "leaf", "by"],
    ["decision", "leaf", "session"],
    ["decision", "leaf", "signature"],
    ["decision", "leaf", "entry", "tool"],
    ["decision", "leaf", "entry", "machine"],
    ["decision", "leaf", "entry", "verdict"],
    ["decision", "leaf", "entry", "warrant", "server"],
    ["decision", "leaf", "entry", "warrant", "executor"],
    ["decision", "leaf", "entry", "warrant", "epoch"],
    ["decision", "leaf", "entry", "warrant", "call"],
    ["decision", "leaf", "entry", "warrant", "definition"],
    ["decision", "leaf", "entry", "warrant", "nonce"],
    ["proposal", "leaf", "seal"],
    ["proposal", "leaf", "by"],
    ["proposal", "leaf", "session"],
    ["proposal", "leaf", "signature"],
    ["proposal", "leaf", "entry", "from"],
  ] as const)("a leaf with one text changed after it was recorded (%s %s %s %s): executor/warrant-not-recorded", (...path) => {
    expect(
      codeOf(
        changed(
          warrant,
          path.filter((step) => step !== undefined),
          flip,
        ),
      ),
    ).toBe("executor/warrant-not-recorded");
  });

  test.each([
    ["without an entry that the ledger holds", { size: 4, root: digest }],
    ["before there was a proposal", { size: 3, root: toHex(make().tree.root(3)) }],
    ["after the decision", { size: 6, root: digest }],
  ] as const)("a decision that was made %s: executor/prefix-differs", (_, prefix) => {
    expect(codeOf(make({ decision: { prefix } }).warrant)).toBe("executor/prefix-differs");
  });

  test("a proof of what the judges read with one byte changed, and none: executor/prefix-differs", () => {
    expect(codeOf(changed(warrant, ["prefix", 0], flip))).toBe("executor/prefix-differs");
    expect(codeOf({ ...warrant, prefix: [] })).toBe("executor/prefix-differs");
  });

  test("the proposal's leaf in place of the decision's: executor/warrant-malformed", () => {
    expect(codeOf({ ...warrant, decision: warrant.proposal })).toBe("executor/warrant-malformed");
    expect(codeOf({ ...warrant, proposal: { ...warrant.decision, blob: warrant.proposal.blob } })).toBe("executor/warrant-malformed");
  });

  test.each<readonly [string, Changes]>([
    ["that escalates", { decision: { verdict: "escalate" } }],
    ["that denies", { decision: { verdict: "deny" } }],
    ["about another proposal", { decision: { proposal: 2 } }],
    ["about itself", { decision: { proposal: 4 } }],
    ["about a server's proposal", { proposal: { from: "server" } }],
    ["of another session", { proposalSession: "session-2" }],
    ["that allows without terms", { terms: "none" }],
    ["that allows for ever", { terms: { expires: NOW + 10 * 60_000 } }],
  ])("a decision %s: executor/warrant-malformed", (_, changes) => {
    expect(codeOf(make(changes).warrant)).toBe("executor/warrant-malformed");
  });

  test.each<readonly [string, Changes]>([
    ["a decision by nobody enrolled", { deciderKey: who.stranger }],
    ["a decision by the gateway", { deciderKey: who.gateway }],
    ["a decision by the ledger itself", { deciderKey: who.ledger }],
    ["a decision by the executor itself", { deciderKey: who.executor }],
    ["a proposal by nobody enrolled", { gatewayKey: who.stranger }],
    ["a proposal by the decider", { gatewayKey: who.decider }],
  ])("%s: executor/signature-refused", (_, changes) => {
    expect(codeOf(make(changes).warrant)).toBe("executor/signature-refused");
  });

  test("an allow by the enrolled decider under another purpose: executor/signature-refused", () => {
    const impostor: Identity = { ...who.decider, sign: () => who.decider.sign(canonicalBytes({ approval: true })) };
    expect(codeOf(make({ deciderKey: impostor }).warrant)).toBe("executor/signature-refused");
  });

  test.each<readonly [string, Changes]>([
    ["another server", { terms: { server: "mail" } }],
    ["another executor", { terms: { executor: who.other.id } }],
  ])("a warrant for %s: executor/warrant-for-another", (_, changes) => {
    expect(codeOf(make(changes).warrant)).toBe("executor/warrant-for-another");
  });

  test("a warrant for an earlier start: executor/epoch-void", () => {
    expect(codeOf(warrant, { epoch: "0".repeat(32) })).toBe("executor/epoch-void");
  });

  test("a clock more than five seconds behind ledger time: executor/clock-skewed", () => {
    expect(codeOf(warrant, { nowMs: NOW - 5_001 })).toBe("executor/clock-skewed");
    expect(codeOf(warrant, { nowMs: NOW - 5_000 })).toBe("ok");
  });

  test("a warrant that waited for its executor until it expired, and not one that waited less: executor/warrant-expired", () => {
    expect(codeOf(warrant, { nowMs: NOW + 29_999 })).toBe("ok");
    expect(codeOf(warrant, { nowMs: NOW + 30_000 })).toBe("executor/warrant-expired");
  });

  test("an expiry that has passed by ledger time or by the own clock: executor/warrant-expired", () => {
    expect(codeOf(make({ terms: { expires: NOW } }).warrant)).toBe("executor/warrant-expired");
    expect(codeOf(make({ terms: { expires: NOW } }).warrant, { nowMs: NOW - 1_000 })).toBe("executor/warrant-expired");
    expect(codeOf(make({ terms: { expires: NOW + 100 } }).warrant, { nowMs: NOW + 100 })).toBe("executor/warrant-expired");
    expect(codeOf(make({ terms: { expires: NOW + 101 } }).warrant, { nowMs: NOW + 100 })).toBe("ok");
    const verified = verify(make({ terms: { expires: NOW + 101 } }).warrant);
    expect(verified.ok && verifyDefinition(verified.value, digest, NOW + 101)).toMatchObject({
      fault: { code: "executor/warrant-expired" },
    });
  });

  test("a nonce that was spent: executor/nonce-spent; one more than can be kept: executor/nonces-full", () => {
    const nonces = new SpentNonces(2);
    nonces.spend("f".repeat(32), NOW + 30_000);
    expect(codeOf(warrant, { nonces })).toBe("executor/nonce-spent");
    const full = new SpentNonces(2);
    full.spend("a", NOW + 20);
    full.spend("b", NOW + 30_000);
    expect(codeOf(warrant, { nonces: full })).toBe("executor/nonces-full");
    expect(codeOf(warrant, { nonces: full, nowMs: NOW + 20 })).toBe("ok");
    expect(full.has("b")).toBe(true);
  });

  test.each<readonly [string, Changes]>([
    ["bound to another commitment", { terms: { call: "c".repeat(64) } }],
    ["sealed for others only", { readers: [who.decider] }],
    ["that is not canonical", { call: Buffer.from('{"args":{"path":"a.txt"},"tool":"files/read" }') }],
    ["that is not JSON", { call: Buffer.from("files/read") }],
    ["without arguments", { call: { tool: "files/read" } }],
    ["whose arguments are a list", { call: { tool: "files/read", args: [] } }],
    ["without a tool", { call: { args: {} } }],
    ["of another tool than decided", { call: { tool: "files/delete", args: {} } }],
    ["of another server's tool", { call: { tool: "mail/read", args: {} }, decision: { tool: "mail/read" } }],
  ])("a call %s: executor/call-mismatch", (_, changes) => {
    expect(codeOf(make(changes).warrant)).toBe("executor/call-mismatch");
  });

  test("a call with one byte of its blob changed: executor/call-mismatch", () => {
    const blob = Buffer.from(warrant.proposal.blob, "base64");
    for (const at of [0, 1, Math.floor(blob.length / 2), blob.length - 1]) {
      const torn = Buffer.from(blob);
      torn[at] = (torn[at] ?? 0) ^ 1;
      expect(codeOf(changed(warrant, ["proposal", "blob"], () => torn.toString("base64")))).toBe("executor/call-mismatch");
    }
    expect(codeOf(changed(warrant, ["proposal", "blob"], () => "?"))).toBe("executor/call-mismatch");
  });

  test("another definition than the server serves now: executor/definition-drifted", () => {
    expect(codeOf(warrant, { served: "0".repeat(64) })).toBe("executor/definition-drifted");
    expect(codeOf(warrant, { served: undefined })).toBe("executor/definition-drifted");
    expect(codeOf(make({ terms: { definition: "0".repeat(64) } }).warrant)).toBe("executor/definition-drifted");
  });
});

describe("where the server has a countersigner", () => {
  const judged = (changes: Changes): string => codeOf(make(changes).warrant, { ring: judgedRing });

  test("both judges sign the same decision", () => {
    expect(judged({ countersignature: {} })).toBe("ok");
  });

  test("refuses a warrant that only the decider has signed: executor/countersignature-missing", () => {
    expect(judged({})).toBe("executor/countersignature-missing");
  });

  test("refuses what was signed under anything else, or by anyone else: executor/countersignature-refused", () => {
    const others: Changes["countersignature"][] = [
      { decision: digest },
      { proposal: 2 },
      { server: "mail" },
      { session: "session-2" },
      { by: who.decider },
      { by: who.stranger },
    ];
    for (const countersignature of others)
      expect(judged({ countersignature: countersignature ?? {} }), JSON.stringify(countersignature)).toBe(
        "executor/countersignature-refused",
      );
    const { warrant } = make({ countersignature: {} });
    const forged = changed(warrant, ["countersignature", "leaf", "signature"], flip);
    expect(codeOf(forged, { ring: judgedRing })).toBe("executor/warrant-not-recorded");
  });

  test("refuses a countersignature that the ledger does not hold: executor/warrant-not-recorded", () => {
    const { warrant } = make({ countersignature: {} });
    const elsewhere = changed(warrant, ["countersignature", "index"], (index: number) => index - 1);
    expect(codeOf(elsewhere, { ring: judgedRing })).toBe("executor/warrant-not-recorded");
  });
});
