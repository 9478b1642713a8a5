import { describe, expect, test } from "vitest";
import { createIdentity, type Duty, type Identity, makeRing, type Ring } from "../../crypto/index.ts";
import { type CharterEntry, type Entry, type Leaf, statement } from "../../ledger/index.ts";
import { Vouching } from "./vouched.ts";

const host = createIdentity("host");
const owner = createIdentity("owner");
const gateway = createIdentity("gateway");

function ringOf(...enrolled: readonly (readonly [Identity, Duty])[]): Ring {
  const ring = makeRing(enrolled.map(([identity, duty]) => ({ identity, duties: [duty] })));
  if (!ring.ok) throw new Error(ring.fault.message);
  return ring.value;
}

const RING = ringOf([host, "host"], [owner, "approver:owner"], [gateway, "gateway"]);

function signed(entry: Entry, writer: Identity, session?: string): Leaf {
  const signature = writer.sign(statement(entry, session, undefined));
  return { format: "interlock-entry/1", at: 1, by: writer.id, entry, signature, ...(session === undefined ? {} : { session }) };
}

const GRANT: Entry = { kind: "grant", agent: "a", user: "ann", role: "user", expires: 9, fresh: false };
const APPROVAL: Entry = { kind: "approval", proposal: 1, decision: 2, shown: "00", role: "owner", expires: 9 };

const believed = (leaf: Leaf): ReturnType<Vouching["take"]> => new Vouching(RING).take(leaf);

describe("entries that grant power", () => {
  test("are believed when their writer's own key has signed them", () => {
    expect(believed(signed(GRANT, host)).ok).toBe(true);
    expect(believed(signed(APPROVAL, owner, "s1")).ok).toBe(true);
  });

  test("refuses an invented grant: execution/entry-forged", () => {
    const invented = { ...signed(GRANT, host), entry: { ...GRANT, user: "eve" } };
    expect(believed(invented)).toMatchObject({ ok: false, fault: { code: "execution/entry-forged" } });
  });

  test("refuses a grant or an approval by a key that has another duty, or none", () => {
    expect(believed(signed(GRANT, gateway)).ok).toBe(false);
    expect(believed(signed(APPROVAL, host, "s1")).ok).toBe(false);
    expect(believed(signed({ ...APPROVAL, role: "auditor" }, owner, "s1")).ok).toBe(false);
    expect(believed(signed(GRANT, createIdentity("stranger"))).ok).toBe(false);
  });

  test("refuses an approval that was moved to another session", () => {
    expect(believed({ ...signed(APPROVAL, owner, "s1"), session: "s2" }).ok).toBe(false);
  });

  test("are by whoever answers now: execution/entry-forged", () => {
    const vouching = new Vouching(ringOf([owner, "approver:owner"], [host, "author"]));
    expect(vouching.answerers.of(owner.id)?.answersAs("owner")).toBe(true);
    vouching.take(signed({ kind: "approver", approver: owner.id, version: 1, person: "owner", roles: [] }, host));
    expect(vouching.answerers.of(owner.id)?.answersAs("owner")).toBe(false);
    expect(vouching.take(signed(APPROVAL, owner, "s1"))).toMatchObject({ fault: { cause: { code: "ledger/wrong-duty" } } });
    const again = signed({ kind: "approver", approver: owner.id, version: 1, person: "owner", roles: ["owner"] }, host);
    expect(vouching.take(again)).toMatchObject({ fault: { code: "execution/entry-forged" } });
  });

  test("leaves entries that grant nothing to the fold", () => {
    expect(believed(signed({ kind: "timer", proposal: 1 }, gateway)).ok).toBe(true);
  });
});

describe("everything that is not derived", () => {
  const call: Entry = { kind: "proposal", from: "agent", deadline: 1, patience: 1 };
  const outcome: Entry = { kind: "outcome", proposal: 1, decision: 2, result: "returned", epoch: "e", durationMs: 1 };
  const everything = (leaf: Leaf): ReturnType<Vouching["take"]> => new Vouching(RING, "everything").take(leaf);

  test("is believed when its writer's own key has signed it, and refused otherwise: execution/entry-forged", () => {
    expect(everything(signed(call, gateway, "s1")).ok).toBe(true);
    const forged = { ok: false, fault: { code: "execution/entry-forged" } };
    expect(everything(signed(call, host, "s1"))).toMatchObject({ ...forged, fault: { cause: { code: "ledger/wrong-duty" } } });
    expect(everything({ ...signed(call, gateway, "s1"), session: "s2" })).toMatchObject(forged);
    expect(everything(signed(outcome, owner, "s1"))).toMatchObject(forged);
    expect(everything(signed({ kind: "timer", proposal: 1 }, gateway))).toMatchObject(forged);
  });

  test("is what the fold itself leads to: no judge's word is looked at", () => {
    const decision: Entry = {
      ...{ kind: "decision", proposal: 1, prefix: { size: 1, root: "00" }, verdict: "deny", machine: "" },
      ...{ codes: [], clauses: [], actions: [] },
    };
    expect(everything(signed(decision, gateway, "s1")).ok).toBe(true);
  });
});

describe("charters in their order", () => {
  const author = createIdentity("author");
  const ring = ringOf([author, "author"], [host, "host"]);
  const charter = (version: number): Leaf => signed({ kind: "charter", name: "c", version, machine: "00" }, author);

  test("are believed one after the other", () => {
    const vouching = new Vouching(ring);
    for (const version of [1, 2, 3]) expect(vouching.take(charter(version)).ok).toBe(true);
  });

  test("refuses an older one, a skipped one, and one that the authors in force have not signed: execution/entry-forged", () => {
    const forged = { ok: false, fault: { code: "execution/entry-forged" } };
    const vouching = new Vouching(ring);
    vouching.take(charter(1));
    expect(vouching.take(charter(1))).toMatchObject({ ...forged, fault: { cause: { code: "ledger/charter-version" } } });
    expect(vouching.take(charter(3))).toMatchObject(forged);
    const second = createIdentity("second");
    const wider = ringOf([author, "author"], [second, "author"]);
    const pinned = new Vouching(wider);
    expect(pinned.take(signed({ ...OWN, authors: { threshold: 1, keys: [author.id] } }, author)).ok).toBe(true);
    expect(pinned.take(signed({ ...OWN, version: 2 }, second))).toMatchObject({ fault: { cause: { code: "ledger/charter-unsigned" } } });
  });
});

const OWN: CharterEntry = { kind: "charter", name: "c", version: 1, machine: "00" };
