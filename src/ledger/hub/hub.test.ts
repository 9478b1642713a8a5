/** What each part may say to the ledger over its link, and what it hears there. */
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../../test/worlds/eventually.ts";
import { HubWorld, must, PlainDecider, PlainExecutor, realClock } from "../../../test/worlds/hub-world.ts";
import { CODE, codeOf, EPOCH, MACHINE, People, SESSION } from "../../../test/worlds/ledger-world.ts";
import { fromBase64, noteKeyOf, openNote, parseCheckpoint } from "../../crypto/index.ts";
import { connect, type Link, listen } from "../../link/index.ts";
import { LedgerClient } from "../client.ts";
import { realDisk } from "../disk/real-disk.ts";
import { SimulatedDisk } from "../disk/simulated-disk.ts";
import { leafText } from "../leaf.ts";
import { originOf } from "../ledger.ts";
import type { SessionView, Warrant } from "../protocol.ts";
import { startLedger } from "../start-ledger.ts";
import { leafHash } from "../tree/merkle.ts";
import { verifyConsistency, verifyInclusion } from "../tree/proof.ts";

const worlds: HubWorld[] = [];

async function started(options: ConstructorParameters<typeof HubWorld>[0] = {}): Promise<HubWorld> {
  const world = new HubWorld(options);
  worlds.push(world);
  return await world.start();
}

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

function hashes(proof: readonly string[]): Uint8Array[] {
  return proof.map((text) => fromBase64(text) ?? new Uint8Array(0));
}

describe("a call", () => {
  test("goes from proposal to decision to warrant to outcome, and the gateway sees each when it may", async () => {
    const world = await started();
    const { gateway, shown } = await world.begin();
    const proposal = await world.propose(gateway);
    await until(() => shown.at(-1)?.leaf.entry.kind === "outcome");
    expect(shown.map(({ leaf }) => leaf.entry.kind)).toEqual(["session", "decision", "outcome"]);
    expect(shown.map(({ leaf }) => leaf.number)).toEqual([1, 3, 4]);
    expect(shown[1]?.index).toBe(proposal + 1);
  });

  test("brings its executor a warrant whose receipt holds: signature, both inclusions, consistency with the last", async () => {
    const world = await started();
    const { gateway, executor } = await world.begin();
    for (let count = 0; count < 3; count += 1) await world.propose(gateway);
    await until(() => executor.warrants.length === 3);
    const ledger = world.people.get("ledger");
    const headOf = ({ checkpoint }: Warrant): { size: number; root: Uint8Array } => {
      const opened = openNote(checkpoint, [noteKeyOf(originOf(ledger), ledger.signKey)]);
      const parsed = opened.ok ? parseCheckpoint(opened.value.text) : opened;
      if (!parsed.ok) throw new Error(parsed.fault.message);
      return parsed.value;
    };
    let seen = { size: 0, root: new Uint8Array(0) as Uint8Array };
    for (const warrant of executor.warrants) {
      const head = headOf(warrant);
      for (const { index, leaf, inclusion } of [warrant.decision, warrant.proposal]) {
        expect(verifyInclusion(index, head.size, leafHash(Buffer.from(leafText(leaf))), head.root, hashes(inclusion))).toBe(true);
      }
      expect(warrant.consistency.from).toBe(seen.size);
      if (seen.size > 0)
        expect(verifyConsistency(seen.size, head.size, seen.root, head.root, hashes(warrant.consistency.proof))).toBe(true);
      seen = head;
    }
  });

  test("gives a link that comes later a receipt from the head that it says it has seen", async () => {
    const world = await started();
    const { gateway, executor, executorClient } = await world.begin();
    await world.propose(gateway);
    await until(() => executor.warrants.length === 1);
    executorClient.close();
    const size = Number(executor.warrants[0]?.checkpoint.split("\n")[1]);
    const again = new PlainExecutor(await world.attach("executor:files"), executor.warrants[0]?.decision.index ?? 0, size);
    await world.propose(gateway);
    await until(() => again.warrants.length === 2);
    expect(again.warrants.map(({ consistency }) => consistency.from)[0]).toBe(size);
  });

  test("is not sent to an executor whose epoch is over", async () => {
    const world = await started();
    const { gateway, executor, executorClient } = await world.begin();
    executor.answers = false;
    await world.propose(gateway);
    await until(() => executor.warrants.length === 1);
    const next = await must(
      executorClient.append({
        entry: { kind: "attestation", part: "executor", server: "files", epoch: "f".repeat(32), grade: "embedded", code: CODE },
      }),
    );
    executorClient.close();
    const again = new PlainExecutor(await world.attach("executor:files"), 0);
    await world.propose(gateway);
    await until(() => again.warrants.length > 0);
    expect(again.warrants.map(({ decision }) => decision.index > next.index)).toEqual([true]);
    expect(again.entries.map(({ leaf }) => leaf.entry.kind)).toEqual(["charter", "session"]);
  });

  test("of a server is decided for its executor and answered by the gateway", async () => {
    const world = await started();
    const { decider, gateway, executor, executorClient } = await world.begin();
    decider.verdict = "deny";
    const {
      by: _,
      signature: __,
      ...draft
    } = world.people.sign(
      "executor:files",
      { kind: "proposal", from: "server", deadline: Date.now() + 1_000, patience: Date.now() + 1_000 },
      SESSION,
      { tool: "files#log", args: {} },
    );
    const proposal = await must(executorClient.append(draft));
    await until(() => executor.entries.some(({ leaf }) => leaf.entry.kind === "decision"));
    expect(executor.entries.at(-1)?.leaf.entry).toMatchObject({ kind: "decision", proposal: proposal.index, verdict: "deny" });
    await world.propose(gateway);
    expect(executor.entries.filter(({ leaf }) => leaf.entry.kind === "decision")).toHaveLength(1);
  });
});

