/** The command line as a person meets it first: help, and wrong words. */
import { afterAll, expect, test } from "vitest";
import { Terminal } from "./terminal.ts";

const terminal = new Terminal("Help and wrong usage");
afterAll(() => terminal.close());

test("help and wrong usage", async () => {
  await terminal.run([]);
  await terminal.run(["--version"]);
  for (const command of ["init", "explain", "run", "discard"]) await terminal.run([command, "--help"]);
  terminal.say("Wrong words end with 64 and say what was meant.");
  await terminal.run(["chekc", "charter.yaml"]);
  await terminal.run(["chekc", "--help"]);
  await terminal.run(["check"]);
  await terminal.run(["audit", "one", "two"]);
  await terminal.run(["log", "--from", "first"]);
  await terminal.run(["run", "charter.yaml", "--http", "99999"]);
  await terminal.run(["discard", "t1", "--containment", "maybe"]);
  await terminal.run(["approve", "t1", "--containment", "end"]);
  await terminal.run(["grant"]);
  await expect(terminal.transcript).toMatchFileSnapshot("usage.md");
});
