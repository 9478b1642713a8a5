/**
 * A charter of more states than anybody could list, from its text to a decision: how long its proof takes, how large the machine
 * that runs is, and how long that takes to decide in states by chance. `interlock check` does the same on the command line.
 */

import { compileCharters } from "../../src/charter/index.ts";
import { charterModel, proveCharter } from "../../src/cli/index.ts";
import { canonicalize, digestOf, type Json } from "../../src/crypto/index.ts";
import { lockedTools } from "../../src/execution/index.ts";
import { decide, loadMachine, type Machine } from "../../src/kernel/index.ts";
import { createDice } from "../../test/generators/dice.ts";
import { wideCharter } from "../../test/generators/large-charters.ts";

export interface LargeCharterFigures {
  readonly states: bigint;
  /** Compiling, proving, the certificate, what never bites: everything that `check` reports. */
  readonly seconds: number;
  readonly mebibytes: number;
  readonly machineBytes: number;
  /** Nanoseconds a decision; the clock itself is part of them. */
  readonly median: number;
  readonly p99: number;
}

/** The figures of a wide charter with this many actions; a fault in it is an exception. */
export function largeCharter(actions: number): LargeCharterFigures {
  const { lock, text } = wideCharter(actions);
  globalThis.gc?.();
  const start = performance.now();
  const { machine, bounds, examination, diagnostics } = compileCharters([{ file: "wide.yaml", text }], {
    tools: lockedTools(lock),
    base: "/",
    sha256: digestOf,
    examine: true,
  });
  const model = bounds === undefined ? undefined : charterModel(bounds);
  const loaded = machine === undefined ? undefined : loadMachine(machine);
  if (!model?.ok || !loaded?.ok) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const proof = proveCharter(model.value, examination);
  const seconds = (performance.now() - start) / 1_000;
  if (proof.answer !== "holds") throw new Error(`the bounds are ${proof.answer}`);
  return {
    states: proof.report.supervisor.states,
    seconds,
    mebibytes: process.memoryUsage().arrayBuffers / 2 ** 20,
    machineBytes: Buffer.byteLength(canonicalize(machine as unknown as Json)),
    ...decisionTimes(loaded.value),
  };
}

const DECISIONS = 200_000;

function decisionTimes(machine: Machine): { readonly median: number; readonly p99: number } {
  const dice = createDice(7);
  const { variables } = machine.document;
  const samples = Array.from({ length: 1_000 }, () => ({
    tool: dice.below(machine.document.tools.length),
    state: Int32Array.from(variables, ({ values }) => dice.below(values.length)),
    call: { args: { amount: dice.below(1_000) }, facts: {} },
  }));
  const times = new Float64Array(DECISIONS);
  for (let round = -DECISIONS; round < DECISIONS; round++) {
    const sample = samples[Math.abs(round) % samples.length];
    if (sample === undefined) continue;
    const before = process.hrtime.bigint();
    decide(machine, sample.tool, sample.state, sample.call);
    const after = process.hrtime.bigint();
    // The first round only warms up.
    if (round >= 0) times[round] = Number(after - before);
  }
  times.sort();
  return { median: times[DECISIONS / 2] ?? Number.NaN, p99: times[Math.floor(DECISIONS * 0.99)] ?? Number.NaN };
}
