import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareCharters } from "./charter-comparison.ts";

const PINS = join(import.meta.dirname, "../../charters/personal-bank/interlock.lock");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-diff-"));
  cpSync(PINS, join(folder, "interlock.lock"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OLD = `charter: sums
actions: { pay: { tool: bank/send_money, allow: true } }
limits: [{ action: pay, of: args.amount, at_most: 100, per: day }]
`;
const RENAMED = OLD.replaceAll("pay", "send");

function compare(old: string, new_: string): unknown {
  writeFileSync(join(folder, "old.yaml"), old);
  writeFileSync(join(folder, "new.yaml"), new_);
  const compared = compareCharters(join(folder, "old.yaml"), join(folder, "new.yaml"));
  return compared.ok ? compared.value : compared.fault;
}

test("a sum whose action is called otherwise is the same sum", () => {
  expect(compare(OLD, RENAMED)).toMatchObject({ answer: "equal", differences: [], beyondCalls: [] });
});

test("a sum that may come to more under another name is wider", () => {
  expect(compare(OLD, RENAMED.replace("100", "200"))).toMatchObject({ answer: "wider", beyondCalls: [{ direction: "wider" }] });
});

test("a sum over another time is another sum", () => {
  expect(compare(OLD, RENAMED.replace("day", "hour"))).not.toMatchObject({ answer: "equal" });
});

test("a sum that adds up fewer calls is another sum", () => {
  const fewer = RENAMED.replace("allow: true", "when: args.amount > 10, allow: true").replace(
    "actions:",
    "allow: [bank/send_money]\nactions:",
  );
  expect(compare(OLD, fewer)).not.toMatchObject({ answer: "equal" });
});

test("of two new names each gets an old one of its own", () => {
  const two = OLD.replace("limits: [", "limits: [{ action: pay, of: args.amount, at_most: 50, per: hour }, ");
  expect(compare(two, two.replaceAll("pay", "send"))).toMatchObject({ answer: "equal" });
});
