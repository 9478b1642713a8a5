import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareCharters } from "./charter-comparison.ts";

const PINS = join(import.meta.dirname, "../../../charters/personal-bank/interlock.lock");

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

test("other judges of sessions that run are said: both is narrower than either, and one instead of the other is neither", () => {
  const [pinned, stricter] = ["pinned", "stricter"].map((setting) => `${OLD}running_sessions: ${setting}\n`) as [string, string];
  expect(compare(pinned, stricter)).toMatchObject({ answer: "narrower" });
  expect(compare(stricter, OLD)).toMatchObject({ answer: "wider" });
  expect(compare(OLD, `${OLD}running_sessions: in_force\n`)).toMatchObject({ answer: "equal", beyondCalls: [] });
  expect(compare(OLD, pinned)).toMatchObject({
    answer: "incomparable",
    beyondCalls: [{ direction: "other", what: "sessions that run are judged by their own charter instead of by the new charter" }],
  });
});

const ASKING = `charter: desk
actions: { pay: { tool: bank/send_money, escalate: "true" } }
`;
const limited = (roles: string): string => `${ASKING}roles: ${roles}\n`;

test("people who are asked more often are wider, less often narrower, and both is neither", () => {
  const ten = limited("{ owner: { at_most: { an_hour: 10 }, of_one_person: { waiting: 3 } } }");
  expect(compare(ten, ten)).toMatchObject({ answer: "equal", beyondCalls: [] });
  expect(compare(ten, ASKING)).toMatchObject({
    answer: "wider",
    beyondCalls: [
      { direction: "wider", what: "calls that `owner` is asked about within an hour: at most any number instead of 10" },
      { direction: "wider", what: "calls that wait for one person of `owner` at once: at most any number instead of 3" },
    ],
  });
  const five = limited("{ owner: { at_most: { an_hour: 5 }, of_one_person: { waiting: 3 } } }");
  expect(compare(ten, five)).toMatchObject({
    answer: "narrower",
    beyondCalls: [{ what: expect.stringMatching(/at most 5 instead of 10$/) }],
  });
  const other = limited("{ owner: { at_most: { an_hour: 5 }, of_one_agent: { an_hour: 2 } } }");
  expect(compare(ten, other)).toMatchObject({ answer: "incomparable", beyondCalls: { length: 3 } });
});

test("a role that only one of the two asks has its difference in the calls, not in its limits", () => {
  const editors = limited("{ owner: { at_most: { waiting: 1 } } }")
    .replaceAll("owner", "editor")
    .replace('"true"', '[{ when: "true", to: editor }]');
  expect(compare(ASKING, editors)).toMatchObject({ answer: "incomparable", beyondCalls: [] });
});

test("a record that is learned otherwise is another record under the same name", () => {
  const learned = `charter: desk
records: { sent: { from: [bank/get_most_recent_transactions], each: result.list, key: item.id, keep: { to: item.recipient }, max: 9 } }
allow: [bank/get_most_recent_transactions]
actions: { pay: { tool: bank/send_money, allow: 'sent[args.recipient].to == "x"' } }
`;
  expect(compare(learned, learned)).toMatchObject({ answer: "equal", relabelled: [] });
  expect(compare(learned, learned.replace("max: 9", "max: 8"))).toMatchObject({
    answer: "equal",
    relabelled: [{ what: "record", name: "sent", old: "defined", new: "another definition" }],
  });
});
