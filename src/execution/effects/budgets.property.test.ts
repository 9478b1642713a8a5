/** INVARIANT of budgets: what ran, may have run or still runs never costs more than the limit, unless a person allowed it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { lockOf, machineOf } from "../../../test/execution/compile-texts.ts";
import { Budgets } from "./budgets.ts";

const ANN = { agent: "desk", user: "ann" };
const MOST = 10;
const MACHINE = machineOf(
  lockOf({ "bank/pay": ["amount"] }),
  `charter: office\nallow: [bank/pay]\nlimits: [{ action: bank/pay, at_most: ${MOST}, of: args.amount, per: hour }]\n`,
);
const NAME = "sum(bank/pay,args.amount,hour)";
const HOUR_MS = 3_600_000;

interface Payment {
  readonly call: number;
  readonly tenths: number;
  readonly hour: number;
}

/** A purse beside the budget: payments that ran or still run, in tenths. */
class Purse {
  readonly budgets: Budgets = new Budgets(MACHINE);
  spent: readonly Payment[] = [];
  running: readonly Payment[] = [];

  pay(payment: Payment): void {
    const { call, tenths, hour } = payment;
    const args = { amount: tenths / 10 };
    const before = this.spent.filter((other) => other.hour === hour).reduce((sum, other) => sum + other.tenths, 0);
    const fits = before + tenths <= MOST * 10;
    expect(this.budgets.fits(ANN, hour * HOUR_MS, NAME, args)).toBe(fits);
    if (!fits) return;
    this.budgets.spend(ANN, hour * HOUR_MS, { proposal: call, args }, new Set([0]));
    this.spent = [...this.spent, payment];
    this.running = [...this.running, payment];
  }

  end(payment: Payment | undefined, ran: boolean): void {
    this.running = this.running.filter((other) => other !== payment);
    if (!ran) this.spent = this.spent.filter((other) => other !== payment);
    if (ran) this.budgets.settle(payment?.call ?? -1);
    else this.budgets.takeBack(payment?.call ?? -1);
  }
}

const paying = fc.record({ tenths: fc.nat(60), turns: fc.boolean() });
const ending = fc.record({ which: fc.nat(8), ran: fc.boolean() });

test("what ran, may have run or still runs never costs more than the limit; what did not run costs nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(paying, paying, ending), { maxLength: 40 }), (steps) => {
      const purse = new Purse();
      let hour = 0;
      for (const [call, step] of steps.entries()) {
        if ("which" in step) purse.end(purse.running[step.which % Math.max(1, purse.running.length)], step.ran);
        else {
          if (step.turns && step.tenths < 10) hour += 1;
          purse.pay({ call, tenths: step.tenths, hour });
        }
      }
    }),
  );
});
