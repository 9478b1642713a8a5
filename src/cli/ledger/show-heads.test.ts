/** A run whose witnesses die and come back: the executor stops acting and goes on again, and the run does not end. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "../../../test/governed/system.ts";
import { NODE, Terminal } from "../../../test/transcripts/terminal.ts";
import { eventually, type Saw, until } from "../../../test/worlds/eventually.ts";
import { createIdentity, noteKeyOf, noteKeyToText } from "../../crypto/index.ts";
import { ok } from "../../fault/index.ts";
import { originOf } from "../../ledger/index.ts";
import { type HeadStore, serveWitness, Witness } from "../../witness/index.ts";
import { embeddedCells } from "../cells/cell.ts";
import { compileFiles } from "../charter/charter-file.ts";
import { launch, type Running } from "../launch/launch.ts";
import { openStateFolder, readKey } from "../state-folder/key-ring.ts";
import { stateFolderBeside } from "../state-folder/state-folder.ts";
import { attach } from "./attach.ts";
import { witnessesFile } from "./witnessing.ts";

const terminal = new Terminal("Cosigned heads");
const charter = join(terminal.folder, "charter.yaml");
const state = stateFolderBeside(charter);
const seer = createIdentity("seer");
const words: string[] = [];
const heads = new Map<string, string>();
const store: HeadStore = {
  read: (origin) => Promise.resolve(heads.get(origin)),
  write: (origin, note) => Promise.resolve(void heads.set(origin, note)),
  keepEvidence: () => Promise.resolve(),
};
let witness: Server;
let port = 0;
let running: Running;

async function serve(): Promise<void> {
  const ledger = must(readKey(state, "ledger"));
  const ledgers = [noteKeyOf(originOf(ledger), ledger.signKey)];
  witness = must(
    await serveWitness(new Witness({ name: "seer", identity: seer, ledgers, store, clock: () => Date.now() }), "127.0.0.1", port),
  );
  port = (witness.address() as AddressInfo).port;
}

beforeAll(async () => {
  const work = join(terminal.folder, "work");
  mkdirSync(work);
  const counting = join(import.meta.dirname, "../../../test/servers/counting-server.ts");
  const command = { command: NODE, args: ["--disable-warning=ExperimentalWarning", counting, join(work, "executed")] };
  terminal.write("charter.yaml", "charter: bank\nallow: [bank/look]\n");
  terminal.write("servers.json", JSON.stringify({ mcpServers: { bank: command } }));
  await terminal.run(["pin", "charter.yaml"]);
  const servers = [{ name: "bank", ...command, env: {} }];
  must(openStateFolder(state, servers));
  await serve();
  const key = noteKeyToText(noteKeyOf("seer", seer.signKey, "cosignature/v1"));
  writeFileSync(witnessesFile(state), `witness one ${key} http://127.0.0.1:${port}\nquorum one\n`);
  const compiled = must(compileFiles([charter]));
  const started = await launch({
    ...{ state, compiled, charter, servers, writable: [work], readOnly: [], sandbox: false, readyMs: 30_000, front: false },
    ...{ witnessedMs: 2_000, onWords: (part: string, line: string) => words.push(`${part}: ${line}`) },
    cells: () => ok(embeddedCells(state, servers)),
  });
  running = must(started);
}, 120_000);
afterAll(async () => {
  await running?.stop();
  witness?.close();
  terminal.close();
});

async function untilReasons(...codes: readonly string[]): Promise<string> {
  const { client, close } = must(await attach(state, "auditor", 30_000));
  const look = async (saw: Saw): Promise<string | undefined> => {
    const { reasons } = saw(must(await client.status()));
    return reasons.map(({ code }) => code).join() === codes.join() ? reasons.map(({ message }) => message).join() : undefined;
  };
  const messages = await eventually(look, codes.join() || "ready", { tell: () => words.join("\n") });
  close();
  return messages;
}

test("is ready, not ready without its witnesses, and ready again: ledger/executor-unable", async () => {
  let hasEnded = false;
  void running.ended.then(() => {
    hasEnded = true;
  });
  await untilReasons();
  witness.closeAllConnections();
  witness.close();
  expect(await untilReasons("ledger/executor-unable")).toBe(
    "the executor of `bank` does not act: it has seen no head that enough witnesses have cosigned in the last 2 s",
  );
  expect(words.join("\n")).toContain("[cli/not-witnessed]");
  await serve();
  await untilReasons();
  expect(words).toContain("witnesses: enough witnesses cosign again");
  expect(hasEnded).toBe(false);
});

test("goes on when the ledger starts anew", async () => {
  const ledger = running.parts.find(({ name }) => name === "ledger");
  const before = ledger?.pid;
  if (before === undefined) throw new Error("the ledger does not run");
  process.kill(before, "SIGKILL");
  await until(() => ledger?.pid !== undefined && ledger.pid !== before, "another ledger");
  await untilReasons();
});
