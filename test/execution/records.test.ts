/** What a session learns from results, on a paper ledger; the second judge agrees with every decision. */
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/crypto/index.ts";
import { compileTexts, lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const LOCK = lockOf({
  "air/get_booking": ["id"],
  "air/list_bookings": [],
  "air/cancel": ["id", "flights", "day"],
  "air/update_booking": ["id"],
});

const DESK = `charter: desk
zone: America/New_York
records:
  booking:
    from: [air/get_booking, air/update_*]
    key: result.id
    keep:
      cabin: result.cabin
      insured: result.insurance == "yes"
      made: time(result.created_at)
      flights: result.flights.map(f, f.number + f.date)
      flown: result.flights.exists(f, date(f.date) < time.today)
    max: 2
    max_age: 2h
define:
  b: booking[args.id]
`;

function desk(allow: string, text = DESK): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(`${text}allow: [air/get_booking, air/list_bookings, air/update_booking, { air/cancel: ${JSON.stringify(allow)} }]\n`);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

function returned(data: Json): Json {
  return { result: { content: [{ type: "text", text: JSON.stringify(data) }] } };
}

const BOOKING = {
  id: "AB1",
  cabin: "business",
  insurance: "yes",
  created_at: "2026-01-04T15:00:00",
  flights: [{ number: "HA1", date: "2026-02-01" }],
};

function look(ledger: PaperLedger, data: Json = BOOKING, how: "returned" | "unknown" = "returned"): void {
  ledger.outcome(ledger.propose("air/get_booking", { id: "AB1" }).proposal, how, returned(data));
}

function cancelled(ledger: PaperLedger, args: Json = { id: "AB1" }): readonly string[] {
  const { entry } = ledger.propose("air/cancel", args).decision;
  expect(judgeAgain(ledger.entries)).toEqual([]);
  return [entry.verdict, ...entry.codes];
}

describe("a record", () => {
  const allowed = ["allow"];
  const unknown = ["deny", "record/unknown"];
  const unanswered = ["deny", "guard/error"];
  const refused = ["deny", "clause/allow-failed"];

  test.each([
    ['b.cabin == "business"', allowed],
    ['b.cabin in ["economy", "first"]', refused],
    ['b.cabin.startsWith("bus")', allowed],
    ["b.insured && !b.flown", allowed],
    ['b.flights == ["HA12026-02-01"]', allowed],
    ['b.flights.exists(f, f == "X")', refused],
    ["size(b.flights) == 1", allowed],
    // It is noon in UTC; in New York it was three in the afternoon, sixteen hours before.
    ['age(b.made) <= duration("16h")', allowed],
    ['age(b.made) <= duration("15h")', refused],
    ["has(b.cabin)", allowed],
    ['booking["AB1"].cabin == "business"', allowed],
    ['booking["none"].cabin == "business"', unknown],
    ['booking["none"].cabin == "business" || true', allowed],
    ["args.id in booking", allowed],
    ['"none" in booking', refused],
    ['!("none" in booking) && b.flights.map(f, args.id).exists(x, x in booking)', allowed],
    ["args.day in booking", unanswered],
  ])("answers %s", (condition, said) => {
    const ledger = desk(condition);
    look(ledger);
    expect(cancelled(ledger)).toEqual(said);
  });

  test("is compared with lists of the call", () => {
    const ledger = desk(
      'args.flights.map(f, f.number + f.date) == b.flights && args.flights.all(f, f.number in booking["AB1"].flights || true)',
    );
    look(ledger);
    expect(cancelled(ledger, { id: "AB1", flights: [{ number: "HA1", date: "2026-02-01" }] })).toEqual(allowed);
    expect(cancelled(ledger, { id: "AB1", flights: [{ number: "HA2", date: "2026-02-01" }] })).toEqual(refused);
    expect(cancelled(ledger, { id: "AB1", flights: [{ number: 5 }] })).toEqual(unanswered);
  });

  test("that is not known denies, and says which tool fills it: record/unknown", () => {
    const ledger = desk("b.insured");
    const { decision } = ledger.propose("air/cancel", { id: "AB1" });
    expect(decision.entry.codes).toEqual(["record/unknown"]);
    const tools = ["air/get_booking", "air/update_booking"];
    expect(decision.explanation.missing).toEqual([
      { code: "record/unknown", about: "booking[args.id]", tools },
      { code: "record/unknown", about: "booking[args.id].insured", tools },
    ]);
    expect(decision.explanation.text).toContain(
      "`booking[args.id].insured` is not known yet: `air/get_booking` or `air/update_booking` fills it",
    );
  });

  test("that cannot be understood is named: meaning/unintelligible", () => {
    const ledger = desk('date(args.day) < time.today || email(args.id).domain == "x.org"');
    const { decision } = ledger.propose("air/cancel", { id: "not an address", day: "2026-01-31" });
    expect(decision.entry.codes).toEqual(["meaning/unintelligible"]);
    expect(decision.explanation.missing).toEqual([{ code: "meaning/unintelligible", about: "email(args.id).domain" }]);
    expect(cancelled(ledger, { id: "a@x.org", day: "2026-01-31" })).toEqual(allowed);
    expect(cancelled(ledger, { id: "a@y.org", day: "2026-01-04" })).toEqual(allowed);
    expect(cancelled(ledger, { id: "a@y.org", day: "2026-01-05" })).toEqual(refused);
  });

  test("grows old", () => {
    const ledger = desk("b.insured");
    look(ledger);
    ledger.now += 7_200_000;
    ledger.open("s2", { user: "ann" });
    expect(ledger.verdict("air/cancel", { id: "AB1" }, "s2")).toBe("allow");
    ledger.now += 1;
    expect(ledger.verdict("air/cancel", { id: "AB1" }, "s2")).toBe("deny");
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });

  test("is not kept beyond the limit, but renewed", () => {
    const ledger = desk('b.cabin == "business"');
    for (const id of ["AB1", "AB2", "AB3"]) look(ledger, { ...BOOKING, id });
    expect(cancelled(ledger, { id: "AB2" })).toEqual(allowed);
    expect(cancelled(ledger, { id: "AB3" })).toEqual(unknown);
    look(ledger, { ...BOOKING, id: "AB2", cabin: "economy" });
    expect(cancelled(ledger, { id: "AB2" })).toEqual(refused);
  });

  test("is forgotten when nobody knows what a call did, and in a fresh context", () => {
    const ledger = desk("b.insured");
    look(ledger);
    look(ledger, BOOKING, "unknown");
    expect(cancelled(ledger)).toEqual(unknown);
    const other = desk("b.insured");
    look(other);
    other.open("s2", { user: "ann", fresh: true });
    expect(other.verdict("air/cancel", { id: "AB1" }, "s2")).toBe("deny");
    expect(judgeAgain(other.entries)).toEqual([]);
  });

  test("is another user's own", () => {
    const ledger = desk("b.insured");
    look(ledger);
    ledger.open("s2", { user: "eve" });
    expect(ledger.verdict("air/cancel", { id: "AB1" }, "s2")).toBe("deny");
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });

  test.each([
    ["an error", { result: { isError: true, content: [{ type: "text", text: JSON.stringify(BOOKING) }] } }],
    ["prose", { result: { content: [{ type: "text", text: `Here it is: ${JSON.stringify(BOOKING)}` }] } }],
    ["two readings", { result: { content: [{ type: "text", text: JSON.stringify(BOOKING) }], structuredContent: { id: "AB1" } } }],
  ])("is not learned from %s", (_, result) => {
    const ledger = desk("b.insured");
    ledger.outcome(ledger.propose("air/get_booking", { id: "AB1" }).proposal, "returned", result);
    expect(cancelled(ledger)).toEqual(unknown);
  });

  test("can be learned from each item of a list", () => {
    const each =
      "charter: desk\nrecords:\n  seat: { from: [air/list_bookings], each: result.list, key: item.id, keep: { row: item.row } }\n";
    const ledger = desk("seat[args.id].row >= 5", each);
    const list = [{ id: 1, row: 5 }, { id: 2, row: 4 }, { id: null, row: 9 }, { row: 9 }, { id: "3" }];
    ledger.outcome(ledger.propose("air/list_bookings").proposal, "returned", returned({ list }));
    expect(cancelled(ledger, { id: 1 })).toEqual(allowed);
    expect(cancelled(ledger, { id: 2 })).toEqual(refused);
    expect(cancelled(ledger, { id: "1" })).toEqual(unknown);
    expect(cancelled(ledger, { id: "3" })).toEqual(unknown);
  });
});

describe("a charter with records", () => {
  test.each([
    ["records: { r: { from: [air/none], key: result.id, keep: { a: result.a } } }", "charter/no-such-tool"],
    ["records: { r: { from: [air/cancel], key: args.id, keep: { a: result.a } } }", "charter/unknown-name"],
    ["records: { r: { from: [air/cancel], key: result.id * 2, keep: { a: result.a } } }", "charter/not-possible"],
    ["records: { args: { from: [air/cancel], key: result.id, keep: { a: result.a } } }", "charter/bad-name"],
    [
      "records: { r: { from: [air/cancel], key: result.id, keep: { a: result.a } } }\nallow: [{ air/cancel: 'r[args.id].b == 1' }]",
      "charter/unknown-field",
    ],
    ["allow: [{ air/cancel: 'age(args.id) < duration(\"soon\")' }]", "charter/wrong-type"],
  ])("is refused where it says what cannot be: %s", (text, code) => {
    expect(() => compileTexts([`charter: x\n${text}\n`], LOCK)).toThrow(code);
  });
});