describe("a follower", () => {
  test("that decides hears everything at once, in order; one that audits only what is durable", async () => {
    const disk = new SimulatedDisk(() => 0.5);
    const world = await started({ disk });
    const { decider, gateway, shown } = await world.begin();
    const durable: number[] = [];
    (await world.attach("auditor")).follow(0, { what: "durable" }, ({ index }) => durable.push(index));
    await until(() => durable.length === decider.seen.length);
    disk.plan = ({ what }) => (what === "write" ? "late" : undefined);
    const before = durable.length;
    void world.propose(gateway);
    await until(() => decider.seen.at(-1)?.leaf.entry.kind === "decision");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(durable).toHaveLength(before);
    expect(shown.map(({ leaf }) => leaf.entry.kind)).toEqual(["session"]);
    disk.plan = () => undefined;
    disk.settle();
    await until(() => durable.length >= before + 2 && shown.length >= 2);
    expect(durable).toEqual(durable.map((_, index) => index));
    expect(decider.seen.map(({ index }) => index)).toEqual(decider.seen.map((_, index) => index));
  });

  test("of a session sees that session only, without its own proposals, and only what the decider has observed", async () => {
    const world = await started();
    const { gateway, shown } = await world.begin();
    const other = await world.attach("gateway");
    await must(other.append({ session: "session-2", entry: { kind: "session", agent: "agent", protocol: "p", capabilities: {} } }));
    const views: SessionView[] = [];
    other.onView("session-2", (view) => views.push(view));
    const seen: string[] = [];
    other.follow(0, { what: "session", session: "session-2" }, ({ leaf }) => seen.push(`${leaf.session} ${leaf.entry.kind}`));
    await world.propose(other, "session-2");
    await until(() => seen.length === 3 && views.length > 0);
    expect(seen).toEqual(["session", "decision", "outcome"].map((kind) => `session-2 ${kind}`));
    expect(views[0]).toEqual({ session: "session-2", admissible: ["files/read"], contained: false, inDoubt: [] });
    expect(shown).toHaveLength(1);
    await world.propose(gateway);
    expect(seen).toHaveLength(3);
  });

  test("that comes late is sent everything from the journal, also after a restart", async () => {
    const world = await started();
    const { gateway, shown, decider } = await world.begin();
    for (let count = 0; count < 40; count += 1) await world.propose(gateway);
    await until(() => shown.length === 81);
    const before = decider.seen.map(({ leaf, blob }) => `${leafText(leaf)} ${blob}`);
    await world.stop();
    await world.start();
    const late: string[] = [];
    (await world.attach("auditor")).follow(0, { what: "durable" }, ({ leaf, blob }) => late.push(`${leafText(leaf)} ${blob}`));
    await until(() => late.length === before.length + 1);
    expect(late.slice(0, -1)).toEqual(before);
    const session: number[] = [];
    const again = new PlainDecider(await world.attach("decider"), world.people);
    (await world.attach("gateway")).follow(0, { what: "session", session: SESSION }, ({ index }) => session.push(index));
    await until(() => session.length === 81);
    expect(again.frontier.size).toBe(before.length + 1);
  });
});

