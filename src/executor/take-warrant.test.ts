/** What an executor does with warrants, with a real server and a ledger that only writes down: it acts once, or says why not. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addWarrant, type Changes, makeWarrant, NOW, ring, who } from "../../test/governed/warrants.ts";
import { until } from "../../test/worlds/eventually.ts";
import { cosign, createIdentity, formatCheckpoint, noteKeyOf, noteKeyToText, signNote } from "../crypto/index.ts";
import type { PinnedServer } from "../execution/index.ts";
import { ok } from "../fault/index.ts";
import { type Entry, type OutcomeEntry, originOf, type SessionEntry, statement, Tree, type Warrant } from "../ledger/index.ts";
import { type Evidence, parseQuorum } from "../witness/index.ts";
import { connectServer } from "./connect-server.ts";
import { Executor } from "./executor.ts";
import type { ExecutorCode } from "./faults.ts";
import { ownFileReached } from "./own-files.ts";
import { serverEnvironment } from "./sandbox.ts";
import { ScopeUses } from "./scope-uses.ts";
import type { StartServer } from "./session-server.ts";
import type { WitnessTerms } from "./witnessing.ts";

const args = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../../test/servers/wayward-server.ts")];
let folder = "";
let entries: Entry[] = [];
let convicted: ExecutorCode[] = [];
let evidence: Evidence | undefined;
let executor: Executor;
let nowMs = NOW;
let tree = new Tree();
/** When the ledger takes what is appended. */
let taken: Promise<void> = Promise.resolve();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-executor-"));
});
afterEach(() => {
  executor.close();
  rmSync(folder, { recursive: true });
});

const session: SessionEntry = { kind: "session", agent: "a", protocol: "2025-11-25", capabilities: {} };
const outcomes = (): readonly OutcomeEntry[] => entries.filter((entry): entry is OutcomeEntry => entry.kind === "outcome");

/** An executor for `files` whose server is the wayward one, with `session-1` open. */
async function start(sessionsMax = 4, witnesses?: WitnessTerms, startServer?: StartServer): Promise<void> {
  entries = [];
  convicted = [];
  nowMs = NOW;
  tree = new Tree();
  const walls = { writable: [], readOnly: [], hidden: [], scratch: folder };
  const seen = await connectServer(
    { command: process.execPath, args, env: {}, folder, walls, sandbox: false },
    process.env,
    () => undefined,
  );
  if (!seen.ok) throw new Error(seen.fault.message);
  executor = new Executor(
    {
      server: "files",
      identity: who.executor,
      ring,
      epoch: "e".repeat(32),
      pins: seen.value.pins,
      launch: { command: process.execPath, args, env: serverEnvironment(process.env, {}, folder) },
      folder,
      callMs: 5_000,
      sessionsMax,
      reached: (call) => ownFileReached(call, folder, [join(folder, "own")]),
      clock: () => nowMs,
      onWords: () => undefined,
      ...(witnesses === undefined ? {} : { witnesses }),
      ...(startServer === undefined ? {} : { start: startServer }),
      uses: new ScopeUses([], () => ok(undefined)),
      head: undefined,
      onHead: () => undefined,
      onConviction: ({ code }, forked) => {
        convicted.push(code);
        evidence = forked;
      },
    },
    {
      append: async ({ entry }) => {
        entries.push(entry);
        await taken;
        return { ok: true, value: { index: entries.length, at: nowMs } };
      },
    },
  );
  pins = seen.value.pins;
  executor.takeSession("session-1", session, NOW);
}
let pins: PinnedServer = { methods: [], tools: {} };

/** The next warrant of the one ledger, for a tool of the server. */
function warrantFor(tool: string, changes: Changes = {}): Warrant {
  const terms = changes.terms === "none" ? "none" : { definition: pins.tools[tool]?.digest ?? "", ...changes.terms };
  const named = { call: { tool: `files/${tool}`, args: {} }, decision: { tool: `files/${tool}` } };
  return addWarrant(tree, { ...named, ...changes, terms }).warrant;
}

