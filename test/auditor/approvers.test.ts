/** What an auditor says of who answered: passkeys, named and unnamed approvers, four eyes, two renderers. */
import { afterEach, describe, expect, test } from "vitest";
import { type Json, passkeyId, toHex } from "../../src/crypto/index.ts";
import { type AnswerEntry, type ApproverEntry, type DecisionEntry, statement } from "../../src/ledger/index.ts";
import { forge, found, removeForged } from "../worlds/audited.ts";
import type { ForgedLedger } from "../worlds/forged-ledger.ts";
import { SESSION } from "../worlds/ledger-world.ts";
import { type Lies, PRESENT, SoftPasskey } from "../worlds/soft-passkey.ts";

afterEach(removeForged);

const PAGE = "http://localhost:7325";

function name(made: ForgedLedger, key: SoftPasskey, person: string, more: Partial<ApproverEntry> = {}): number {
  const { passkey } = key;
  const entry = {
    kind: "approver",
    approver: passkeyId(passkey),
    version: 1,
    person,
    roles: ["owner"],
    key: { is: "passkey", passkey },
  } as const;
  return made.say("author", { ...entry, ...more });
}

/** Parks a call; gives what answers it. */
function park(made: ForgedLedger, parked: Partial<NonNullable<DecisionEntry["parked"]>> = {}): AnswerEntry {
  const proposal = made.propose();
  const decision = made.decide(proposal, "escalate", {
    parked: { roles: [{ role: "owner", approvals: 1 }], until: made.at + 60_000, ...parked },
  });
  return { kind: "approval", proposal, decision, shown: toHex(made.tree.node(0, decision)), role: "owner", expires: made.at + 60_000 };
}

function answer(
  made: ForgedLedger,
  key: SoftPasskey,
  entry: AnswerEntry,
  lies: Lies = {},
  more: { readonly [member: string]: Json } = {},
): number {
  const signed = key.sign(statement(entry, SESSION, undefined), lies);
  return made.say("approver:owner", entry, SESSION, undefined, { by: passkeyId(key.passkey), ...signed, ...more });
}

describe("an answer by a passkey", () => {
  test.each(["ES256", "Ed25519"] as const)("of %s lets a parked call run", async (algorithm) => {
    const made = forge();
    const key = new SoftPasskey(PAGE, algorithm);
    name(made, key, "bea");
    const asked = park(made);
    answer(made, key, asked);
    made.execute(asked.proposal, made.decide(asked.proposal, "allow"));
    expect(await found(made)).toBe("OK");
  });

  test.each<Lies>([
    { flags: PRESENT },
    { origin: "http://localhost:1" },
    { crossOrigin: true },
    { rpId: "evil.example" },
    { challenge: "AAAA" },
    { type: "webauthn.create" },
  ])("that says %o is none: auditor/signature-wrong", async (lies) => {
    const made = forge();
    const key = new SoftPasskey(PAGE);
    name(made, key, "bea");
    const wrong = answer(made, key, { ...park(made), kind: "discard" }, lies);
    expect(await found(made)).toContain(`auditor/signature-wrong@${wrong}`);
  });

  test("whose counter does not go on: auditor/passkey-copied", async () => {
    const made = forge();
    const key = new SoftPasskey(PAGE);
    name(made, key, "bea");
    const [first, second] = [park(made, { until: made.at + 1 }), park(made)];
    answer(made, key, second, { counter: 5 });
    made.decide(second.proposal, "deny");
    const copied = answer(made, key, { ...first, kind: "rejection" }, { counter: 5 });
    made.decide(first.proposal, "deny");
    expect(await found(made)).toContain(`auditor/passkey-copied@${copied}`);
  });

  test("that nobody has named, or that answers no more: auditor/key-unknown, auditor/duty-missing", async () => {
    const made = forge();
    const key = new SoftPasskey(PAGE);
    const asked = park(made, { roles: [{ role: "owner", approvals: 3 }] });
    const unnamed = answer(made, key, asked);
    name(made, key, "bea");
    name(made, key, "bea", { version: 2, roles: [] });
    const unrolled = answer(made, key, { ...asked, expires: asked.expires - 1 });
    const said = await found(made);
    expect(said).toContain(`auditor/key-unknown@${unnamed}`);
    expect(said).toContain(`auditor/duty-missing@${unrolled}`);
  });
});

test("a name that its key does not have: auditor/approver-wrong", async () => {
  const made = forge();
  const key = new SoftPasskey(PAGE);
  const { id } = made.people.get("approver:owner");
  const wrong = [
    name(made, key, "bea", { version: 2 }),
    name(made, key, "bea", { approver: "0".repeat(16) }),
    name(made, key, "bea", { approver: id }),
    name(made, key, "bea", { key: { is: "passkey", passkey: { ...key.passkey, origin: "ftp://x" } } }),
  ];
  expect(await found(made)).toBe(["WRONG", ...wrong.map((entry) => `auditor/approver-wrong@${entry}`)].join(" "));
});

describe("a parked call that was allowed: auditor/approval-missing", () => {
  interface Case {
    readonly parked: Partial<NonNullable<DecisionEntry["parked"]>>;
    readonly by: readonly (readonly [person: string, page: string])[];
    readonly is: "OK" | "missing";
  }
  const two = { roles: [{ role: "owner", approvals: 2 }] };
  test.each<Case>([
    {
      parked: two,
      by: [
        ["bea", PAGE],
        ["cid", PAGE],
      ],
      is: "OK",
    },
    {
      parked: two,
      by: [
        ["bea", PAGE],
        ["bea", PAGE],
      ],
      is: "missing",
    },
    { parked: {}, by: [["ann", PAGE]], is: "OK" },
    {
      parked: two,
      by: [
        ["ann", PAGE],
        ["bea", PAGE],
      ],
      is: "missing",
    },
    {
      parked: { renderers: 2 },
      by: [
        ["bea", PAGE],
        ["cid", PAGE],
      ],
      is: "missing",
    },
    {
      parked: { renderers: 2 },
      by: [
        ["bea", PAGE],
        ["bea", "https://pager.example"],
      ],
      is: "OK",
    },
  ])("%o", async ({ parked, by, is }) => {
    const made = forge();
    const keys = by.map(([person, page]) => {
      const key = new SoftPasskey(page);
      name(made, key, person);
      return key;
    });
    const asked = park(made, parked);
    for (const key of keys) answer(made, key, asked);
    const decided = made.decide(asked.proposal, "allow");
    made.execute(asked.proposal, decided);
    expect(await found(made)).toBe(is === "OK" ? "OK" : `WRONG auditor/approval-missing@${decided}`);
  });

  test("after an answer had expired, or its role was taken away", async () => {
    for (const happens of ["expires", "unnamed"] as const) {
      const made = forge();
      const [key, other] = [new SoftPasskey(PAGE), new SoftPasskey(PAGE)];
      name(made, key, "bea");
      name(made, other, "cid");
      const asked = park(made, two);
      answer(made, key, happens === "expires" ? { ...asked, expires: made.at + 5 } : asked);
      made.at += 5;
      if (happens === "unnamed") name(made, key, "bea", { version: 2, roles: [] });
      answer(made, other, asked);
      const decided = made.decide(asked.proposal, "allow");
      made.execute(asked.proposal, decided);
      expect(await found(made), happens).toBe(`WRONG auditor/approval-missing@${decided}`);
    }
  });
});
