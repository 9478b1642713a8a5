/** Models in JSON on the command line: the supervisors of the textbook, and models that are none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agvSystem, transferLine } from "../models/textbook.ts";
import { Terminal } from "./terminal.ts";

const MODELS = join(import.meta.dirname, "../../charters/models");

const terminal = new Terminal("Models");
afterAll(() => terminal.close());

test.each([
  ["transfer-line.json", transferLine()],
  ["agv-system.json", agvSystem()],
])("%s is the textbook's", (file, document) => {
  expect(JSON.parse(readFileSync(join(MODELS, file), "utf8"))).toEqual(JSON.parse(JSON.stringify(document)));
});

test("models", async () => {
  terminal.hide(MODELS, "charters/models");
  terminal.say("Wonham's transfer line: its most permissive supervisor has 28 states and 65 transitions.");
  await terminal.run(["check", "--machine", join(MODELS, "transfer-line.json")]);
  terminal.say("His system of five automated guided vehicles: 4,406 states, 11,338 transitions.");
  await terminal.run(["check", "--machine", join(MODELS, "agv-system.json"), "--json"]);
  terminal.say("Progress that is assured against two failures in a row: what spoils it, and how the world then keeps the goal away.");
  await terminal.run(["check", "--machine", join(MODELS, "courier.json")]);
  await terminal.run(["check", "--machine", join(MODELS, "courier.json"), "--json"]);
  terminal.say("No supervisor can keep what is broken from the start.");
  terminal.write(
    "lost.json",
    JSON.stringify({
      format: "interlock-model/1",
      name: "lost",
      variables: [{ name: "x", values: ["start", "lost"] }],
      events: [{ name: "fall", agency: "uncontrollable", guard: { is: ["x", "start"] }, effects: [{ variable: "x", to: "lost" }] }],
      never: [{ name: "losing", when: { is: ["x", "lost"] } }],
    }),
  );
  await terminal.run(["check", "--machine", "lost.json"]);
  terminal.say("For SPIN, and a file that is no model.");
  await terminal.run(["export", "--promela", "--machine", "lost.json"]);
  terminal.write("bad.json", '{ "format": "interlock-model/1", "name": "bad" }');
  await terminal.refuse("cli/model-malformed", ["check", "--machine", "bad.json"]);
  await expect(terminal.transcript).toMatchFileSnapshot("models.md");
});