describe("a message that its sender may not send", () => {
  async function refusal(ask: (client: LedgerClient) => void, name: Parameters<HubWorld["attach"]>[0]): Promise<string | undefined> {
    const world = await started();
    const client = await world.attach(name);
    ask(client);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const after = await client.status();
    return after.ok ? undefined : after.fault.cause?.code;
  }

  test("ends the link: ledger/wrong-duty", async () => {
    const ignore = (): void => undefined;
    expect(await refusal((client) => client.follow(0, { what: "all" }, ignore), "gateway")).toBe("ledger/wrong-duty");
    expect(await refusal((client) => client.follow(0, { what: "durable" }, ignore), "executor:files")).toBe("ledger/wrong-duty");
    expect(await refusal((client) => client.follow(0, { what: "session", session: SESSION }, ignore), "decider")).toBe("ledger/wrong-duty");
    expect(await refusal((client) => client.follow(0, { what: "warrants", server: "files" }, ignore), "executor:mail")).toBe(
      "ledger/wrong-duty",
    );
    expect(await refusal((client) => client.observed(1, []), "gateway")).toBe("ledger/wrong-duty");
    expect(await refusal((client) => void client.read(0, 1), "executor:files")).toBe("ledger/wrong-duty");
    expect(await refusal((client) => client.able(undefined), "decider")).toBe("ledger/wrong-duty");
    const another = `another\n1\n${"A".repeat(43)}=\n\n`;
    expect(await refusal((client) => client.witnessed(another), "executor:files")).toBe("ledger/wrong-duty");
    expect(await refusal((client) => client.witnessed(another), "auditor")).toBe("ledger/wrong-duty");
    expect(await refusal((client) => client.follow(0, { what: "durable" }, ignore), "auditor")).toBeUndefined();
  });

  test("or that has no meaning ends the link: ledger/malformed, then ledger/link-lost", async () => {
    expect(await refusal((client) => client.follow(-1, { what: "durable" }, () => undefined), "auditor")).toBe("ledger/malformed");
    const world = await started();
    const client = await world.attach("auditor");
    client.close();
    expect(codeOf(await client.status())).toBe("ledger/link-lost");
  });

  test("is refused and leaves the link, where it is an entry", async () => {
    const world = await started();
    const gateway = await world.attach("gateway");
    expect(codeOf(await gateway.append({ entry: { kind: "pin", tools: {} } }))).toBe("ledger/wrong-duty");
    expect(codeOf(await gateway.status())).toBe("");
  });

  test("may not carry what could be replayed: an old charter, another's proposal: ledger/wrong-duty", async () => {
    const world = await started();
    const { gateway, executorClient } = await world.begin();
    const charter = world.people.sign("author", { kind: "charter", name: "old", version: 1, machine: MACHINE });
    expect(codeOf(await gateway.submit(charter))).toBe("ledger/wrong-duty");
    const entry = { kind: "proposal", from: "agent", deadline: 1, patience: 1 } as const;
    const proposal = world.people.sign("gateway", entry, SESSION, { tool: "mail/send", args: {} });
    expect(codeOf(await executorClient.submit(proposal))).toBe("ledger/wrong-duty");
  });

  test("may carry a grant that another has signed, which then counts once", async () => {
    const world = await started();
    const gateway = await world.attach("gateway");
    const grant = world.people.sign(
      "host",
      { kind: "grant", agent: "a", user: "u", role: "r", expires: Date.now() + 60_000, fresh: true },
      undefined,
      { task: "" },
    );
    const place = await must(gateway.submit(grant));
    expect(await must(gateway.submit(grant))).toMatchObject({ index: place.index, at: place.at });
    const read = await must(gateway.read(place.index, place.index + 9));
    expect(read.map(({ leaf }) => leaf.by)).toEqual([world.people.get("host").id]);
  });
});

