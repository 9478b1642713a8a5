/** Charters too large to list on the command line: proved in seconds, or refused with what makes them so large; never passed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { coupledCharter, type LargeCharter, wideCharter } from "../generators/large-charters.ts";
import { Terminal } from "./terminal.ts";

const terminal = new Terminal("Large charters");
afterAll(() => terminal.close());

function write(folder: string, { lock, text }: LargeCharter): void {
  terminal.write(`${folder}/interlock.lock`, JSON.stringify(lock));
  terminal.write(`${folder}/charter.yaml`, text);
}

test("large charters", async () => {
  write("wide", wideCharter(20));
  terminal.say("Twenty actions, each counted to nine a day: more than 10^18 states.");
  const started = performance.now();
  await terminal.run(["check", "wide/charter.yaml"]);
  // Seconds, with room for a busy machine.
  expect(performance.now() - started).toBeLessThan(30_000);
  const json = JSON.parse(await new Terminal("", terminal.folder).run(["check", "wide/charter.yaml", "--json"])) as {
    readonly [name: string]: unknown;
  };
  expect(json).toMatchObject({ ok: true, answer: "holds", engine: "symbolic" });
  expect(BigInt(String(json["admitted"]))).toBeGreaterThan(10n ** 18n);

  write("coupled", coupledCharter(99));
  terminal.say(
    "Four numbers that feed each other are too much for a small memory, and for a short time: nothing is proved, and it says why.",
  );
  await terminal.run(["check", "coupled/charter.yaml", "--nodes", "20000"]);
  await terminal.run(["check", "coupled/charter.yaml", "--nodes", "20000", "--json"]);
  await terminal.run(["check", "coupled/charter.yaml", "--seconds", "0"]);
  expect(existsSync(join(terminal.folder, "coupled/charter.certificate.json"))).toBe(false);
  terminal.say("So it does not run.");
  await terminal.refuse("cli/certificate-missing", ["run", "coupled/charter.yaml", "--", "true"]);
  await expect(terminal.transcript).toMatchFileSnapshot("large.md");
});