describe("an executor", () => {
  test("acts on a good warrant, and records what came of it", async () => {
    await start();
    await executor.takeWarrant(warrantFor("ok"));
    expect(outcomes()).toMatchObject([{ result: "returned", proposal: 3, decision: 4, epoch: "e".repeat(32) }]);
  });

  test("acts once on a hundred copies of one warrant, and on none later", async () => {
    await start();
    const warrant = warrantFor("ok");
    // A copy extends the head that the executor has seen by then: its own.
    const again = { ...warrant, consistency: { from: tree.size, proof: [] } };
    await executor.takeWarrant(warrant);
    await Promise.all(Array.from({ length: 100 }, async () => await executor.takeWarrant(again)));
    nowMs += 2_000;
    await executor.takeWarrant(again);
    expect(outcomes().map(({ result }) => result)).toEqual(["returned"]);
    expect(convicted).toEqual([]);
  });

  test("acts no more while the ledger has kept back for long what it said, and then again: executor/outcome-unrecorded", async () => {
    await start();
    const { promise, resolve } = Promise.withResolvers<void>();
    taken = promise;
    const first = executor.takeWarrant(warrantFor("ok"));
    await until(() => outcomes().length > 0);
    nowMs += 4_000;
    expect(executor.whyNot()).toBeUndefined();
    void executor.takeWarrant(warrantFor("ok", { terms: { nonce: "2".repeat(32) } }));
    await until(() => outcomes().length > 1);
    nowMs = NOW + 10_001;
    expect(executor.whyNot()).toMatchObject({ code: "executor/outcome-unrecorded" });
    resolve();
    await first;
    expect(executor.whyNot()).toBeUndefined();
    taken = Promise.resolve();
  });

  test("acts on a warrant that has waited for it as long as that is good, and says of one that waited longer that it did not", async () => {
    await start();
    nowMs = NOW + 20_000;
    await executor.takeWarrant(warrantFor("ok", { terms: { nonce: "1".repeat(32) } }));
    nowMs = NOW + 30_000;
    await executor.takeWarrant(warrantFor("ok", { terms: { nonce: "2".repeat(32) } }));
    expect(outcomes().map(({ result, code }) => [result, code])).toEqual([
      ["returned", undefined],
      ["failed", "executor/warrant-expired"],
    ]);
  });

  test("whose clock is set back does not take an expired warrant for a good one", async () => {
    await start();
    nowMs = NOW + 120;
    await executor.takeWarrant(warrantFor("ok", { terms: { expires: NOW + 100, nonce: "1".repeat(32) } }));
    nowMs = NOW - 60;
    await executor.takeWarrant(warrantFor("ok", { terms: { expires: NOW + 100, nonce: "2".repeat(32) } }));
    expect(outcomes().map(({ result, code }) => [result, code])).toEqual(Array(2).fill(["failed", "executor/warrant-expired"]));
  });

  test.each<readonly [ExecutorCode, Changes, readonly string[]]>([
    ["executor/warrant-expired", { terms: { expires: NOW } }, ["failed"]],
    ["executor/clock-skewed", { at: NOW + 6_000, terms: { expires: NOW + 7_000 } }, ["failed"]],
    ["executor/definition-drifted", { terms: { definition: "0".repeat(64) } }, ["failed"]],
    ["executor/epoch-void", { terms: { epoch: "0".repeat(32) } }, []],
    ["executor/warrant-for-another", { terms: { server: "mail" } }, []],
    ["executor/signature-refused", { deciderKey: who.stranger }, []],
    ["executor/warrant-malformed", { decision: { verdict: "deny" } }, []],
  ])("refuses with %s, and says that nothing happened only where that is proved", async (code, changes, results) => {
    await start();
    await executor.takeWarrant(warrantFor("ok", changes));
    expect(outcomes().map(({ result }) => result)).toEqual(results);
    if (results.length > 0) expect(outcomes()[0]?.code).toBe(code);
  });

  test.each<readonly [ExecutorCode, Changes]>([["executor/checkpoint-refused", { ledgerKey: who.stranger }]])(
    "convicts a ledger: %s",
    async (code, changes) => {
      await start();
      await executor.takeWarrant(warrantFor("ok", changes));
      expect([convicted, outcomes()]).toEqual([[code], []]);
    },
  );

  test("convicts a ledger that forks: executor/ledger-forked", async () => {
    await start();
    const seen = warrantFor("ok");
    await executor.takeWarrant(seen);
    const { warrant } = makeWarrant();
    await executor.takeWarrant(warrant);
    expect(convicted).toEqual(["executor/ledger-forked"]);
    expect(evidence).toMatchObject({ held: seen.checkpoint, offered: warrant.checkpoint });
  });

  test("executes nothing that leads to a file of Interlock's own, by whatever link: executor/out-of-reach", async () => {
    await start();
    symlinkSync(join(folder, "own"), join(folder, "innocent"));
    await executor.takeWarrant(warrantFor("ok", { call: { tool: "files/ok", args: { deep: [{ path: "innocent/new.txt" }] } } }));
    expect(outcomes()).toMatchObject([{ result: "failed", code: "executor/out-of-reach" }]);
  });

  test("that asks for witnesses acts while enough of them have lately seen the ledger: executor/not-witnessed", async () => {
    const seer = createIdentity("seer");
    const quorum = parseQuorum(`witness one ${noteKeyToText(noteKeyOf("seer", seer.signKey, "cosignature/v1"))}\nquorum one\n`);
    if (!quorum.ok) throw new Error(quorum.fault.message);
    await start(4, { quorum: quorum.value, ageMaxMs: 30_000, behindMax: 100 });
    let last = 0;
    const show = (atMs: number): void => {
      const text = formatCheckpoint({ origin: originOf(who.ledger), size: tree.size, root: tree.root() });
      const note = signNote(text, [{ name: originOf(who.ledger), identity: who.ledger }]);
      const checkpoint = note + cosign(text, { name: "seer", identity: seer }, Math.floor(atMs / 1_000));
      const proof = last === 0 ? [] : tree.consistencyProof(last, tree.size).map((hash) => Buffer.from(hash).toString("base64"));
      executor.takeWitnessed({ checkpoint, consistency: { from: last, proof } });
      last = tree.size;
    };
    const call = async (nonce: string): Promise<void> => {
      const warrant = warrantFor("ok", { at: nowMs, terms: { nonce: nonce.repeat(32), expires: nowMs + 30_000 } });
      await executor.takeWarrant(warrant);
      last = tree.size;
    };
    await call("1");
    show(NOW);
    await call("2");
    nowMs += 31_000;
    await call("3");
    show(nowMs);
    await call("4");
    expect(outcomes().map(({ result, code }) => code ?? result)).toEqual([
      "executor/not-witnessed",
      "returned",
      "executor/not-witnessed",
      "returned",
    ]);
    expect(convicted).toEqual([]);
  });

  test("believes nobody's word on who answers but an author's: executor/entry-forged", async () => {
    await start();
    const entry: Entry = { kind: "approver", approver: who.stranger.id, version: 1, person: "stranger", roles: ["owner"] };
    const signature = who.decider.sign(statement(entry, undefined, undefined));
    executor.takeEntry({ format: "interlock-entry/1", at: NOW, by: who.decider.id, entry, signature }, undefined);
    expect(convicted).toEqual(["executor/entry-forged"]);
  });

  test("has no server for a session that never began: executor/session-unknown", async () => {
    await start();
    await executor.takeWarrant(warrantFor("ok", { session: "session-9" }));
    expect(outcomes()).toMatchObject([{ result: "failed", code: "executor/session-unknown" }]);
  });

  test("with every place taken by a busy server refuses one more: executor/sessions-full", async () => {
    await start(1);
    const busy = executor.takeWarrant(warrantFor("silent"));
    await new Promise((resolve) => setTimeout(resolve, 600));
    executor.takeSession("session-2", session, NOW - 1);
    await executor.takeWarrant(warrantFor("ok", { session: "session-2", terms: { nonce: "1".repeat(32) } }));
    expect(outcomes()).toMatchObject([{ result: "failed", code: "executor/sessions-full" }]);
    executor.close();
    await busy;
  });
});

