/**
 * "This exact call, 3 times", with every part but the gateway killed in between: a tool server that counts has seen it three times in
 * all, the fourth is asked about, and the audit is OK.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attach } from "../../src/cli/index.ts";
import type { AttestationEntry } from "../../src/ledger/index.ts";
import { NODE, Terminal } from "../transcripts/terminal.ts";
import { eventually, until } from "../worlds/eventually.ts";
import { type Answer, type Connection, Desk } from "./desk.ts";

const CHARTER = `charter: paying
actions:
  pay: { tool: bank/pay, allow: args.amount <= 100, escalate: true }
`;
const COUNTING = join(import.meta.dirname, "../servers/counting-server.ts");
const HOUR_MS = 3_600_000;
type Part = AttestationEntry["part"];

let desk: Desk;
let agent: Connection;
let person: Terminal;
let counted: string;

beforeAll(async () => {
  const from = mkdtempSync(join(tmpdir(), "interlock-scoped-"));
  counted = join(from, "counted");
  writeFileSync(join(from, "charter.yaml"), CHARTER);
  writeFileSync(counted, "");
  const args = ["--disable-warning=ExperimentalWarning", COUNTING, counted];
  desk = await Desk.govern({ from, servers: { bank: { command: NODE, args } } });
  person = new Terminal("", desk.stage.folder);
  agent = await desk.connect({ options: ["--user", "ann", "--wait", "0", "--write", from] });
}, 180_000);
afterAll(async () => {
  await desk?.close();
  rmSync(join(counted, ".."), { recursive: true, force: true });
});

/** Proposes the payment, once the gateway has its ledger back: with these codes it has proposed nothing. */
const pay = (): Promise<Answer> =>
  eventually(async (saw) => {
    const answer = saw(await agent.call("pay", { amount: 7 }));
    return ["gateway/ledger-unreachable", "gateway/not-ready"].includes(answer.code ?? "") ? undefined : answer;
  }, "a gateway that proposes");
const ran = (): number => readFileSync(counted, "utf8").split("\n").length - 1;

/** How often a part has attested a start; undefined where the system is not ready. */
async function startsOf(part: Part): Promise<number | undefined> {
  const attached = await attach(desk.stage.state, "auditor", 0);
  if (!attached.ok) return undefined;
  const { client, close } = attached.value;
  const entries = await client.read(0, 1_000);
  const status = await client.status();
  close();
  if (!entries.ok || !status.ok || !status.value.ready) return undefined;
  return entries.value.filter(({ leaf: { entry } }) => entry.kind === "attestation" && entry.part === part).length;
}

/** Kills a part, and waits until it has attested its next start and all is ready again. */
async function kill(part: Part, process: string = part): Promise<void> {
  const before = await eventually(() => startsOf(part), `readiness before ${process} is killed`);
  desk.signal(process, "SIGKILL");
  await until(async (saw) => (saw(await startsOf(part)) ?? 0) > before, `the return of ${process}`);
}

test("over restarts of ledger, judges and executor, exactly the granted number runs", { timeout: 120_000 }, async () => {
  const { ticket = "" } = await pay();
  await person.run(["approve", ticket, "--times", "3", "--until", new Date(Date.now() + HOUR_MS).toISOString().replace(/\.\d+/, "")]);
  await until((saw) => saw(ran()) === 1, "the approved call");
  const collected = await eventually(async (saw) => {
    const answer = saw(await pay());
    return answer.code === "gateway/pending" ? undefined : answer;
  }, "the result of the approved call");
  expect([collected, ran()]).toMatchObject([{ isError: false, text: "done" }, 1]);
  expect([await pay(), ran()]).toMatchObject([{ isError: false }, 2]);

  // The gateway stays: it is its session whose call was approved.
  await kill("executor", "executor-bank");
  await kill("countersigner", "countersigner-bank");
  await kill("decider");
  await kill("ledger");

  expect([await pay(), ran()]).toMatchObject([{ isError: false, text: "done" }, 3]);
  expect([await pay(), ran()]).toMatchObject([{ isError: true, verdict: "escalate", code: "gateway/pending" }, 3]);
  expect(JSON.parse(await person.run(["audit", "--json"]))).toMatchObject({ verdict: "OK", findings: [] });
});
