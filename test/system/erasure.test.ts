/**
 * An erasure through the real parts: ledger on a real disk, decider, countersigner, and everybody else over their links. What was sealed is
 * in no file any more, the audit says OK, and both judges start anew and go on as if it were there.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { audit, LiveJudge } from "../../src/auditor/index.ts";
import { runCountersigner } from "../../src/countersigner/index.ts";
import type { Json } from "../../src/crypto/index.ts";
import { runDecider } from "../../src/execution/index.ts";
import { type Entry, type FollowedEntry, type Index, type LedgerClient, realDisk } from "../../src/ledger/index.ts";
import { BEGINNING, CODE, Office, SERVER } from "../simulation/office.ts";
import { until } from "../worlds/eventually.ts";
import { filesUnder } from "../worlds/files-under.ts";
import { HubWorld, must } from "../worlds/hub-world.ts";
import { EPOCH, type PartName } from "../worlds/ledger-world.ts";

const made: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const desk of made.splice(0)) await desk.close();
});

/** An office whose ledger lies in a folder. */
class Desk {
  readonly folder: string = mkdtempSync(join(tmpdir(), "interlock-erasure-"));
  readonly office = new Office("two");
  readonly hub = new HubWorld({ people: this.office.people, disk: realDisk(this.folder) });
  /** Everything that is durable, as an auditor follows it. */
  readonly seen: FollowedEntry[] = [];
  readonly faults: string[] = [];
  #gateway: LedgerClient | undefined;

  async close(): Promise<void> {
    await this.hub.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async start(beginning: "first" | "again"): Promise<void> {
    await this.hub.start();
    this.seen.length = 0;
    (await this.hub.attach("auditor")).follow(0, { what: "durable" }, (entry) => void this.seen.push(entry));
    const onFault = ({ code, message }: { readonly code: string; readonly message: string }): void =>
      void this.faults.push(`${code} ${message}`);
    const { people, members } = this.office;
    const identity = people.get("decider");
    const started = { kind: "attestation", epoch: EPOCH, grade: "embedded", code: CODE } as const;
    const decides = { ...started, part: "decider" } as const;
    await must(runDecider({ client: await this.hub.attach("decider"), identity, ring: people.ring, attestation: decides, onFault }));
    const attestation = { ...started, part: "countersigner", server: SERVER } as const;
    const judge = new LiveJudge(members, this.office.sealKey("countersigner:files"));
    const client = await this.hub.attach("countersigner:files");
    await must(runCountersigner({ client, ring: people.ring, members, judge, server: SERVER, attestation, onFault }));
    if (beginning === "first") for (const { by, entry, content } of BEGINNING) await this.say(by, entry, undefined, content);
    await this.#execute();
    this.#gateway = await this.hub.attach("gateway");
  }

  /** Every warrant returns at once. */
  async #execute(): Promise<void> {
    const executor = await this.hub.attach("executor:files");
    const epoch = String(this.seen.length).padStart(32, "e");
    const attested = await must(
      executor.append({ entry: { kind: "attestation", part: "executor", server: SERVER, epoch, grade: "embedded", code: CODE } }),
    );
    executor.onWarrant(({ decision, proposal }) => {
      const entry = {
        kind: "outcome",
        proposal: proposal.index,
        decision: decision.index,
        result: "returned",
        epoch,
        durationMs: 1,
      } as const;
      const session = proposal.leaf.session ?? "";
      const { by: _, signature: __, ...draft } = this.office.people.sign("executor:files", entry, session, { result: { content: [] } });
      void executor.append(draft);
    });
    executor.follow(attested.index, { what: "warrants", server: SERVER }, () => undefined);
  }

  async say(by: PartName, entry: Entry, session?: string, content?: Json): Promise<Index> {
    const client = by === "gateway" && this.#gateway !== undefined ? this.#gateway : await this.hub.attach(by);
    const { by: _, signature: __, ...draft } = this.office.people.sign(by, entry, session, content);
    return (await must(client.append(draft))).index;
  }

