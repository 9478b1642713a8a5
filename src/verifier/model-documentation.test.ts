import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseModel } from "./model/parse-model.ts";
import { tighten } from "./refusal/tighten.ts";

test("the example of docs/verifier-model.md is a model, and is tightened as the text says", () => {
  const text = readFileSync(new URL("../../docs/verifier-model.md", import.meta.url), "utf8");
  const parsed = parseModel(JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? ""));
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const model = parsed.value;
  const result = tighten(model);
  expect(
    result.answer === "tightened" &&
      result.tightenings.flatMap(({ event, refusals }) =>
        refusals.map(({ when }) => [
          model.events[event]?.name,
          ...when.map(({ variable, values }) => [
            model.variables[variable]?.name,
            ...values.map((value) => model.variables[variable]?.values[value]),
          ]),
        ]),
      ),
  ).toEqual([
    ["read", ["sent", 2]],
    ["send", ["read", true], ["sent", 1, 2]],
  ]);
});
