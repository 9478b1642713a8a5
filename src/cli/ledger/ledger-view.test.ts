/** A decision says in which form its call runs, wherever the call was proposed. */
import { expect, test } from "vitest";
import { canonicalBytes, createIdentity, createSealer, type Json, toBase64 } from "../../crypto/index.ts";
import { termsOfForm } from "../../execution/index.ts";
import type { DecisionEntry, Entry, FollowedEntry } from "../../ledger/index.ts";
import { EntryViews } from "./ledger-view.ts";

const reader = createIdentity("owner");
const sealer = createSealer();

function recorded(index: number, entry: Entry, content?: Json): FollowedEntry {
  const leaf = { format: "interlock-entry/1", at: index, by: "somebody", entry, signature: "" } as const;
  if (content === undefined) return { index, leaf };
  const { blob, commitment } = sealer.seal(canonicalBytes(content), [reader]);
  return { index, leaf: { ...leaf, seal: commitment }, blob: toBase64(blob) };
}

const [PROPOSED, SENT] = ["/w/./a.txt", "/w/a.txt"];
const CALL = { tool: "files/read", args: { path: PROPOSED }, salt: "s" };
const form = { places: [{ interpreter: "path", at: [["path"]] }], args: { path: SENT } };
const decision = (more: Partial<DecisionEntry>): DecisionEntry => ({
  kind: "decision",
  proposal: 0,
  prefix: { size: 1, root: "00" },
  verdict: "allow",
  codes: [],
  clauses: [],
  actions: [],
  machine: "",
  sends: termsOfForm(form, CALL),
  ...more,
});
const ENTRIES = [
  recorded(0, { kind: "proposal", from: "agent", deadline: 9, patience: 9 }, CALL),
  recorded(1, decision({ verdict: "escalate", parked: { roles: [{ role: "owner", approvals: 1 }], until: 9 } })),
  recorded(2, decision({}), { sealed: "by a decider that seals what it likes" }),
];

test.each([0, 1, 2])("shown from entry %d on", (from) => {
  const views = new EntryViews(reader);
  const shown = ENTRIES.flatMap((entry) => {
    if (entry.index >= from) return [views.next(entry)];
    views.pass(entry);
    return [];
  });
  const decisions = shown.filter(({ kind }) => kind === "decision");
  expect(decisions.map(({ runs }) => runs?.args)).toEqual(decisions.map(() => ({ path: SENT })));
  expect(decisions.every(({ summary }) => summary.includes(`as {"path":"${SENT}"}`))).toBe(true);
});

test("to somebody whose key does not open the call: without it", () => {
  const views = new EntryViews(createIdentity("stranger"));
  for (const entry of ENTRIES) expect(views.next(entry).runs).toBeUndefined();
});
