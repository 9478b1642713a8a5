/** What keeps parts apart is tried, not believed: the embedded grade is open, the separated one is closed, and a hole in it is found. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockOf } from "../../../test/execution/compile-texts.ts";
import { Terminal } from "../../../test/transcripts/terminal.ts";
import type { Ring } from "../../crypto/index.ts";
import { sandboxWorks } from "../../executor/index.ts";
import { wallsOf } from "../launch/launch.ts";
import { measureProgram } from "../launch/measure-program.ts";
import { keptKey, keyFile, openStateFolder } from "../state-folder/key-ring.ts";
import { type StateFolder, stateFolderBeside } from "../state-folder/state-folder.ts";
import { type Cells, embeddedCells } from "./cell.ts";
import { type Measured, measure } from "./measure.ts";
import { separatedCells } from "./separated-cells.ts";

const { uid } = userInfo();
const canSeparate = await sandboxWorks();
const folder = mkdtempSync(join(tmpdir(), "interlock-cells-"));
chmodSync(folder, 0o755);
const servers = [
  { name: "files", command: "true", args: [], env: {} },
  { name: "mail", command: "true", args: [], env: {}, network: true },
];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Stage {
  readonly state: StateFolder;
  readonly ring: Ring;
}

/** A state folder of its own: what cells leave there is theirs. */
function stage(name: string): Stage {
  mkdirSync(join(folder, name));
  const state = stateFolderBeside(join(folder, name, "charter.yaml"));
  const ring = openStateFolder(state, servers, true);
  if (!ring.ok) throw new Error(ring.fault.message);
  expect(keptKey(keyFile(state, "witness"), "witness").ok).toBe(true);
  return { state, ring: ring.value };
}

/** `given`: whether a tool server is to have the network; what it has is in its walls. */
async function measured({ state }: Stage, cells: Cells, given: (wish: boolean) => boolean = (wish) => wish): Promise<Measured> {
  const walled = servers.map((server) => ({
    name: server.name,
    walls: wallsOf({ state, cells, writable: [], readOnly: [] }, server),
    network: given(server.network === true),
  }));
  return await measure(state, cells, cells.grade === "separated" ? walled : []);
}

/** `user`: who starts them. */
function separated({ state, ring }: Stage, user: number): Cells {
  const cells = separatedCells({ state, ring, servers, extra: ["console", "witness"], writable: [], user, agentUser: 65_534 });
  if (!cells.ok) throw new Error(cells.fault.message);
  return cells.value;
}

test("embedded, a part can reach whatever another holds: the probe sees what is there", async () => {
  const open = stage("embedded");
  const { reached, blind, tried } = await measured(open, embeddedCells(open.state, servers));
  expect(reached).toContain("gateway can read the key of decider");
  expect(reached).toContain("decider can attach to ledger");
  expect(reached).toContain("executor-files can signal decider");
  expect(reached).toContain("ledger can write the ring");
  expect([blind, tried > 150]).toEqual([[], true]);
});

/** Root can make cells as anybody else does, too. */
const VARIETIES = [
  { walls: "OS users", user: 0 },
  { walls: "namespaces", user: uid === 0 ? 1_000 : uid },
].filter(({ user }) => uid === 0 || user === uid);

describe.skipIf(!canSeparate).each(VARIETIES)("separated, as $walls (needs bwrap)", ({ walls, user }) => {
  let apart: Stage;
  beforeAll(() => {
    apart = stage(walls);
  });

  test("no part, no tool server and no other user reaches anything, and each has what it needs", async () => {
    const cells = separated(apart, user);
    const { reached, blind, tried } = await measured(apart, cells);
    cells.release();
    expect([reached, blind, tried > 200]).toEqual([[], [], true]);
  });

  test("a hole is found: a tool server with a network that it was not given, and one without its own", async () => {
    const cells = separated(apart, user);
    const { reached, blind } = await measured(apart, cells, (wish) => !wish);
    cells.release();
    expect(reached).toEqual(["the tool server mail can connect to the network"]);
    expect(blind).toEqual(["the tool server files can't connect to the network"]);
  }, 30_000);

  test("a tool server's walls alone keep the network out, whatever its executor's cell does", async () => {
    const cells = separated(apart, user);
    const bare = { ...cells, all: [], of: (part: string) => ({ ...cells.of(part), prefix: [] }) };
    const { reached } = await measured(apart, bare, () => false);
    cells.release();
    const network = reached.filter((way) => way.endsWith("the network"));
    expect(network).toEqual(["the tool server mail can connect to the network"]);
  }, 30_000);

  test.skipIf(user !== 0)(
    "a hole is found: a key that others may read (needs OS users)",
    async () => {
      const cells = separated(apart, user);
      const { key, folder: given } = cells.of("decider");
      chmodSync(key, 0o444);
      chmodSync(given, 0o711);
      const { reached } = await measured(apart, cells);
      cells.release();
      expect(reached.toSorted()).toEqual(
        [
          ...["another user", "console", "countersigner-files", "countersigner-mail", "executor-files", "executor-mail"],
          ...["gateway", "ledger", "witness"],
        ].map((who) => `${who} can read the key of decider`),
      );
    },
    30_000,
  );
});

test("a start of another program fails, and one that can't be separated: cli/code-changed, cli/not-separated, cli/token-weak", async () => {
  const terminal = new Terminal("", folder);
  terminal.write("charter.yaml", "charter: open\nallow: [files/any]\n");
  terminal.write("interlock.lock", JSON.stringify(lockOf({ "files/any": [] })));
  terminal.write("servers.json", '{"mcpServers":{"files":{"command":"true"}}}');
  const start = ["up", "charter.yaml", "--separated", "--no-sandbox", "--code"];
  await terminal.refuse("cli/code-changed", [...start, "0".repeat(64)]);
  await terminal.refuse("cli/not-separated", [...start, measureProgram()]);
  terminal.write("token", "guess-me\n");
  await terminal.refuse("cli/token-weak", ["up", "charter.yaml", "--agent-token", "token"]);
});
