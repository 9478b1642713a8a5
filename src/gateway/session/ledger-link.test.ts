/** The gateway's link to its ledger: one that never makes an entry durable keeps no agent waiting for ever, and its newest word counts. */
import { afterEach, expect, test, vi } from "vitest";
import { createIdentity, type Json, makeRing, type PublicIdentity, publicIdentity } from "../../crypto/index.ts";
import { ok } from "../../fault/index.ts";
import type { Link } from "../../link/index.ts";
import { DECISION_MS } from "../limits.ts";
import { LedgerLink } from "./ledger-link.ts";

afterEach(() => void vi.useRealTimers());

const FORCE = { authors: { threshold: 1, keys: [] } };

/** A link to a ledger that takes the gateway's attestation, and then only listens; `starting`: it becomes ready while it answers. */
function linkToSilence(identity: PublicIdentity, condition: "ready" | "starting" = "ready"): Link {
  let say: (message: Json) => void = () => undefined;
  const answer = (question: { readonly [member: string]: Json }): void => {
    const { id: number = 0, do: asked, entry } = question;
    const kind = typeof entry === "object" && entry !== null && "kind" in entry ? entry["kind"] : undefined;
    if (kind === "attestation") say({ say: "appended", id: number, index: 0, at: 0 });
    if (asked !== "status") return;
    const reasons = condition === "ready" ? [] : [{ code: "ledger/decider-missing", message: "no decider is attached" }];
    say({ say: "status", id: number, checkpoint: "", size: 0, ready: condition === "ready", reasons, unreached: [], inForce: FORCE });
    if (condition === "starting") say({ say: "ready", ready: true, reasons: [], unreached: [] });
  };
  const hear = (message: Json): void => queueMicrotask(() => answer(message as { readonly [member: string]: Json }));
  return {
    peer: { id: identity.id, identity, duties: ["ledger"] },
    send: hear,
    sendUnchecked: (text) => hear(JSON.parse(text) as Json),
    crowded: () => false,
    drained: async () => undefined,
    onMessage: (handler) => {
      say = handler;
    },
    onClose: () => undefined,
    close: () => undefined,
  };
}

function linkTo(condition: "ready" | "starting"): LedgerLink {
  const [gateway, ledger] = [createIdentity("gateway"), createIdentity("ledger")];
  const ring = makeRing([
    { identity: publicIdentity(gateway), duties: ["gateway"] },
    { identity: publicIdentity(ledger), duties: ["ledger"] },
  ]);
  if (!ring.ok) throw new Error(ring.fault.message);
  return new LedgerLink({
    identity: gateway,
    ring: ring.value,
    connect: async () => ok(linkToSilence(publicIdentity(ledger), condition)),
    attestation: { kind: "attestation", part: "gateway", epoch: "0".repeat(32), grade: "embedded", code: "0".repeat(64) },
    clock: () => 0,
    onConviction: () => undefined,
  });
}

test("a ledger that becomes ready while it answers is ready", async () => {
  const ledger = linkTo("starting");
  expect(await ledger.start()).toEqual(ok(undefined));
  expect(ledger.trouble).toBeUndefined();
});

test("an entry that does not become durable in time is gateway/no-decision", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const ledger = linkTo("ready");
  expect(await ledger.start()).toEqual(ok(undefined));
  const appended = ledger.append("session-1", { kind: "proposal", from: "agent", deadline: 1, patience: 1 });
  await vi.advanceTimersByTimeAsync(DECISION_MS);
  expect(await appended).toMatchObject({ ok: false, fault: { code: "gateway/no-decision" } });
});
