/** Standings: what is written is read, unions lose nothing, and windows end at midnight of the charter's zone. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lockOf, machineOf } from "../../../test/execution/compile-texts.ts";
import { initialState } from "../../kernel/index.ts";
import { VECTORS_MAX } from "../limits.ts";
import { zonedParts } from "./ledger-time.ts";
import { Standings } from "./standing.ts";

const LOCK = lockOf({ "office/go": [] });
const MACHINE = machineOf(
  LOCK,
  `
charter: office
zone: Europe/Berlin
state:
  mood: { enum: [calm, busy, gone] }
  level: { range: [0, 6], scope: agent }
  siren: { bool: true, scope: organisation }
  tally: { range: [0, 3], resets: day }
  pulse: { range: [0, 3], scope: agent, resets: hour }
allow: [office/go]
limits: [{ action: office/go, at_most: 2 }]
`,
);
const NAMES = MACHINE.document.variables.map(({ name }) => name);
const SIZES = MACHINE.document.variables.map(({ values }) => values.length);
const ANN = { agent: "desk", user: "ann" };
const NOON = Date.parse("2026-01-05T12:00:00Z");

const vector = fc.tuple(...SIZES.map((size) => fc.nat(size - 1))).map((values) => Int32Array.from(values));
const place = (name: string): number => NAMES.indexOf(name);
const texts = (vectors: readonly Int32Array[] | undefined): readonly string[] => (vectors ?? []).map((one) => one.join(" ")).sort();

/** `owner` is in any of these states, and in no other. */
function write(standings: Standings, owner: typeof ANN, atMs: number, vectors: readonly Int32Array[]): void {
  for (const variable of NAMES.keys()) standings.change(owner, atMs, variable, () => vectors.map((one) => one[variable] ?? 0));
}

function at(standings: Standings, name: string, atMs: number, owner = ANN): readonly number[] {
  return [...new Set((standings.read(owner, atMs) ?? []).map((one) => one[place(name)] ?? -1))].sort();
}

describe("standings", () => {
  test("begin in the initial state", () => {
    expect(texts(new Standings(MACHINE).read(ANN, NOON))).toEqual(texts([initialState(MACHINE)]));
  });

  test("one state that is written is the one that is read", () => {
    fc.assert(
      fc.property(vector, (one) => {
        const standings = new Standings(MACHINE);
        write(standings, ANN, NOON, [one]);
        expect(texts(standings.read(ANN, NOON))).toEqual(texts([one]));
      }),
    );
  });

  test("of several states none is lost, and each variable keeps exactly the values it had in one of them", () => {
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 3 }), (several) => {
        const standings = new Standings(MACHINE);
        write(standings, ANN, NOON, several);
        const possible = SIZES.map((_, variable) => new Set(several.map((one) => one[variable])));
        const product = possible.reduce((count, values) => count * values.size, 1);
        const read = standings.read(ANN, NOON);
        expect(read?.length).toBe(product > VECTORS_MAX ? undefined : product);
        if (read !== undefined) expect(texts(read)).toEqual(expect.arrayContaining([...texts(several)]));
        for (const one of read ?? []) expect(possible.every((values, variable) => values.has(one[variable]))).toBe(true);
      }),
    );
  });

  test("a variable that resets returns to its first value exactly at the boundary in the charter's zone", () => {
    const year = fc.integer({ min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2026-12-31T00:00:00Z") });
    // Independent of the code under test: Swedish dates are ISO dates.
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", year: "numeric", month: "2-digit", day: "2-digit" });
    const hour = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "short" });
    fc.assert(
      fc.property(year, fc.integer({ min: 0, max: 50 * 3_600_000 }), (start, later) => {
        const standings = new Standings(MACHINE);
        const set = initialState(MACHINE);
        for (const name of ["tally", "pulse", "mood"]) set[place(name)] = 2;
        write(standings, ANN, start, [set]);
        const sameDay = day.format(start) === day.format(start + later);
        // The hour that is repeated in autumn has one name, and counts as one.
        const sameHour = hour.format(start).slice(0, 13) === hour.format(start + later).slice(0, 13);
        expect(at(standings, "tally", start + later)).toEqual([sameDay ? 2 : 0]);
        expect(at(standings, "pulse", start + later)).toEqual([sameHour ? 2 : 0]);
        expect(at(standings, "mood", start + later)).toEqual([2]);
      }),
      { numRuns: 300 },
    );
  });

  test("the day of a clock change is one day", () => {
    const standings = new Standings(MACHINE);
    const set = initialState(MACHINE);
    set[place("tally")] = 3;
    write(standings, ANN, Date.parse("2026-03-28T23:00:00Z"), [set]);
    expect(at(standings, "tally", Date.parse("2026-03-29T21:59:59Z"))).toEqual([3]);
    expect(at(standings, "tally", Date.parse("2026-03-29T22:00:00Z"))).toEqual([0]);
  });

  test("each scope is shared by exactly whom it names", () => {
    const standings = new Standings(MACHINE);
    const set = initialState(MACHINE);
    for (const name of ["mood", "level", "siren"]) set[place(name)] = 1;
    write(standings, ANN, NOON, [set]);
    const seenBy = (owner: typeof ANN): readonly number[] => ["mood", "level", "siren"].flatMap((name) => at(standings, name, NOON, owner));
    expect(seenBy(ANN)).toEqual([1, 1, 1]);
    expect(seenBy({ agent: "desk", user: "bob" })).toEqual([0, 1, 1]);
    expect(seenBy({ agent: "other", user: "ann" })).toEqual([0, 0, 1]);
    // No name can be made to look like another owner's.
    expect(seenBy({ agent: 'desk","ann', user: "" })).toEqual([0, 0, 1]);
  });

  test("a fresh context clears the session's own variables, never containment, limits, or what others share", () => {
    fc.assert(
      fc.property(vector, (one) => {
        const standings = new Standings(MACHINE);
        write(standings, ANN, NOON, [one]);
        standings.refresh(ANN);
        const [read] = standings.read(ANN, NOON) ?? [];
        for (const [variable, { name, scope }] of MACHINE.document.variables.entries()) {
          const clears = scope === "session" && name !== "contained" && !name.startsWith("limit(");
          expect(read?.[variable]).toBe(clears ? 0 : one[variable]);
        }
      }),
    );
  });

  test("another charter keeps what both declare alike", () => {
    const after = machineOf(
      LOCK,
      "charter: office\nstate: { mood: { enum: [calm, busy, gone] }, level: { range: [0, 7], scope: agent } }\nallow: [office/go]\n",
    );
    const standings = new Standings(MACHINE);
    const set = initialState(MACHINE);
    for (const name of ["contained", "mood", "level"]) set[place(name)] = 1;
    write(standings, ANN, NOON, [set]);
    standings.adopt(after);
    const [read] = standings.read(ANN, NOON) ?? [];
    const now = (name: string): number | undefined => read?.[after.document.variables.findIndex((variable) => variable.name === name)];
    expect([now("contained"), now("mood"), now("level")]).toEqual([1, 1, 0]);
  });
});

test("calendar fields are those of the zone", () => {
  expect(zonedParts(Date.parse("2026-01-05T23:30:00Z"), "Europe/Berlin")).toEqual({ year: 2026, month: 1, day: 6, hour: 0, weekday: 2 });
  expect(zonedParts(Date.parse("2026-01-04T23:30:00Z"), "UTC")).toEqual({ year: 2026, month: 1, day: 4, hour: 23, weekday: 7 });
});
