/** How waits begin and end, in front of a real system: approved, rejected, released, discarded, expired, in doubt. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestClient } from "../../../test/governed/client.ts";
import { must, System } from "../../../test/governed/system.ts";
import { until } from "../../../test/worlds/eventually.ts";
import { Chronicle } from "../../console-server/index.ts";
import { toHex } from "../../crypto/index.ts";
import { type DecisionEntry, LedgerClient, leafHash, leafText } from "../../ledger/index.ts";
import { connect } from "../../link/index.ts";
import { type Notice, noticeLine } from "./notice.ts";
import { WaitingBoard } from "./waiting-board.ts";

const server = join(import.meta.dirname, "../../../test/servers/conformance-server.ts");
let system: System;
let agent: TestClient;
let follower: LedgerClient;
let board: WaitingBoard;
const turns: Notice[] = [];

beforeAll(async () => {
  system = await System.start({
    servers: { all: { command: process.execPath, args: ["--disable-warning=ExperimentalWarning", server] } },
    charter: `
charter: asking
escalate: [all/slow]
actions:
  hold:
    tool: all/test_image_content
    quarantine: [{ name: look-at-pictures, when: true, within: 1h }]
  short:
    tool: all/test_audio_content
    escalate: [{ name: brief, when: true, within: 1s }]
  free:
    tool: all/test_simple_text
    allow: true
`,
    parkedMs: 50,
  });
  const link = must(await connect({ path: system.config.socket, identity: system.key("owner"), ring: system.ring }));
  follower = new LedgerClient(link, system.key("owner"));
  const chronicle = new Chronicle(system.key("owner"), system.ring);
  board = new WaitingBoard(chronicle);
  follower.follow(0, { what: "durable" }, (entry) => turns.push(...board.take(entry)));
  agent = await TestClient.open(await system.house());
}, 120_000);
afterAll(async () => {
  await agent?.close();
  follower?.close();
  await system?.stop();
});

/** Makes a call; gives its proposal and the turns that come of it until there are so many. */
async function play(tool: string, args: object, answer?: Parameters<System["answer"]>[0], count = 2): Promise<readonly Notice[]> {
  const from = turns.length;
  const pending = await agent.call(tool, args);
  const { ticket } = pending.structuredContent;
  if (answer !== undefined) await system.answer(answer, Number(ticket.slice(1)));
  await until(() => turns.length >= from + count);
  const seen = turns.slice(from);
  expect(new Set(seen.map((notice) => notice.ticket))).toEqual(new Set([ticket]));
  return seen;
}

test("an escalated call is said once, however often it is asked, and then what people said", async () => {
  const [first, last] = await play("slow", { ms: 31_337 }, "rejection");
  expect(first).toMatchObject({ turn: "escalated", tool: "all/slow", agent: "test-agent", user: "", by: [] });
  expect(first?.until).toBeGreaterThan(Date.now());
  expect(last).toMatchObject({ turn: "rejected", by: ["owner"] });
  expect(turns.map(noticeLine).join("\n")).not.toContain("31337");

  await agent.call("slow", { ms: 2 });
  const count = turns.length;
  const [approved] = await play("slow", { ms: 2 }, "approval", 1);
  expect(approved).toMatchObject({ turn: "approved", by: ["owner"] });
  expect(turns).toHaveLength(count + 1);
});

test("silence has expired, and is nobody's no", async () => {
  const [, last] = await play("test_audio_content", {});
  expect(last).toMatchObject({ turn: "expired", by: [] });
});

test("a call whose executor died is in doubt until somebody ends it", async () => {
  await agent.call("slow", { ms: 20_000 });
  await until(() => board.waiting().length === 1);
  const from = turns.length;
  const [waiting] = board.waiting();
  const proposal = Number(waiting?.ticket.slice(1));
  await system.answer("approval", proposal);
  await until(() => turns.length > from);
  await system.kill("executor-all");
  system.startExecutor("all");
  await until(() => turns.length > from + 1);
  expect(turns.slice(from).map(({ turn }) => turn)).toEqual(["approved", "doubted"]);
  expect(board.waiting()).toMatchObject([{ turn: "doubted", tool: "all/slow" }]);
  await system.ready();

  const allowed = await system.entry(
    (entry): entry is DecisionEntry => entry.kind === "decision" && entry.proposal === proposal && entry.warrant !== undefined,
  );
  const shown = toHex(leafHash(Buffer.from(leafText(allowed.leaf))));
  const { session = "" } = allowed.leaf;
  const entry = { kind: "discard", proposal, decision: allowed.index, shown, role: "owner", expires: Date.now() + 60_000 } as const;
  must(await (await system.client("owner")).append({ session, entry }));
  await until(() => board.waiting().length === 0);
  expect(turns.at(-1)).toMatchObject({ turn: "discarded", by: ["owner"] });
});

test("a held call is released or discarded", async () => {
  expect((await play("test_image_content", {}, "release")).map(({ turn }) => turn)).toEqual(["held", "released"]);
  // Its result is collected: the same call after that is a new one.
  await until(() => board.waiting().length === 0);
  expect((await agent.call("test_image_content", {})).isError).not.toBe(true);
  expect((await play("test_image_content", {}, "discard")).map(({ turn, by }) => [turn, ...by])).toEqual([
    ["held"],
    ["discarded", "owner"],
  ]);
});