describe("the server of a session whose client has left", () => {
  /** Servers that start, answer and end when a test says so; `closed`: which of them were ended, by number. */
  function servers(begun: Promise<void>, answered: Promise<void>): { readonly start: StartServer; closed: number[]; ends: (() => void)[] } {
    const [closed, ends]: [number[], (() => void)[]] = [[], []];
    const start: StartServer = async (_options, _asks, { onEnd }) => {
      const number = ends.push(() => onEnd({ code: "executor/server-gone", message: "it has ended" }));
      await begun;
      return ok({
        callsInFlight: 0,
        servedDigest: (tool) => pins.tools[tool.slice("files/".length)]?.digest,
        execute: async () => {
          const fault = { code: "executor/server-gone", message: "it has ended" } as const;
          if (closed.includes(number)) return { is: "fault", sent: true, fault };
          await answered;
          return { is: "answer", answer: { result: {} } };
        },
        close: () => void closed.push(number),
      });
    };
    return { start, closed, ends };
  }

  test.each(["before", "after"])("is not ended under a warrant that comes %s that, while it starts", async (order) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { start: startServer, closed } = servers(promise, Promise.resolve());
    await start(4, undefined, startServer);
    const leave = (): void => executor.takeSession("session-1", { ...session, ended: true }, NOW);
    if (order === "after") leave();
    const acted = executor.takeWarrant(warrantFor("ok"));
    if (order === "before") leave();
    resolve();
    await acted;
    expect(outcomes()).toMatchObject([{ result: "returned" }]);
    await until(() => closed.length > 0);
    expect(closed).toEqual([1]);
  });

  test("is ended once it has answered, also where the one before it is gone only then", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { start: startServer, closed, ends } = servers(Promise.resolve(), promise);
    await start(4, undefined, startServer);
    executor.takeSession("session-1", { ...session, ended: true }, NOW);
    await until(() => closed.length === 1);
    const acted = executor.takeWarrant(warrantFor("ok"));
    await until(() => ends.length === 2);
    ends[0]?.();
    resolve();
    await acted;
    await until(() => closed.length === 2);
    expect([closed, outcomes().length]).toEqual([[1, 2], 1]);
  });
});
