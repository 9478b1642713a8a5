/**
 * The canary: a kernel that is broken on purpose, in the one place that counts, must not get through a simulated day. Here it allows what
 * an action's own clauses deny. With two judges nothing inadmissible runs and everybody is told; with one, oracle and auditor see it.
 */
import { expect, test, vi } from "vitest";
import type * as Kernel from "../../src/kernel/index.ts";
import { Office } from "./office.ts";
import { liveDay } from "./simulated-day.ts";

vi.mock("../../src/kernel/index.ts", async (original) => {
  const kernel = await original<typeof Kernel>();
  const ruling: typeof Kernel.ruling = (...asked) => {
    const given = kernel.ruling(...asked);
    return given.verdict === "deny" && given.actions.length > 0 ? { ...given, verdict: "allow", clauses: [] } : given;
  };
  return { ...kernel, ruling };
});

/** A quiet day on which an agent asks for what is not admissible, and then for what is. */
async function dayWith(judges: "one" | "two"): Promise<{ readonly effects: readonly number[]; readonly said: string }> {
  const { oracle } = await liveDay({ seed: 1, office: new Office(judges) }, async (day) => {
    await day.pass(500);
    day.call("write", 10);
    await day.pass(1_000);
    day.call("write", 101);
    await day.pass(3_000);
  });
  return { effects: oracle.effects.map(({ lines }) => lines), said: oracle.violations.join("\n") };
}

test("with two judges, a broken kernel allows nothing: one refuses, health turns red, the audit names the entry", async () => {
  const { effects, said } = await dayWith("two");
  expect(effects).toEqual([10]);
  expect(said).toMatch(/not ready again .*ledger\/judges-differ/);
  expect(said).toMatch(/the audit says WRONG: .*auditor\/decision-wrong/);
});

test("with one judge, the oracle sees the effect, and the audit names the entry", async () => {
  const { effects, said } = await dayWith("one");
  expect(effects).toContain(101);
  expect(said).toMatch(/files\/write 101 of proposal \d+ is not admissible/);
  expect(said).toMatch(/the audit says WRONG: .*auditor\/decision-wrong/);
});
