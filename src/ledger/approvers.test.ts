/** Who answers: the ring's approvers, and whoever authors name since; with passkeys that go on counting. */
import { describe, expect, test } from "vitest";
import { DEFINITION, LedgerWorld, MACHINE, SESSION, START } from "../../test/worlds/ledger-world.ts";
import { type Lies, PRESENT, SoftPasskey } from "../../test/worlds/soft-passkey.ts";
import { createIdentity, digestOf, passkeyId } from "../crypto/index.ts";
import { approverId } from "./approvers.ts";
import type { AnswerEntry, ApproverEntry } from "./entry.ts";
import { charterStatement, statement } from "./leaf.ts";
import type { Append } from "./ledger.ts";

const PAGE = "http://localhost:7325";

interface Parked {
  readonly world: LedgerWorld;
  readonly answer: AnswerEntry;
}

async function parked(): Promise<Parked> {
  const world = await LedgerWorld.open();
  world.begin();
  const proposal = world.propose();
  const decision = world.decide(proposal, "escalate", { parked: { roles: [{ role: "owner", approvals: 2 }], until: START + 60_000 } });
  const answer = { kind: "approval", proposal, decision, shown: world.hashOf(decision), role: "owner", expires: START + 1_000 } as const;
  return { world, answer };
}

function enrolment({ passkey }: SoftPasskey, more: Partial<ApproverEntry> = {}): ApproverEntry {
  const approver = passkeyId(passkey);
  return { kind: "approver", approver, version: 1, person: "ann", roles: ["owner"], key: { is: "passkey", passkey }, ...more };
}

function answerBy(key: SoftPasskey, entry: AnswerEntry, lies: Lies = {}): Append {
  return { by: passkeyId(key.passkey), session: SESSION, entry, ...key.sign(statement(entry, SESSION, undefined), lies) };
}

/** Signs the next charter by two authors. */
function askTwoAuthors(world: LedgerWorld): void {
  const keys = [world.people.get("author"), world.people.get("second-author")];
  const pins = digestOf({ "files/read": DEFINITION, "files/write": DEFINITION });
  const terms = {
    kind: "charter",
    name: "files",
    version: 2,
    machine: MACHINE,
    pins,
    authors: { threshold: 2, keys: keys.map(({ id }) => id) },
  } as const;
  const [, second] = keys;
  const signatures = second === undefined ? [] : [{ by: second.id, signature: second.sign(charterStatement(terms)) }];
  world.must("author", { ...terms, signatures });
}

describe("a passkey", () => {
  test("answers once an author has enrolled it: ledger/unknown-writer before", async () => {
    const { world, answer } = await parked();
    const key = new SoftPasskey(PAGE);
    expect(world.append(answerBy(key, answer))).toBe("ledger/unknown-writer");
    world.must("author", enrolment(key));
    expect(world.append(answerBy(key, answer))).toMatchObject({ number: 4 });
    expect(world.leaf(world.ledger.size - 1).assertion).toBeDefined();
  });

  test("answers over a restart too, with what it has signed stored beside it", async () => {
    const { world, answer } = await parked();
    const key = new SoftPasskey(PAGE, "Ed25519");
    world.must("author", enrolment(key));
    expect(world.append(answerBy(key, answer))).toMatchObject({ number: 4 });
    await world.settle();
    const again = await world.reopen();
    expect(again.ledger.sequencer.approvers.find(passkeyId(key.passkey))).toMatchObject({ person: "ann", renderer: PAGE });
    expect(again.append(answerBy(key, { ...answer, kind: "rejection" }))).toBe("ledger/already-answered");
  });

  test("signs exactly this answer, verified, on its own page: ledger/wrong-signature", async () => {
    const { world, answer } = await parked();
    const [key, other] = [new SoftPasskey(PAGE), new SoftPasskey(PAGE)];
    world.must("author", enrolment(key));
    const signed = answerBy(key, answer);
    const { assertion: _, ...bare } = signed;
    expect(world.append(bare)).toBe("ledger/wrong-signature");
    expect(world.append({ ...signed, entry: { ...answer, kind: "rejection" } })).toBe("ledger/wrong-signature");
    expect(world.append({ ...answerBy(other, answer), by: passkeyId(key.passkey) })).toBe("ledger/wrong-signature");
    expect(world.append(answerBy(key, answer, { flags: PRESENT }))).toBe("ledger/wrong-signature");
    expect(world.append(answerBy(key, answer, { origin: "http://localhost:1" }))).toBe("ledger/wrong-signature");
    const keyed = world.people.sign("approver:owner", answer, SESSION);
    expect(world.append({ ...keyed, ...(signed.assertion === undefined ? {} : { assertion: signed.assertion }) })).toBe(
      "ledger/wrong-signature",
    );
  });

  test("whose counter does not go on was copied: ledger/passkey-copied", async () => {
    const { world, answer } = await parked();
    const key = new SoftPasskey(PAGE);
    world.must("author", enrolment(key));
    expect(world.append(answerBy(key, answer, { counter: 7 }))).toMatchObject({ number: 4 });
    const next = world.propose(SESSION, { path: "b.txt" });
    const decision = world.decide(next, "escalate");
    const second = { ...answer, proposal: next, decision, shown: world.hashOf(decision) };
    expect(world.append(answerBy(key, second, { counter: 7 }))).toBe("ledger/passkey-copied");
    expect(world.append(answerBy(key, second, { counter: 0 }))).toBe("ledger/passkey-copied");
    expect(world.append(answerBy(key, second, { counter: 8 }))).toMatchObject({ number: 7 });
  });

  test("of an authenticator that does not count always says zero, which is no copy", async () => {
    const { world, answer } = await parked();
    const key = new SoftPasskey(PAGE);
    world.must("author", enrolment(key));
    expect(world.append(answerBy(key, answer, { counter: 0 }))).toMatchObject({ number: 4 });
    const next = world.propose(SESSION, { path: "b.txt" });
    const decision = world.decide(next, "escalate");
    const second = { ...answer, proposal: next, decision, shown: world.hashOf(decision) };
    expect(world.append(answerBy(key, second, { counter: 0 }))).toMatchObject({ number: 7 });
  });
});

