/** Which calls keep a context from being erased: those that ran for it, but not those that only looked something up. */
import { expect, test } from "vitest";
import type { DecisionEntry, Entry, Index } from "../../ledger/index.ts";
import { LeftWithServers } from "./left-with-servers.ts";

const WARRANT = { server: "bank", executor: "e", epoch: "e", call: "c", definition: "d", expires: 9, nonce: "n" } as const;

function grant(user: string): Entry {
  return { kind: "grant", agent: "desk", user, role: "clerk", expires: 9, fresh: true };
}

function session(under: Index): Entry {
  return { kind: "session", agent: "desk", protocol: "p", capabilities: {}, grant: under };
}

function decision(proposal: Index, tool: string, verdict: "allow" | "deny" = "allow"): DecisionEntry {
  const about = { kind: "decision", proposal, tool, verdict, prefix: { size: 1, root: "00" }, machine: "" } as const;
  return { ...about, codes: [], clauses: [], actions: [], ...(verdict === "allow" ? { warrant: WARRANT } : {}) };
}

/** What is said of ann's context, after grants of ann (0) and bob (1) and a session of each. */
function said(...decisions: readonly (readonly [session: string, DecisionEntry])[]): string {
  const left = new LeftWithServers({ agent: "desk", user: "ann" });
  const begun = [
    { entry: grant("ann") },
    { entry: grant("bob") },
    { entry: session(0), session: "hers" },
    { entry: session(1), session: "his" },
  ];
  for (const [index, leaf] of begun.entries()) left.take({ index, leaf });
  for (const [place, [of, entry]] of decisions.entries()) left.take({ index: 4 + place, leaf: { entry, session: of } });
  return left.words;
}

test("names the tools and tickets, and how many there are", () => {
  expect(said(["hers", decision(7, "bank/pay")], ["hers", decision(9, "mail/send")], ["hers", decision(12, "bank/pay")])).toBe(
    "2 × `bank/pay` (t7, t12), 1 × `mail/send` (t9)",
  );
  const many = [1, 2, 3, 4, 5, 6, 7].map((proposal) => ["hers", decision(proposal, "bank/pay")] as const);
  expect(said(...many)).toBe("7 × `bank/pay` (t1, t2, t3, t4, t5, …)");
});

test("says nothing of what only looked something up, did not run, or is another's", () => {
  expect(said(["hers", decision(7, "bank/get_balance")], ["hers", decision(8, "bank/pay", "deny")], ["his", decision(9, "bank/pay")])).toBe(
    "",
  );
});
