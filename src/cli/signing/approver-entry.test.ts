/** What an author says of who answers, from what a console or an SSH agent shows. */
import { describe, expect, test } from "vitest";
import { People } from "../../../test/worlds/ledger-world.ts";
import { SoftPasskey } from "../../../test/worlds/soft-passkey.ts";
import { createIdentity, passkeyId } from "../../crypto/index.ts";
import { type ApproverEntry, Approvers, type Leaf } from "../../ledger/index.ts";
import { approverEntry } from "./approver-entry.ts";

const people = new People();
const shown = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function taken(...entries: readonly ApproverEntry[]): Approvers {
  const approvers = new Approvers(people.ring);
  const author = people.get("author").id;
  for (const entry of entries)
    approvers.take({ format: "interlock-entry/1", at: 1, by: author, entry, signature: "" } satisfies Leaf, {
      threshold: 1,
      keys: [author],
    });
  return approvers;
}

function must(result: ReturnType<typeof approverEntry>): ApproverEntry {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

describe("an approver", () => {
  const { passkey } = new SoftPasskey("http://localhost:7325");

  test("is a passkey as a console shows it, for whom it was made unless another is named", () => {
    const entry = must(approverEntry(taken(), { approver: shown({ person: "bea", passkey }) }));
    expect(entry).toMatchObject({
      approver: passkeyId(passkey),
      version: 1,
      person: "bea",
      roles: ["owner"],
      key: { is: "passkey", passkey },
    });
    const named = must(approverEntry(taken(entry), { approver: shown({ person: "bea", passkey }), person: "cid", role: ["treasurer"] }));
    expect(named).toMatchObject({ version: 2, person: "cid", roles: ["treasurer"] });
  });

  test("is an ssh-ed25519 key, of somebody who is named", () => {
    const { signKey } = createIdentity("agent");
    const blob = Buffer.concat([
      Buffer.from([0, 0, 0, 11]),
      Buffer.from("ssh-ed25519"),
      Buffer.from([0, 0, 0, 32]),
      Buffer.from(signKey, "base64"),
    ]);
    const line = `ssh-ed25519 ${blob.toString("base64")} bea@desk`;
    expect(approverEntry(taken(), { approver: line })).toMatchObject({ fault: { code: "cli/approver-unknown" } });
    expect(must(approverEntry(taken(), { approver: line, person: "bea" }))).toMatchObject({ key: { is: "ed25519", signKey } });
  });

  test("loses every role, whether the ring or an author named it", () => {
    const named = must(approverEntry(taken(), { approver: shown({ person: "bea", passkey }) }));
    expect(must(approverEntry(taken(named), { revoke: named.approver }))).toMatchObject({ version: 2, roles: [], key: named.key });
    const { id, name } = people.get("approver:owner");
    const revoked = must(approverEntry(taken(), { revoke: id }));
    expect(revoked).toEqual({ kind: "approver", approver: id, version: 1, person: name, roles: [] });
    expect(must(approverEntry(taken(revoked), { revoke: id }))).toEqual({ ...revoked, version: 2 });
  });

  test.each([
    "",
    "ssh-ed25519 AAAA",
    "ssh-rsa AAAA",
    shown({ person: "bea" }),
    shown({ person: "bea", passkey: { ...passkey, origin: "x" } }),
  ])("is nothing else: `%s`: cli/approver-unknown", (approver) => {
    expect(approverEntry(taken(), { approver, person: "bea" })).toMatchObject({ fault: { code: "cli/approver-unknown" } });
  });

  test("that nobody named can't lose a role: cli/approver-unknown", () => {
    expect(approverEntry(taken(), { revoke: "0".repeat(16) })).toMatchObject({ fault: { code: "cli/approver-unknown" } });
  });
});
