/** What the console shows of the charter in force, each from a compiled one: tables, states, bounds, freedom, signers, what has changed. */
import { afterEach, expect, test } from "vitest";
import { lockOf } from "../../test/execution/compile-texts.ts";
import { DecidedLedger } from "../../test/worlds/decided-ledger.ts";
import { CharterViews } from "./charter-view.ts";

const CHARTER = `charter: desk
allow: [files/read]
actions:
  pay: { tool: files/pay, allow: args.amount <= 100, escalate: [{ name: much, when: args.amount > 10, to: owner, approvals: 2 }] }
limits: [{ action: pay, at_most: 2 }]
bounds:
  never: [{ name: no-large-payment, when: does("pay") && args.amount > 100 }]
  always_possible: [does("files/read")]
`;
const lock = lockOf({ "files/read": [], "files/pay": ["amount"] });
const made: DecidedLedger[] = [];

afterEach(() => {
  for (const each of made.splice(0)) each.remove();
});

function desk(): DecidedLedger {
  const ledger = new DecidedLedger({ text: CHARTER, lock });
  made.push(ledger);
  return ledger;
}

function viewsOf(ledger: DecidedLedger): { readonly views: CharterViews; readonly author: string } {
  const chronicle = ledger.chronicle();
  return { views: new CharterViews(chronicle), author: chronicle.charters[0]?.by ?? "" };
}

test("decision tables, states, bounds, freedom, and who signed", () => {
  const { views, author } = viewsOf(desk());
  const shown = views.now({ threshold: 1, keys: [author] });
  expect(shown).toMatchObject({ name: "desk", version: 1, signedBy: [{ id: author, name: "author" }], versions: [{ version: 1 }] });
  expect(shown?.authors).toEqual({ threshold: 1, names: ["author"] });
  const rows = shown?.actions.find(({ name }) => name === "pay")?.rows ?? [];
  expect(rows.map(({ verdict, decides, condition }) => [verdict, decides, condition])).toEqual([
    ["deny", "if", "pay was executed 2 times"],
    ["deny", "unless", "args.amount <= 100"],
    ["escalate", "if", "args.amount > 10"],
    ["allow", "otherwise", ""],
  ]);
  expect(rows.find(({ verdict }) => verdict === "escalate")?.obligation).toMatchObject({ role: "owner", approvals: 2 });
  expect(rows.every(({ example }) => example === undefined || example.tool === "files/pay")).toBe(true);
  expect(shown?.variables).toMatchObject([
    { name: "contained" },
    { name: "limit(pay,session)", values: [0, 1, 2] },
    { name: "seen(world)" },
  ]);
  expect(shown?.bounds.map(({ name, kind, status }) => [name, kind, status])).toEqual([
    ["no-large-payment", "never", "undecided"],
    ["possible.1", "always_possible", "undecided"],
  ]);
  expect(shown?.graph?.nodes.length).toBe(3);
  expect(shown?.graph?.edges.flatMap(({ labels }) => labels).join()).toContain("pay");
  expect(shown?.entropy?.high).toBeGreaterThan(0);
  expect(shown?.entropy?.actions.map(({ action }) => action)).toContain("pay");
});

test("bounds are called proved where a certificate was recorded, and only there", () => {
  const ledger = desk();
  ledger.charter(2, CHARTER.replace("<= 100,", "<= 99,"), "c".repeat(64));
  const { views, author } = viewsOf(ledger);
  const shown = views.now({ threshold: 1, keys: [author] });
  expect(shown?.certificate).toBe("c".repeat(64));
  expect(new Set(shown?.bounds.map(({ status }) => status))).toEqual(new Set(["proved"]));
});

test("what changed between two versions: in meaning, with a call that shows it, and in text", () => {
  const ledger = desk();
  ledger.charter(2, CHARTER.replace("args.amount > 10,", "args.amount > 50,"));
  const { views } = viewsOf(ledger);
  const difference = views.difference(1, 2);
  expect(difference).toMatchObject({ from: 1, to: 2, answer: "wider" });
  const [first] = difference?.differences ?? [];
  expect(first).toMatchObject({ tool: "files/pay", direction: "wider", before: "escalate", after: "allow" });
  const { amount = 0 } = (first?.example.args ?? {}) as { readonly amount?: number };
  expect(amount > 10 && amount <= 50).toBe(true);
  expect(difference?.text).toMatch(/^-.*args\.amount > 10,.*\n\+.*args\.amount > 50,/m);
  expect(views.difference(1, 3)).toBeUndefined();
});
