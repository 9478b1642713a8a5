import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generatedModel } from "../../../test/models/generated.ts";
import { hasSpin, runSpin } from "../../../test/models/spin.ts";
import { agvSystem, peterson, philosophers, transferLine } from "../../../test/models/textbook.ts";
import { exploreExplicitly } from "../explicit/explicit-exploration.ts";
import type { ModelDocument } from "./model-document.ts";
import { parseModel } from "./parse-model.ts";
import { modelToPromela } from "./promela.ts";

function countsOf(document: ModelDocument): { readonly ours: readonly number[]; readonly spin: readonly number[] } {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const exploration = exploreExplicitly(parsed.value, []);
  const spin = runSpin(modelToPromela(parsed.value), "-O0");
  return { ours: [exploration.store.count(), exploration.transitions], spin: [spin.states, spin.transitions] };
}

test("names cannot leave their comment", () => {
  const text = modelToPromela({
    name: "n",
    variables: [{ name: "a */ evil /*", values: [0, 1], initial: 0 }],
    events: [],
    never: [],
    goals: [],
    grade: "possible",
    exempt: { kind: "constant", holds: false },
  });
  expect(text).toContain("byte v0 = 0; /* a ?? evil ?? */");
});

const title = hasSpin() ? "SPIN" : "SKIPPED: spin or gcc is missing (Debian packages `spin`, `gcc`)";
describe.skipIf(!hasSpin())(title, () => {
  test.each([transferLine(), agvSystem(), peterson(2), peterson(3), philosophers(6)])(
    "stores the same states and takes the same steps: $name",
    (document) => {
      const { ours, spin } = countsOf(document);
      expect(spin).toEqual(ours);
    },
  );

  test("agrees on generated models", () => {
    const documents = fc.sample(generatedModel({ variables: 6, values: 5, events: 14 }), { numRuns: 12, seed: 7 });
    for (const document of documents) {
      const { ours, spin } = countsOf(document);
      expect(spin).toEqual(ours);
    }
  });
});
