/** The two eras: who claims which, and what an envelope must have. */
import { describe, expect, test } from "vitest";
import { claimsEnvelope, envelopeOf, META, negotiateHandshake, withoutMeta } from "./eras.ts";

const good = { [META.protocolVersion]: "2026-07-28", [META.clientCapabilities]: { sampling: {} }, progressToken: 1 };

describe("eras", () => {
  test("a protocol version in `_meta` claims the era of envelopes, nothing else does", () => {
    expect(claimsEnvelope({ _meta: good })).toBe(true);
    expect(claimsEnvelope({ _meta: { progressToken: 1 } })).toBe(false);
    expect(claimsEnvelope({ _meta: "2026-07-28" })).toBe(false);
    expect(claimsEnvelope({})).toBe(false);
  });

  test("an envelope is read", () => {
    expect(envelopeOf({ _meta: { ...good, [META.logLevel]: "info" } })).toEqual({
      ok: true,
      value: { protocolVersion: "2026-07-28", clientCapabilities: { sampling: {} }, logLevel: "info" },
    });
  });

  test.each([
    [{ ...good, [META.protocolVersion]: 2026 }, "mcp/envelope-malformed"],
    [{ ...good, [META.clientCapabilities]: [] }, "mcp/envelope-malformed"],
    [{ [META.protocolVersion]: "2026-07-28" }, "mcp/envelope-malformed"],
    [{ ...good, [META.logLevel]: 3 }, "mcp/envelope-malformed"],
    [{ ...good, [META.protocolVersion]: "2027-01-01" }, "mcp/version-unsupported"],
    [{ ...good, [META.protocolVersion]: "2025-11-25" }, "mcp/version-unsupported"],
  ])("a wrong envelope has its code", (meta, code) => {
    expect(envelopeOf({ _meta: meta })).toMatchObject({ ok: false, fault: { code } });
  });

  test("a known version is taken, an unknown one answered with the newest", () => {
    expect(negotiateHandshake("2025-03-26")).toBe("2025-03-26");
    expect(negotiateHandshake("2030-01-01")).toBe("2025-11-25");
    expect(negotiateHandshake(undefined)).toBe("2025-11-25");
  });

  test("`_meta` is cut off before anything is governed", () => {
    expect(withoutMeta({ uri: "x", _meta: { verdict: "allow" } })).toEqual({ uri: "x" });
  });
});