  async open(session: string, user: string): Promise<Index> {
    const terms = { kind: "grant", agent: "agent", user, role: "clerk", expires: Date.now() + 3_600_000, fresh: true } as const;
    const grant = await this.say("host", terms, undefined, { task: `the words of ${user}`, messages: [] });
    return await this.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, grant }, session);
  }

  async end(session: string): Promise<void> {
    await this.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, ended: true }, session);
  }

  /** Proposes a call, and gives the verdict once the call is over. */
  async call(session: string, lines: number): Promise<string> {
    const now = Date.now();
    const content = { tool: "files/write", args: { lines }, salt: "s" };
    const entry = { kind: "proposal", from: "agent", deadline: now + 10_000, patience: now + 60_000 } as const;
    const proposal = await this.say("gateway", entry, session, content);
    const about = (kind: "decision" | "outcome") =>
      this.seen.find(({ leaf }) => leaf.entry.kind === kind && leaf.entry.proposal === proposal)?.leaf.entry;
    await until(() => {
      const decision = about("decision");
      return decision?.kind === "decision" && (decision.verdict !== "allow" || about("outcome") !== undefined);
    });
    const decision = about("decision");
    return decision?.kind === "decision" ? [decision.verdict, ...decision.codes].join(" ") : "";
  }

  /** Asks for an erasure; gives what the judges say. */
  async erase(user: string): Promise<readonly string[]> {
    const until_ = this.seen.length;
    const erasure = await this.say("host", { kind: "erasure", agent: "agent", user, until: until_ });
    const words = (): readonly string[] =>
      this.seen.flatMap(({ leaf: { entry } }) =>
        entry.kind === "carry" && entry.erasure === erasure ? [entry.refused ?? entry.server ?? "decider"] : [],
      );
    await until(() => words().length === 2 || words().some((word) => word.startsWith("carry/")));
    return words();
  }

  isInSomeFile(blob: string): boolean {
    const bytes = Buffer.from(blob, "base64");
    return filesUnder(this.folder).some((file) => file.bytes.includes(bytes));
  }

  async audited(): Promise<{ readonly verdict: string; readonly erased: number; readonly findings: readonly string[] }> {
    const report = await audit({ folder: this.folder, ring: this.office.members, key: this.office.sealKey("auditor") });
    const { verdict, erased, findings } = report;
    return { verdict, erased, findings: findings.map(({ code, entry, message }) => `${code}@${entry} ${message}`) };
  }
}

test("what is sealed is in no file, the audit says OK, and judges that start anew count what was erased", { timeout: 60_000 }, async () => {
  const desk = new Desk();
  made.push(desk);
  await desk.start("first");
  await desk.open("session-ann", "ann");
  for (const lines of [1, 2, 3]) expect(await desk.call("session-ann", lines)).toBe("allow");
  await desk.open("session-bob", "bob");
  expect(await desk.call("session-bob", 4)).toBe("allow");
  await desk.end("session-ann");
  const before = desk.seen.filter(({ blob }) => blob !== undefined);
  const isHers = ({ leaf: { session, entry } }: FollowedEntry): boolean =>
    session === "session-ann" || (entry.kind === "grant" && entry.user === "ann");
  expect(before.filter(isHers)).toHaveLength(10);
  expect(await desk.erase("ann")).toEqual(["decider", "files"]);
  await until(() => !before.filter(isHers).some(({ blob }) => desk.isInSomeFile(blob ?? "")));
  for (const entry of before) expect(desk.isInSomeFile(entry.blob ?? "")).toBe(!isHers(entry));
  // Judges that have gone on since then erase another one as well.
  await desk.end("session-bob");
  expect(await desk.erase("bob")).toEqual(["decider", "files"]);
  const bobs = before.filter(
    ({ leaf: { session, entry } }) => session === "session-bob" || (entry.kind === "grant" && entry.user === "bob"),
  );
  await until(() => !bobs.some(({ blob }) => blob !== undefined && desk.isInSomeFile(blob)));
  await desk.hub.stop();
  expect(await desk.audited()).toEqual({ verdict: "OK", erased: 14, findings: [] });

  await desk.start("again");
  await desk.open("session-ann-2", "ann");
  expect(await desk.call("session-ann-2", 5)).toBe("allow");
  expect(await desk.call("session-ann-2", 6)).toMatch(/^deny /);
  await desk.end("session-ann-2");
  expect(await desk.erase("ann")).toEqual(["decider", "files"]);
  await desk.hub.stop();
  await desk.start("again");
  await desk.open("session-ann-3", "ann");
  expect(await desk.call("session-ann-3", 7)).toMatch(/^deny /);
  await desk.hub.stop();
  expect(await desk.audited()).toMatchObject({ verdict: "OK", findings: [] });
  expect(desk.faults.filter((fault) => !fault.startsWith("ledger/link-lost"))).toEqual([]);
});
