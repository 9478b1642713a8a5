import { expect, test } from "vitest";
import { compiledFor, TOOLS } from "../../../test/generators/compiled.ts";
import { certified, charterModel } from "./charter-model.ts";

function boundsOf(text: string) {
  const { bounds } = compiledFor(TOOLS, text);
  if (bounds === undefined) throw new Error("compiles");
  return bounds;
}

test("a charter has a model, named by its digest", () => {
  const made = charterModel(boundsOf("charter: small\nallow: [s/t]\nbounds: { never: [contained] }\n"));
  if (!made.ok) throw new Error(made.fault.message);
  expect(made.value.model.never.map(({ name }) => name)).toEqual(["never.1"]);
  expect(certified(made.value).digest).toMatch(/^[0-9a-f]{64}$/);
});

test("more than the verifier takes: cli/model-too-large", () => {
  const bounds = boundsOf("charter: small\nallow: [s/t]\n");
  const variables = Array.from({ length: 1_025 }, (_, i) => ({ name: `v${i}`, values: [0, 1], scope: "session" as const }));
  const made = charterModel({ ...bounds, machine: { ...bounds.machine, variables: [...bounds.machine.variables, ...variables] } });
  expect(made).toMatchObject({ ok: false, fault: { code: "cli/model-too-large", cause: { code: "verifier/model-too-large" } } });
});