describe("a client", () => {
  test("that is told what has no meaning leaves the link: ledger/malformed, ledger/link-lost", async () => {
    const people = new People();
    const folder = mkdtempSync(join(tmpdir(), "interlock-odd-"));
    const path = join(folder, "socket");
    for (const odd of [{ say: "appended", id: 1 }, { say: "nothing" }, { say: "parked", id: 1, calls: [] }]) {
      const onLink = (link: Link): void => link.onMessage(() => link.send(odd));
      const listener = await listen({ path, identity: people.get("ledger"), ring: people.ring, onLink });
      const link = await connect({ path, identity: people.get("auditor"), ring: people.ring });
      if (!link.ok || !listener.ok) throw new Error("the link is up");
      const client = new LedgerClient(link.value, people.get("auditor"));
      const answer = await client.status();
      expect(answer.ok ? "" : (answer.fault.cause?.code ?? answer.fault.code)).toBe("ledger/malformed");
      expect(codeOf(await client.status())).toBe("ledger/link-lost");
      await listener.value.close();
    }
    rmSync(folder, { recursive: true });
  });

  test("reads more than fits one answer", async () => {
    const world = await started();
    const { gateway } = await world.begin();
    for (let count = 0; count < 3; count += 1) {
      const entry = { kind: "proposal", from: "agent", deadline: count, patience: 1 } as const;
      const { by: _, signature: __, ...draft } = world.people.sign("gateway", entry, SESSION, { data: "x".repeat(5_000_000) });
      await must(gateway.append(draft));
    }
    const read = await must(gateway.read(0, 1_000));
    expect(read.map(({ index }) => index)).toEqual(read.map((_, index) => index));
    expect(read.filter(({ blob = "" }) => blob.length > 6_000_000)).toHaveLength(3);
  });
});

