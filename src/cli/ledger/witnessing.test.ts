/** A ledger that must be witnessed: not without enough witnesses, not behind what one has seen, and audited by what they cosigned. */
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockOf } from "../../../test/execution/compile-texts.ts";
import { Terminal } from "../../../test/transcripts/terminal.ts";
import { createIdentity, formatCheckpoint, type Identity, noteKeyOf, noteKeyToText, signNote } from "../../crypto/index.ts";
import { ok } from "../../fault/index.ts";
import { originOf } from "../../ledger/index.ts";
import { type HeadStore, serveWitness, Witness } from "../../witness/index.ts";
import { embeddedCells } from "../cells/cell.ts";
import { compileFiles } from "../charter/charter-file.ts";
import { launch } from "../launch/launch.ts";
import { openStateFolder, readKey } from "../state-folder/key-ring.ts";
import { stateFolderBeside } from "../state-folder/state-folder.ts";
import { witnessedFile, witnessesFile } from "./witnessing.ts";

const terminal = new Terminal("Witnesses");
const charter = join(terminal.folder, "charter.yaml");
const state = stateFolderBeside(charter);
const seer = createIdentity("seer");
const servers: Server[] = [];
let ledger: Identity;

function inMemory(): HeadStore {
  const heads = new Map<string, string>();
  return {
    read: (origin) => Promise.resolve(heads.get(origin)),
    write: (origin, note) => Promise.resolve(void heads.set(origin, note)),
    keepEvidence: () => Promise.resolve(),
  };
}

beforeAll(() => {
  terminal.write("charter.yaml", "charter: open\nallow: [files/any]\n");
  terminal.write("interlock.lock", JSON.stringify(lockOf({ "files/any": [] })));
  expect(openStateFolder(state, []).ok).toBe(true);
  const key = readKey(state, "ledger");
  if (!key.ok) throw new Error(key.fault.message);
  ledger = key.value;
});
afterAll(() => {
  for (const server of servers) server.close();
  terminal.close();
});

/** A policy of one witness at an address. */
function policyAt(address: string): string {
  const key = noteKeyToText(noteKeyOf("seer", seer.signKey, "cosignature/v1"));
  return `witness one ${key} ${address}\nquorum one\n`;
}

/** Starts, comes as far as it can without a server, and ends: with which code. */
async function start(): Promise<string> {
  const compiled = compileFiles([charter]);
  if (!compiled.ok) throw new Error(compiled.fault.message);
  expect(openStateFolder(state, []).ok).toBe(true);
  const started = await launch({
    ...{ state, compiled: compiled.value, charter, servers: [], writable: [], readOnly: [], sandbox: false, readyMs: 0, front: false },
    cells: () => ok(embeddedCells(state, [])),
    onWords: () => undefined,
  });
  return started.ok ? "" : started.fault.code;
}

test("without enough witnesses nothing is decided: cli/not-witnessed", async () => {
  writeFileSync(witnessesFile(state), policyAt("http://127.0.0.1:9"));
  expect(await start()).toBe("cli/not-witnessed");
  expect(existsSync(witnessedFile(state))).toBe(false);
});

test("with them it goes on, and an audit asks for their word: auditor/not-witnessed", async () => {
  const ledgers = [noteKeyOf(originOf(ledger), ledger.signKey)];
  const witness = new Witness({ name: "seer", identity: seer, ledgers, store: inMemory(), clock: () => Date.now() });
  const served = await serveWitness(witness, "127.0.0.1", 0);
  if (!served.ok) throw new Error(served.fault.message);
  servers.push(served.value);
  writeFileSync(witnessesFile(state), policyAt(`http://127.0.0.1:${(served.value.address() as AddressInfo).port}`));
  expect(await start()).toBe("cli/not-ready");
  cpSync(state.ledger, join(terminal.folder, "backup"), { recursive: true });
  expect(await terminal.run(["audit"])).toContain("OK");
  const others = noteKeyToText(noteKeyOf("other", createIdentity("other").signKey, "cosignature/v1"));
  terminal.write("other.policy", `witness other ${others}\nquorum other\n`);
  expect(await terminal.run(["audit", "--policy", "other.policy"])).toContain("auditor/not-witnessed");
  terminal.write("broken.policy", "quorum nobody\n");
  await terminal.refuse("auditor/policy-malformed", ["audit", "--policy", "broken.policy"]);
});

/** Puts a copy of the ledger in its place. */
function restore(backup: string): void {
  rmSync(state.ledger, { recursive: true });
  cpSync(join(terminal.folder, backup), state.ledger, { recursive: true });
}

test("a restored backup is not decided on, and an audit sees it: cli/ledger-behind, auditor/witnessed-differs", async () => {
  terminal.write("charter.yaml", "charter: open\nallow: [files/any]\n# later\n");
  expect(await start()).toBe("cli/not-ready");
  expect(await start()).toBe("cli/not-ready");
  cpSync(state.ledger, join(terminal.folder, "later"), { recursive: true });
  restore("backup");
  expect(await terminal.run(["audit"])).toContain("auditor/witnessed-differs");
  expect(await start()).toBe("cli/ledger-behind");
});

test("a backup that has what witnesses saw goes on", async () => {
  restore("later");
  expect(await terminal.run(["audit"])).toContain("OK");
  expect(await start()).toBe("cli/not-ready");
});

test("what a witness kept of a fork convicts the ledger offline, and nothing else does: cli/evidence-malformed", async () => {
  const origin = originOf(ledger);
  const headOf = (fill: number, size = 7): string => {
    return signNote(formatCheckpoint({ origin, size, root: new Uint8Array(32).fill(fill) }), [{ name: origin, identity: ledger }]);
  };
  const write = (file: string, offered: string): void =>
    terminal.write(file, JSON.stringify({ format: "interlock-evidence/1", origin, held: headOf(1), offered, old: 7, proof: [] }));
  write("fork.json", headOf(2));
  write("growth.json", headOf(2, 8));
  const key = ["--ledger", noteKeyToText(noteKeyOf(origin, ledger.signKey))];
  expect(await terminal.run(["convict", "fork.json", ...key])).toContain("FORKED");
  expect(await terminal.run(["convict", "growth.json", ...key])).toContain("NOT PROVED");
  await terminal.refuse("cli/evidence-malformed", ["convict", "interlock.lock", ...key]);
  const mistyped = ["--ledger", "interlock"];
  for (const words of [
    ["convict", "fork.json"],
    ["witness", "heads"],
  ])
    await terminal.refuse("crypto/note-key-malformed", [...words, ...mistyped]);
  expect(terminal.transcript).toContain("interlock trust --json");
});
