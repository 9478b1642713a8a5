/** The ledger as a real process: it starts or says why not, ends when told to, and survives being killed under load. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../test/worlds/eventually.ts";
import { must, PlainDecider, PlainExecutor } from "../../test/worlds/hub-world.ts";
import { LedgerProcess } from "../../test/worlds/ledger-process.ts";
import { CODE, DEFINITION, SESSION } from "../../test/worlds/ledger-world.ts";
import { audit, readRing } from "../auditor/index.ts";
import { toHex } from "../crypto/index.ts";
import { leafText } from "./leaf.ts";
import type { Place } from "./sequence/recent-places.ts";
import { leafHash } from "./tree/merkle.ts";

const processes: LedgerProcess[] = [];

function newProcess(): LedgerProcess {
  const made = new LedgerProcess();
  processes.push(made);
  return made;
}

afterEach(async () => {
  for (const each of processes.splice(0)) await each.remove();
});

describe("the ledger's process", () => {
  test("refuses a configuration that it can't use, in one line: ledger/config-malformed", async () => {
    const ledger = newProcess();
    const refusals = [{ socket: 7 }, { grade: "safe" }, { key: "/nowhere" }, { surplus: 1 }, { servers: undefined }];
    for (const changes of refusals) {
      ledger.start(changes);
      expect(await ledger.ended()).toBe(1);
    }
    writeFileSync(ledger.keyFile("ledger"), "{}");
    ledger.start();
    expect(await ledger.ended()).toBe(1);
    expect(
      ledger.words
        .trim()
        .split("\n")
        .map((line) => /^ledger: .*?\[(.*?)\]/.exec(line)?.[1]),
    ).toEqual(Array.from({ length: refusals.length + 1 }, () => "ledger/config-malformed"));
  });

  test("holds its folder alone, and lets go of it however it ends: ledger/locked", async () => {
    const ledger = newProcess();
    ledger.start();
    await ledger.attach("auditor");
    const second = newProcess();
    second.start({ folder: ledger.folder, key: ledger.keyFile("ledger"), ring: ledger.ring });
    expect(await second.ended()).toBe(1);
    expect(second.words).toContain("ledger/locked");
    expect(await ledger.end("SIGKILL")).toBe("SIGKILL");
    ledger.start();
    await ledger.attach("auditor");
    for (const how of ["SIGTERM", "stdin"] as const) {
      expect(await ledger.end(how)).toBe(0);
      ledger.start();
      await ledger.attach("auditor");
    }
  });

  test("keeps what it has answered and nothing twice, through kill -9 under load, again and again", async () => {
    const ledger = newProcess();
    /** Leaf hash of every entry that was answered as durable. */
    const answered = new Map<number, string | undefined>();
    for (let round = 0; round < 24; round += 1) {
      ledger.start();
      await loadUntilKilled(ledger, round, answered);
    }
    ledger.start();
    const auditor = await ledger.attach("auditor");
    await auditWhileItRuns(ledger);
    const entries = await must(auditor.read(0, 1e6));
    expect(answered.size).toBeGreaterThan(500);
    expect([...answered.keys()].every((index) => index < entries.length)).toBe(true);
    const hashes = entries.map(({ leaf }) => toHex(leafHash(Buffer.from(leafText(leaf), "utf8"))));
    for (const [index, hash] of answered) if (hash !== undefined) expect(hashes[index]).toBe(hash);
    const signatures = entries.map(({ leaf }) => leaf.signature);
    expect(new Set(signatures).size).toBe(signatures.length);
    const numbers = new Map<string, number>();
    for (const { leaf } of entries) {
      if (leaf.session === undefined) continue;
      expect(leaf.number).toBe((numbers.get(leaf.session) ?? 0) + 1);
      numbers.set(leaf.session, leaf.number ?? 0);
    }
  });
});

/**
 * Nothing that all the lives have left is WRONG to the program that shares no code with what wrote it. Contents and
 * verdicts stay undecided: no key is given, and this test's decider allows whatever it is asked.
 */
async function auditWhileItRuns(ledger: LedgerProcess): Promise<void> {
  const ring = readRing(readFileSync(ledger.ring, "utf8"));
  if (typeof ring === "string") throw new Error("the ring is good");
  await until(() => existsSync(join(ledger.folder, "checkpoint")));
  const { verdict, findings } = await audit({ folder: ledger.folder, ring });
  const undecided = ["auditor/seal-closed", "auditor/decision-unchecked"];
  expect([verdict, findings.filter(({ code }) => !undecided.includes(code))]).toEqual(["UNDECIDED", []]);
}

/** One life of the ledger: parts attach, calls run side by side, and after a number of answers that differs each round it is killed. */
async function loadUntilKilled(ledger: LedgerProcess, round: number, answered: Map<number, string | undefined>): Promise<void> {
  const session = `${SESSION}-${round}`;
  const author = await ledger.attach("author");
  const seen = new Map<number, string>();
  let left = 1 + ((round * 17) % 61);
  let kill: () => void = () => undefined;
  const killed = new Promise<void>((resolve) => (kill = resolve)).then(() => ledger.end("SIGKILL"));
  const note = (place: Place): void => {
    answered.set(place.index, seen.get(place.index));
    left -= 1;
    if (left === 0) kill();
  };
  (await ledger.attach("auditor")).follow(0, { what: "durable" }, ({ index, leaf }) => {
    const hash = toHex(leafHash(Buffer.from(leafText(leaf), "utf8")));
    seen.set(index, hash);
    if (answered.has(index)) answered.set(index, hash);
  });
  const load = async (): Promise<void> => {
    const charter = await author.append({ entry: { kind: "charter", name: "c", version: round + 1, machine: CODE } });
    if (charter.ok) note(charter.value);
    await author.append({ entry: { kind: "pin", tools: { "files/read": DEFINITION } } });
    const executorClient = await ledger.attach("executor:files");
    const epoch = String(round).padStart(32, "0");
    const attested = await executorClient.append({
      entry: { kind: "attestation", part: "executor", server: "files", epoch, grade: "embedded", code: CODE },
    });
    if (attested.ok) note(attested.value);
    new PlainDecider(await ledger.attach("decider"), ledger.people);
    new PlainExecutor(executorClient, 0);
    const gateway = await ledger.attach("gateway");
    const opened = await gateway.append({ session, entry: { kind: "session", agent: "agent", protocol: "p", capabilities: {} } });
    if (opened.ok) note(opened.value);
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (;;) {
          const entry = { kind: "proposal", from: "agent", deadline: Date.now() + 10_000, patience: Date.now() + 10_000 } as const;
          const { by: _, signature: __, ...draft } = ledger.people.sign("gateway", entry, session, { tool: "files/read", args: {} });
          const placed = await gateway.append(draft);
          if (!placed.ok) return;
          note(placed.value);
        }
      }),
    );
  };
  // A part that the kill meets while it attaches gives up; what was answered until then counts.
  await Promise.all([killed, Promise.race([load().catch(() => undefined), killed])]);
  rmSync(ledger.socket, { force: true });
}