describe("an approver", () => {
  test("is what its key is, and nobody of the ring by another name: ledger/approver-impossible", async () => {
    const { world } = await parked();
    const key = new SoftPasskey(PAGE);
    const owner = world.people.get("approver:owner").id;
    const { key: _, ...keyless } = enrolment(key);
    for (const impossible of [
      enrolment(key, { approver: "0".repeat(16) }),
      enrolment(key, { key: { is: "passkey", passkey: { ...key.passkey, origin: "http://127.0.0.1:1" } } }),
      enrolment(key, { roles: ["owner", "owner"] }),
      enrolment(key, { version: 2 }),
      enrolment(key, { approver: owner }),
      keyless,
      { ...keyless, approver: owner },
      enrolment(key, { key: { is: "ed25519", signKey: Buffer.alloc(32).toString("base64") } }),
    ])
      expect(world.say("author", impossible)).toBe("ledger/approver-impossible");
    expect(world.say("approver:owner", enrolment(key))).toBe("ledger/wrong-duty");
  });

  test("of the ring loses its role by one author's word, and no old word gives it back: ledger/wrong-duty", async () => {
    const { world, answer } = await parked();
    const { id, name } = world.people.get("approver:owner");
    world.must("author", { kind: "approver", approver: id, version: 1, person: name, roles: [] });
    expect(world.say("approver:owner", answer, SESSION)).toBe("ledger/wrong-duty");
    world.must("author", { kind: "approver", approver: id, version: 2, person: name, roles: ["owner"] });
    world.must("author", { kind: "approver", approver: id, version: 3, person: name, roles: [] });
    expect(world.say("author", { kind: "approver", approver: id, version: 2, person: name, roles: ["owner", "cook"] })).toBe(
      "ledger/approver-impossible",
    );
    expect(world.say("approver:owner", answer, SESSION)).toBe("ledger/wrong-duty");
  });

  test("is named by as many authors as sign the next charter, and unnamed by one", async () => {
    const { world, answer } = await parked();
    askTwoAuthors(world);
    const key = new SoftPasskey(PAGE);
    world.must("author", enrolment(key));
    expect(world.append(answerBy(key, answer))).toBe("ledger/unknown-writer");
    world.must("author", enrolment(key, { roles: ["owner", "cook"] }));
    expect(world.append(answerBy(key, answer))).toBe("ledger/unknown-writer");
    world.must("second-author", enrolment(key));
    world.must("second-author", enrolment(key, { version: 2, roles: [] }));
    expect(world.append(answerBy(key, answer))).toBe("ledger/wrong-duty");
  });

  test("with a bare key, as an SSH agent holds one, signs as every part does", async () => {
    const { world, answer } = await parked();
    const { signKey, sign } = createIdentity("agent-key");
    const approver = approverId({ is: "ed25519", signKey });
    world.must("author", { kind: "approver", approver, version: 1, person: "ann", roles: ["owner"], key: { is: "ed25519", signKey } });
    const signature = sign(statement(answer, SESSION, undefined));
    expect(world.append({ by: approver, session: SESSION, entry: answer, signature })).toMatchObject({ number: 4 });
    expect(world.ledger.sequencer.approvers.all().map(({ person }) => person)).toContain("ann");
  });
});