describe("readiness", () => {
  test("has every reason against it and no other: ledger/decider-missing, ledger/executor-missing, ledger/no-charter", async () => {
    const world = await started();
    const codes = (): string[] => world.running.hub.reasons.map(({ code }) => code);
    expect(codes()).toEqual(["ledger/decider-missing", "ledger/executor-missing", "ledger/no-charter"]);
    const changes: boolean[] = [];
    (await world.attach("auditor")).onReady(({ ready }) => changes.push(ready));
    const { gateway, executorClient } = await world.begin();
    await until(() => codes().length === 0);
    expect((await must(gateway.status())).ready).toBe(true);
    executorClient.close();
    await until(() => codes().length > 0);
    expect(codes()).toEqual(["ledger/executor-missing"]);
    await until(() => changes.at(-1) === false && changes.includes(true));
  });

  test("ends with the charter in force: ledger/charter-expired", async () => {
    const world = await started();
    const { gateway } = await world.begin();
    await must(
      (await world.attach("author")).append({
        entry: { kind: "charter", name: "c", version: 2, machine: MACHINE, expires: Date.now() + 150 },
      }),
    );
    await until(() => world.running.hub.reasons.some(({ code }) => code === "ledger/charter-expired"));
    expect((await must(gateway.status())).inForce).toMatchObject({ machine: MACHINE, version: 2 });
  });

  test("ends where the decider does not fold what is there: ledger/decider-behind", async () => {
    const world = await started();
    const client = await world.attach("decider");
    client.follow(0, { what: "all" }, () => undefined);
    await until(() => world.running.hub.reasons.some(({ code }) => code === "ledger/decider-behind"));
    client.observed(1, []);
    await until(() => !world.running.hub.reasons.some(({ code }) => code === "ledger/decider-behind"));
  });

  test("ends while nobody calls where the journal is gone from its place, and comes back with it: ledger/disk-failed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "interlock-gone-"));
    const world = await started({ disk: realDisk(folder) });
    const { gateway, shown } = await world.begin();
    await until(() => world.running.hub.reasons.length === 0);
    renameSync(join(folder, "journal"), join(folder, "elsewhere"));
    await until(() => world.running.hub.reasons.some(({ code }) => code === "ledger/disk-failed"));
    const refused = await gateway.append({ session: "session-3", entry: { kind: "session", agent: "a", protocol: "p", capabilities: {} } });
    expect(codeOf(refused)).toBe("ledger/disk-failed");
    renameSync(join(folder, "elsewhere"), join(folder, "journal"));
    await until(() => world.running.hub.reasons.length === 0);
    await world.propose(gateway);
    await until(() => shown.length === 3);
    await world.stop();
    rmSync(folder, { recursive: true });
  });

  test("ends with the disk and comes back with it: what was refused is told, what was begun is completed", async () => {
    const disk = new SimulatedDisk(() => 0.5);
    const world = await started({ disk });
    const { gateway, shown } = await world.begin();
    disk.plan = ({ what }) => (what === "write" ? "full" : undefined);
    void world.propose(gateway);
    await until(() => world.running.hub.reasons.some(({ code }) => code === "ledger/disk-full"));
    const refused = await gateway.append({ session: "session-3", entry: { kind: "session", agent: "a", protocol: "p", capabilities: {} } });
    expect(codeOf(refused)).toBe("ledger/disk-full");
    disk.plan = () => undefined;
    await until(() => world.running.hub.reasons.length === 0 && shown.length === 3);
  });
});

describe("a parked call", () => {
  test("is listed, and gets a timer entry when its time is over", async () => {
    const world = await started();
    const { decider, gateway, shown } = await world.begin();
    decider.verdict = "escalate";
    const proposal = await world.propose(gateway);
    expect(await must(gateway.parked())).toEqual([{ proposal, decision: proposal + 1 }]);
    await until(() => shown.at(-1)?.leaf.entry.kind === "timer");
    const timer = shown.at(-1)?.leaf;
    expect(timer).toMatchObject({ by: world.people.get("ledger").id, entry: { proposal }, session: SESSION, number: 4 });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(shown.filter(({ leaf }) => leaf.entry.kind === "timer")).toHaveLength(1);
  });
});

describe("a ledger", () => {
  test("that is not enrolled as one does not start: ledger/wrong-duty", async () => {
    const people = new People();
    const start = {
      disk: new SimulatedDisk(() => 0.5),
      identity: people.get("gateway"),
      ring: people.ring,
      clock: realClock,
      socket: "/nowhere/socket",
      servers: [],
      grade: "embedded",
      epoch: EPOCH,
      code: CODE,
    } as const;
    expect(codeOf(await startLedger(start))).toBe("ledger/wrong-duty");
    expect(codeOf(await startLedger({ ...start, identity: people.get("ledger") }))).toBe("link/cannot-listen");
  });

  test("attests its start", async () => {
    const world = await started();
    const read = await must((await world.attach("auditor")).read(0, 9));
    expect(read.map(({ leaf }) => leaf.entry)).toEqual([
      { kind: "attestation", part: "ledger", epoch: "1".padStart(32, "0"), grade: "embedded", code: CODE },
    ]);
  });
});
