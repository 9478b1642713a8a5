import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkModel, type Model, tighten } from "../../verifier/index.ts";
import { readModelFile } from "./model-file.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "interlock-model-"));

function file(text: string): string {
  const path = join(FOLDER, "model.json");
  writeFileSync(path, text);
  return path;
}

test("a model is read from its file, and named by its digest", () => {
  const read = readModelFile(file('{ "format": "interlock-model/1", "name": "n", "variables": [], "events": [] }'));
  expect(read).toMatchObject({ ok: true, value: { model: { name: "n" }, digest: expect.stringMatching(/^[0-9a-f]{64}$/) } });
});

test.each([
  ["no JSON", "{", "json/"],
  ["another format", '{ "format": "x" }', "verifier/model-malformed"],
  [
    "an unknown name",
    '{ "format": "interlock-model/1", "name": "n", "variables": [], "events": [], "goals": [{ "name": "g", "when": { "is": ["x", 1] } }] }',
    "verifier/",
  ],
])("%s: cli/model-malformed", (_, text, cause) => {
  const read = readModelFile(file(text));
  expect(read).toMatchObject({ ok: false, fault: { code: "cli/model-malformed" } });
  if (!read.ok) expect(read.fault.cause?.code).toContain(cause.replace("json/", ""));
});

const SHIPPED = join(import.meta.dirname, "../../../charters/models");

function shipped(name: string): Model {
  const read = readModelFile(join(SHIPPED, name));
  if (!read.ok) throw new Error(read.fault.message);
  return read.value.model;
}

describe("a model that ships", () => {
  test.each([
    ["transfer-line.json", 28n, 65n],
    ["agv-system.json", 4_406n, 11_338n],
    ["courier.json", 24n, 37n],
  ])("%s: its supervisor has %d states and %d transitions", (name, states, transitions) => {
    expect(checkModel(shipped(name)).supervisor).toEqual({ admissible: true, states, transitions });
  });

  test("courier.json: three tries are enough against two failures in a row, and the neighbour is no answer", () => {
    const model = shipped("courier.json");
    const named = (steps: readonly { readonly event: number }[] = []) => steps.map(({ event }) => model.events[event]?.name);
    const [violation] = checkModel(model).violations;
    expect(named(violation?.story)).toEqual(["leave at a neighbour's"]);
    expect([named(violation?.keptAway?.play), violation?.keptAway?.before]).toEqual([["neighbour keeps it for now"], 0]);
    const answer = tighten(model);
    if (answer.answer !== "tightened") throw new Error(answer.answer);
    expect(answer.tightenings.map(({ event, refusals }) => [...named([{ event }]), refusals.map(({ when }) => when.length)])).toEqual([
      ["leave at a neighbour's", [0]],
    ]);
  });

  test("courier.json: with as many failures as tries nothing can be promised, and the story says how", () => {
    const read = readModelFile(file(readFileSync(join(SHIPPED, "courier.json"), "utf8").replace('"failures": 2', '"failures": 3')));
    if (!read.ok) throw new Error(read.fault.message);
    const report = checkModel(read.value.model);
    expect([report.answer, report.supervisor.admissible]).toEqual(["violated", false]);
    const [violation] = report.violations;
    const play = violation?.keptAway?.play.map(({ event }) => read.value.model.events[event]?.name);
    expect(play?.slice(0, 6)).toEqual(["send", "nobody at home", "send", "nobody at home", "send", "nobody at home"]);
  });
});
