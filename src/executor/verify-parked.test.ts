/** What an executor asks of the papers of a parked call before it rehearses it: all that it asks of a warrant but the permission. */
import { describe, expect, test } from "vitest";
import { type Changes, judgedRing, makeWarrant as make, NOW, ring, who } from "../../test/governed/warrants.ts";
import type { Ring } from "../crypto/index.ts";
import { verifyHead } from "./verify-head.ts";
import { verifyParked } from "./verify-warrant.ts";

const PARKED: Changes = {
  terms: "none",
  decision: { verdict: "quarantine", parked: { roles: [{ role: "owner", approvals: 1 }], until: NOW + 60_000 } },
};

/** What the executor says of papers that both judges have signed, with some changes. */
function codeOf(changes: Changes): string {
  return said({ ...PARKED, countersignature: {}, ...changes }, judgedRing);
}

function said(changes: Changes, asked: Ring): string {
  const { warrant: papers } = make(changes);
  const head = verifyHead(papers, ring, undefined);
  const parked = head.ok ? verifyParked(papers, head.value, { ring: asked, identity: who.executor, server: "files" }) : head;
  return parked.ok ? "ok" : parked.fault.code;
}

describe("the papers of a parked call", () => {
  test("give the call, where both judges parked it", () => {
    expect(codeOf({})).toBe("ok");
    expect(said(PARKED, ring)).toBe("ok");
  });

  test.each<[string, Changes, string]>([
    ["that nobody parked", { decision: { verdict: "deny" } }, "executor/warrant-malformed"],
    ["that a gateway says the decider parked", { deciderKey: who.gateway }, "executor/signature-refused"],
    ["that no gateway has proposed", { gatewayKey: who.other }, "executor/signature-refused"],
    ["that a server asks of its client", { proposal: { from: "server" } }, "executor/warrant-malformed"],
    ["that it has judged otherwise", { countersignature: { decision: "a".repeat(64) } }, "executor/countersignature-refused"],
    ["with a second judge's name and another's key", { countersignature: { by: who.decider } }, "executor/countersignature-refused"],
    [
      "of another server",
      { call: { tool: "mail/send", args: {} }, decision: { ...PARKED.decision, tool: "mail/send" } },
      "executor/call-mismatch",
    ],
    ["that is another call than was decided", { call: { tool: "files/write", args: {} } }, "executor/call-mismatch"],
    ["that is sealed for others", { readers: [who.decider] }, "executor/call-mismatch"],
    ["that another ledger holds", { ledgerKey: who.stranger }, "executor/checkpoint-refused"],
  ])("refuse one %s", (_, changes, code) => {
    expect(codeOf(changes)).toBe(code);
  });

  test("that the second judge has not parked: executor/countersignature-missing", () => {
    expect(said(PARKED, judgedRing)).toBe("executor/countersignature-missing");
  });

  test("are no warrant, and a warrant is none of them", () => {
    expect(codeOf({ terms: {}, decision: { verdict: "allow" } })).toBe("executor/warrant-malformed");
  });
});
