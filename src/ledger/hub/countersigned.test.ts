/** Two judges at the hub: no warrant without both signatures, and no readiness without both judges. */
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../../test/worlds/eventually.ts";
import { HubWorld, type PlainExecutor } from "../../../test/worlds/hub-world.ts";
import { CODE, EPOCH, People, SESSION } from "../../../test/worlds/ledger-world.ts";
import { digestOf } from "../../crypto/index.ts";
import type { DecisionEntry, FollowedEntry, LedgerClient } from "../index.ts";
import { asJson } from "../leaf.ts";
import { JUDGE_LAG_MS } from "../limits.ts";
import { reasonsAgainst } from "./readiness.ts";

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

/** A second judge that only listens, and says what a test has it say. */
class Judge {
  readonly heard: FollowedEntry[] = [];
  readonly client: LedgerClient;

  constructor(client: LedgerClient) {
    this.client = client;
    client.follow(0, { what: "all" }, (entry) => {
      this.heard.push(entry);
      client.observed(entry.index + 1, []);
    });
  }

  /** The recorded decision on a proposal. */
  async decisionOn(proposal: number): Promise<FollowedEntry & { readonly entry: DecisionEntry }> {
    const find = (): FollowedEntry | undefined =>
      this.heard.find(({ leaf: { entry } }) => entry.kind === "decision" && entry.proposal === proposal);
    await until(() => find() !== undefined);
    const found = find();
    if (found?.leaf.entry.kind !== "decision") throw new Error("there is no decision");
    return { ...found, entry: found.leaf.entry };
  }

  async sign(proposal: number, decision: string): Promise<string> {
    const entry = { kind: "countersignature", server: "files", proposal, decision } as const;
    const appended = await this.client.append({ session: SESSION, entry });
    return appended.ok ? "signed" : appended.fault.code;
  }

  async refuse(proposal: number, decision: number): Promise<string> {
    const entry = { kind: "refusal", server: "files", proposal, decision, code: "judges/differ" } as const;
    const appended = await this.client.append({ session: SESSION, entry });
    return appended.ok ? "refused" : appended.fault.code;
  }

  async attest(epoch: string): Promise<void> {
    const entry = { kind: "attestation", part: "countersigner", server: "files", epoch, grade: "embedded", code: CODE } as const;
    expect((await this.client.append({ entry })).ok).toBe(true);
  }
}

async function judged(): Promise<{ world: HubWorld; judge: Judge; gateway: LedgerClient; executor: PlainExecutor }> {
  const world = await new HubWorld({ people: new People({ judges: "two" }) }).start();
  worlds.push(world);
  const judge = new Judge(await world.attach("countersigner:files"));
  const { gateway, executor } = await world.begin();
  return { world, judge, gateway, executor };
}

const codes = ({ running }: HubWorld): readonly string[] => running.hub.reasons.map(({ code }) => code);

describe("a warrant", () => {
  test("is sent when decision and countersignature are durable, and holds both", async () => {
    const { world, judge, gateway, executor } = await judged();
    const proposal = await world.propose(gateway);
    const { entry } = await judge.decisionOn(proposal);
    expect(executor.warrants).toEqual([]);
    expect(await judge.sign(proposal, digestOf(asJson(entry)))).toBe("signed");
    await until(() => executor.warrants.length === 1);
    const [warrant] = executor.warrants;
    expect(warrant?.countersignature?.leaf.entry).toMatchObject({ kind: "countersignature", proposal });
    expect(warrant?.decision.leaf.entry).toEqual(entry);
  });

  test("is not sent for a signature under another decision, until the right one comes", async () => {
    const { world, judge, gateway, executor } = await judged();
    const proposal = await world.propose(gateway);
    const { entry } = await judge.decisionOn(proposal);
    expect(await judge.sign(proposal, "d".repeat(64))).toBe("signed");
    const next = await world.propose(gateway);
    await judge.decisionOn(next);
    expect(executor.warrants).toEqual([]);
    expect(await judge.sign(proposal, digestOf(asJson(entry)))).toBe("signed");
    await until(() => executor.warrants.length === 1);
  });

  test("is not sent for a call that the second judge refuses, which is over then: ledger/not-open", async () => {
    const { world, judge, gateway, executor } = await judged();
    const proposal = await world.propose(gateway);
    const { index, entry } = await judge.decisionOn(proposal);
    expect(await judge.refuse(proposal, index)).toBe("refused");
    expect(await judge.sign(proposal, digestOf(asJson(entry)))).toBe("ledger/not-open");
    expect(executor.warrants).toEqual([]);
  });

  test("that was countersigned can't be refused any more: ledger/not-open", async () => {
    const { world, judge, gateway, executor } = await judged();
    executor.answers = false;
    const proposal = await world.propose(gateway);
    const { index, entry } = await judge.decisionOn(proposal);
    expect(await judge.sign(proposal, digestOf(asJson(entry)))).toBe("signed");
    expect(await judge.refuse(proposal, index)).toBe("ledger/not-open");
    expect(await judge.refuse(proposal, index - 1)).toBe("ledger/not-open");
  });
});

describe("a system of two judges", () => {
  test("is not ready without its countersigner: ledger/countersigner-missing", async () => {
    const { world, judge } = await judged();
    await until(() => codes(world).length === 0);
    judge.client.close();
    await until(() => codes(world).length > 0);
    expect(codes(world)).toEqual(["ledger/countersigner-missing"]);
    new Judge(await world.attach("countersigner:files"));
    await until(() => codes(world).length === 0);
  });

  test("is not ready while its countersigner has not folded what is there: ledger/countersigner-behind", () => {
    const calm = {
      trouble: undefined,
      missingServers: [],
      unable: [],
      convicted: [],
      charter: { expires: undefined },
      disputes: [],
    } as const;
    const conditions = { now: 10_000, ...calm };
    const behind = (behindSince: number): readonly string[] =>
      reasonsAgainst({ ...conditions, decider: { behindSince: undefined }, countersigners: [["files", { behindSince }]] }).map(
        ({ code }) => code,
      );
    expect(behind(10_000 - JUDGE_LAG_MS - 1)).toEqual(["ledger/countersigner-behind"]);
    expect(behind(10_000 - JUDGE_LAG_MS)).toEqual([]);
  });

  test("is not ready once the judges differ, over a restart too, until the countersigner starts anew: ledger/judges-differ", async () => {
    const { world, judge, gateway } = await judged();
    const proposal = await world.propose(gateway);
    const { index } = await judge.decisionOn(proposal);
    expect(await judge.refuse(proposal, index)).toBe("refused");
    expect(codes(world)).toEqual(["ledger/judges-differ"]);
    expect(world.running.hub.reasons[0]?.message).toContain(`t${proposal}`);
    await judge.attest(EPOCH);
    await until(() => codes(world).length === 0);
  });

  test("hears of what is observed from its decider alone: ledger/wrong-duty", async () => {
    const { world, judge } = await judged();
    let reason = "";
    const view = { session: SESSION, admissible: [], contained: false, inDoubt: [] };
    judge.client.observed(1, [view]);
    reason = await judge.sign(0, "d".repeat(64));
    expect(reason).toBe("ledger/link-lost");
    await until(() => codes(world).includes("ledger/countersigner-missing"));
  });
});
