/** What `explain` says of an action: the author's clauses, severest first, each with a call that was decided by the kernel. */
import { describe, expect, test } from "vitest";
import { machineFor } from "../../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../../test/generators/pinned-tools.ts";
import { explain, type Row } from "../index.ts";

const TEXT = `charter: x
roots: { work: ./work }
sources: { mail: { results: [mail/read] } }
actions:
  pay:
    tool: bank/pay
    allow: args.amount > 0 && args.amount <= 5000 && args.recipient.matches("^[A-Z]{2}[0-9]+$")
    escalate:
      - { name: large, when: args.amount > 1000, to: treasurer, approvals: 2, within: 2h }
    quarantine: seen("mail") && args.currency != "EUR"
    deny: args.recipient.startsWith("XX") || session.role == "guest"
  look:
    tool: [files/read_text_file, files/read_multiple_files]
    allow: true
    deny: false
  inside:
    tool: files/write_file
    allow: path(args.path).in("work")
  send:
    tool: mail/send
    allow: args.to.all(t, t.endsWith("@corp.com")) && args.to.exists(t, t == "boss@corp.com") && size(args.subject) > 3
limits:
  - { action: pay, at_most: 3 }
`;

function rowsOf(action: string): readonly Row[] {
  const explained = explain(machineFor(PINNED_TOOLS, TEXT), action);
  if (!explained.ok) throw new Error(explained.fault.message);
  return explained.value.rows;
}

describe("explain", () => {
  test("shows the clauses in the order in which they decide, and what remains", () => {
    expect(rowsOf("pay").map(({ verdict, clause, condition }) => `${verdict} ${clause ?? "-"}: ${condition}`)).toEqual([
      'deny pay.deny.1: args.recipient.startsWith("XX") || session.role == "guest"',
      "deny limit(pay,session): pay was executed 3 times",
      'deny pay.allow: args.amount > 0 && args.amount <= 5000 && args.recipient.matches("^[A-Z]{2}[0-9]+$")',
      'quarantine pay.quarantine.1: seen("mail") && args.currency != "EUR"',
      "escalate large: args.amount > 1000",
      "allow -: ",
    ]);
  });

  test("gives each row a call, with the state and the facts it needs", () => {
    expect(rowsOf("pay").map(({ example }) => example)).toEqual([
      { tool: "bank/pay", args: { amount: 0, recipient: "a" }, facts: { "session.role": "guest" }, state: {} },
      { tool: "bank/pay", args: { recipient: "a" }, facts: { "session.role": "other" }, state: { "limit(pay,session)": 3 } },
      expect.objectContaining({ tool: "bank/pay", state: {} }),
      expect.objectContaining({ args: { amount: 1000, currency: "other", recipient: "AA0" }, state: { "seen(mail)": true } }),
      expect.objectContaining({ args: { amount: 5000, recipient: "AA0" } }),
      expect.objectContaining({ args: { amount: 1000, recipient: "AA0" }, state: {} }),
    ]);
  });

  test("makes paths, lists and sizes concrete", () => {
    expect(rowsOf("inside").map(({ verdict, example }) => [verdict, example?.args])).toEqual([
      ["deny", { path: "/elsewhere/example" }],
      ["allow", { path: "/home/me/work/example" }],
    ]);
    expect(rowsOf("send").at(-1)?.example?.args).toEqual({ to: ["boss@corp.com"], subject: "xxxx" });
  });

  test("gives a clause that can never hold no call", () => {
    expect(rowsOf("look").map(({ clause, example }) => [clause, example?.tool])).toEqual([
      ["look.deny.1", undefined],
      [undefined, "files/read_multiple_files"],
    ]);
  });

  test("does not know what is not an action: charter/unknown-action", () => {
    const explained = explain(machineFor(PINNED_TOOLS, TEXT), "pya");
    expect(explained).toMatchObject({ ok: false, fault: { code: "charter/unknown-action", remedy: "did you mean `pay`?" } });
  });
});
