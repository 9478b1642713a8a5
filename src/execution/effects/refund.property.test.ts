/** Refunds: what an allow reserved comes back only where it is proved that nothing ran, and a limit is never overspent. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lockOf, machineOf } from "../../../test/execution/compile-texts.ts";
import { decide, type Machine, ruling, toolNumber } from "../../kernel/index.ts";
import type { Running } from "../calls/call-register.ts";
import { Consequences } from "./consequences.ts";

const ANN = { agent: "desk", user: "ann" };
const LIMIT = 3;
const MACHINE = machineOf(
  lockOf({ "bank/pay": [], "bank/wire": [], "mail/send": [], "office/switch": [] }),
  `
charter: office
state: { mood: { enum: [calm, busy, gone] } }
actions:
  pay: { tool: bank/pay, allow: true }
  wire: { tool: bank/wire, allow: true }
  send: { tool: mail/send, allow: true }
  switch: { tool: office/switch, allow: state.mood == "calm", then: { mood: busy } }
limits: [{ action: pay, at_most: ${LIMIT} }, { excludes: [send, wire] }]
`,
);

interface Allowed {
  readonly call: number;
  readonly running: Running;
}

/** An office in which calls are allowed, and later given back or not. */
class Office {
  readonly consequences: Consequences;
  readonly machine: Machine;
  #calls = 0;

  constructor(machine: Machine) {
    this.machine = machine;
    this.consequences = new Consequences(machine, "digest");
  }

  /** Allows a call where the charter does in every possible state. */
  allow(tool: string): Allowed | undefined {
    const states = this.consequences.states(ANN, 0) ?? [];
    const terminals = states.map((state) => decide(this.machine, toolNumber(this.machine, tool), state, { args: {}, facts: {} }));
    if (terminals.some((terminal) => ruling(this.machine, terminal).verdict !== "allow")) return undefined;
    this.#calls += 1;
    const everywhere = new Map([["digest", terminals.map((terminal) => [terminal])]]);
    this.consequences.allow(ANN, 0, { proposal: this.#calls, args: {} }, everywhere);
    return { call: this.#calls, running: { server: "", epoch: "", terminals: everywhere } };
  }

  value(name: string): readonly (string | number | boolean | undefined)[] {
    const variable = this.machine.document.variables.findIndex((declared) => declared.name.startsWith(name));
    const values = (this.consequences.states(ANN, 0) ?? []).map((state) => state[variable] ?? -1);
    return [...new Set(values)].map((value) => this.machine.document.variables[variable]?.values[value]);
  }
}

/** Plays allows ("pay") and endings (a number that picks an open call); gives how many calls were ever open or done at once. */
function mostAtOnce(steps: readonly (string | number)[]): number {
  const office = new Office(MACHINE);
  const open: Allowed[] = [];
  let ran = 0;
  let most = 0;
  for (const step of steps) {
    const allowed = step === "pay" ? office.allow("bank/pay") : open.splice(Number(step) % Math.max(1, open.length), 1)[0];
    if (allowed === undefined) continue;
    if (step === "pay") open.push(allowed);
    // Every second call has run, and every other one is proved not to have.
    else if (Number(step) % 2 === 0) office.consequences.takeBack(allowed.call, allowed.running);
    else ran += 1;
    most = Math.max(most, ran + open.length);
  }
  return most;
}

describe("a refund", () => {
  test("never lets more calls run than the limit, whatever comes back in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant("pay"), fc.nat(8)), { maxLength: 24 }), (steps) => {
        expect(mostAtOnce(steps)).toBeLessThanOrEqual(LIMIT);
      }),
    );
  });

  test("gives everything back where nothing ran at all", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
        const office = new Office(MACHINE);
        const open = [1, 2, 3].map(() => office.allow("bank/pay"));
        expect(office.allow("bank/pay")).toBeUndefined();
        for (const place of order) {
          const allowed = open[place];
          if (allowed !== undefined) office.consequences.takeBack(allowed.call, allowed.running);
        }
        expect([1, 2, 3].map(() => office.allow("bank/pay") !== undefined)).toEqual([true, true, true]);
      }),
    );
  });

  test("puts a value that was set back to what it was", () => {
    const office = new Office(MACHINE);
    const allowed = office.allow("office/switch");
    expect(office.value("mood")).toEqual(["busy"]);
    if (allowed !== undefined) office.consequences.takeBack(allowed.call, allowed.running);
    expect(office.value("mood")).toEqual(["calm"]);
  });

  test("takes back what the call did, and not what another did beside it", () => {
    const office = new Office(MACHINE);
    const [one, other] = [office.allow("mail/send"), office.allow("mail/send")];
    if (one !== undefined) office.consequences.takeBack(one.call, one.running);
    expect(office.allow("bank/wire")).toBeUndefined();
    if (other !== undefined) office.consequences.takeBack(other.call, other.running);
    expect(office.allow("bank/wire")).toBeDefined();
  });

  test("is none under another charter: it may count otherwise", () => {
    const office = new Office(MACHINE);
    const allowed = office.allow("office/switch");
    if (allowed !== undefined) office.consequences.takeBack(allowed.call, { ...allowed.running, terminals: new Map() });
    expect(office.value("mood")).toEqual(["busy"]);
  });
});
