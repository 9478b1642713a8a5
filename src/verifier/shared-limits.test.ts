/** What proofs say of limits: counts that sessions share are moved by other sessions too, and sums may be used up. */
import { describe, expect, test } from "vitest";
import { machineFor } from "../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../test/generators/pinned-tools.ts";
import { checkModel } from "./check-model.ts";
import { type MachineBounds, machineToModel } from "./machine/machine-model.ts";
import { parseModel } from "./model/parse-model.ts";

/** The names of the bounds that do not hold. */
function broken(charter: string, bounds: MachineBounds): readonly string[] {
  const parsed = parseModel(machineToModel(machineFor(PINNED_TOOLS, charter).document, bounds).document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return checkModel(parsed.value).violations.map(({ name }) => name);
}

describe("a count", () => {
  const twice = { never: [{ name: "twice", when: { is: ["paid", 2] } }] } as const;
  const charter = (whose: string, scope: string): string => `charter: x
state: { paid: { range: [0, 2], scope: ${whose} } }
actions: { pay: { tool: bank/pay, allow: state.paid < 2, then: { paid: state.paid + 1 } } }
limits: [{ action: pay, at_most: 1, scope: ${scope} }]
`;

  test("of one session holds of what only that session changes", () => {
    expect(broken(charter("session", "session"), twice)).toEqual([]);
  });

  test.each(["agent", "organisation"])("of one session does not hold of what the %s changes: two sessions break it", (whose) => {
    expect(broken(charter(whose, "session"), twice)).toEqual(["twice"]);
  });
});

describe("a sum", () => {
  const paid = { goals: [{ name: "paid", when: { is: ["paid", true] } }] } as const;
  const charter = (more: string): string => `charter: x
state: { paid: { bool: false } }
actions:
  pay: { tool: bank/pay, allow: true, then: { paid: true } }
  forget: { tool: mail/read, allow: true, then: { paid: false } }
limits: [{ action: pay, at_most: 10, of: args.amount${more} }]
`;

  test("that never starts anew may be used up, so that no goal counts on it", () => {
    expect(broken(charter(""), paid)).toEqual(["paid"]);
  });

  test("that starts anew can be waited for", () => {
    expect(broken(charter(", per: day"), paid)).toEqual([]);
  });

  test("beyond which people are asked can be counted on as far as they can", () => {
    expect(broken(charter(", over: escalate"), paid)).toEqual(["paid"]);
    expect(broken(charter(", over: escalate"), { ...paid, assume: { human: "live" } })).toEqual([]);
  });

  test("is no reason to think that something never happens", () => {
    expect(broken(charter(""), { never: [{ name: "never paid", when: { is: ["paid", true] } }] })).toEqual(["never paid"]);
  });
});
