/** `interlock up --separated` as people start it: it says what it measured, every part attests it, and a hole in it ends the start. */
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sandboxWorks } from "../../src/executor/index.ts";
import { CHARTER, COUNTING_SERVER } from "../compromise/bank.ts";
import { NODE, Terminal } from "../transcripts/terminal.ts";
import { Served } from "./served.ts";

const canSeparate = await sandboxWorks();
/** A line of the log. */
interface Logged {
  readonly entry: { readonly kind: string; readonly part?: string; readonly grade?: string };
}

const isRoot = userInfo().uid === 0;

describe.skipIf(!canSeparate)("interlock up --separated (needs bwrap)", () => {
  const terminal = new Terminal("");
  const stage = { charter: join(terminal.folder, "charter.yaml"), folder: terminal.folder };
  const work = join(terminal.folder, "work");

  beforeAll(async () => {
    mkdirSync(work);
    chmodSync(work, 0o777);
    const args = ["--disable-warning=ExperimentalWarning", COUNTING_SERVER, join(work, "executed")];
    terminal.write("charter.yaml", CHARTER);
    terminal.write("servers.json", JSON.stringify({ mcpServers: { bank: { command: NODE, args } } }));
    await terminal.run(["pin", "charter.yaml"]);
  }, 20_000);
  afterAll(() => terminal.close());

  test.skipIf(!isRoot)(
    "starts nothing where an agent's user could reach the keys: cli/not-separated (needs root)",
    async () => {
      const started = Served.start({ stage }, ["--separated", "--write", work, "--agent-user", "0"]);
      const came = await started.then(
        (served) => served.stop(),
        (refused: Error) => refused.message,
      );
      expect(came).toMatch(/another user can list the folder of all keys, and \d+ more \[cli\/not-separated\]/);
      await terminal.refuse("cli/not-running", ["status"]);
    },
    30_000,
  );

  test("measures its grade, prints and records it, and governs calls over HTTP", async () => {
    const served = await Served.start({ stage }, ["--separated", "--write", work]);
    try {
      const walls = isRoot ? "an OS user" : "namespaces";
      const tried = `(\\d{2,}) ways tried from ${isRoot ? 7 : 6} places, none leads anywhere\n`;
      expect(served.words).toMatch(new RegExp(`interlock: grade separated \\(${walls} for each part\\): ${tried}`));
      expect(served.words).toContain("interlock: tool servers in namespaces (bwrap)\n");
      const session = await served.connect();
      expect(await session.call("look", { amount: 1 })).toMatchObject({ isError: false });
      expect(await session.call("pay", { amount: 1_000 })).toMatchObject({ isError: true, code: "clause/allow-failed" });
      await session.end();
      expect(readFileSync(join(work, "executed"), "utf8")).toBe("look 1\n");
      expect(await terminal.run(["status"])).toContain("\ngrade:   separated: measured when it started, attested by every part\n");
      const log = (await terminal.run(["log", "--json"])).trimEnd().split("\n");
      const attested = log.map((line) => (JSON.parse(line) as Logged).entry).filter(({ kind }) => kind === "attestation");
      expect(attested.map(({ part }) => part).toSorted()).toEqual(["countersigner", "decider", "executor", "gateway", "ledger"]);
      expect(new Set(attested.map(({ grade }) => grade))).toEqual(new Set(["separated"]));
    } finally {
      await served.stop();
    }
  }, 60_000);
});
