/**
 * Where a ledger is captured: the bank in the separated grade, and in the embedded grade where no bubblewrap works. The liar takes the
 * ledger's place, with its key, its folder and its doors; every other part is the process that it is.
 */
import { sandboxWorks } from "../../src/executor/index.ts";
import { TestClient } from "../governed/client.ts";
import { Bank } from "./bank.ts";
import { LyingLedger } from "./lying-ledger.ts";
import { SeparatedBank } from "./separated-bank.ts";

export type Judge = "decider" | "countersigner-bank";

export interface LedgerStage extends Pick<Bank, "ring" | "entries" | "until" | "executed" | "call" | "reasons" | "audit" | "close"> {
  readonly grade: "embedded" | "separated";
  readonly words: readonly string[];
  key(name: string): ReturnType<SeparatedBank["key"]>;
  /** A gateway of another agent; `leave` ends its link. */
  agent(name: string): Promise<{ readonly client: TestClient; readonly leave: () => void }>;
  /** A judge that has given up starts anew; a launcher sees to that by itself. */
  revive(judge: Judge): void;
}

/** A bank whose ledger lies as it is told. */
export async function captureLedger(): Promise<{ readonly stage: LedgerStage; readonly ledger: LyingLedger }> {
  return (await sandboxWorks()) ? await separated() : await embedded();
}

async function separated(): Promise<{ readonly stage: LedgerStage; readonly ledger: LyingLedger }> {
  const bank = await SeparatedBank.open({ begins: false });
  await bank.end("ledger");
  const ledger = await LyingLedger.at(bank.ledgerPlace);
  await bank.until(async (saw) => saw(await bank.reasons()).length === 0);
  const stage: LedgerStage = Object.assign(bank, { grade: "separated" as const, revive: () => undefined });
  return { stage, ledger };
}

async function embedded(): Promise<{ readonly stage: LedgerStage; readonly ledger: LyingLedger }> {
  const bank = await Bank.open();
  const { system } = bank;
  const { ring, config } = system;
  const revive = (judge: Judge): void => (judge === "decider" ? system.startDecider() : system.startCountersigner("bank"));
  await system.kill("ledger");
  const sockets = [{ path: config.socket, isOpen: false }];
  const place = {
    folder: system.ledgerFolder,
    identity: system.key("ledger"),
    ring,
    servers: ["bank"],
    grade: "embedded",
    sockets,
  } as const;
  const ledger = await LyingLedger.at(place);
  system.startExecutor("bank");
  for (const judge of ["decider", "countersigner-bank"] as const) revive(judge);
  await system.ready();
  const agent: LedgerStage["agent"] = async (name) => {
    const house = await system.house({ agent: name });
    return { client: await TestClient.open(house), leave: () => house.ledger.close() };
  };
  const stage: LedgerStage = Object.assign(bank, {
    ...{ grade: "embedded" as const, words: system.words, key: (name: string) => system.key(name) },
    ...{ agent, revive },
  });
  return { stage, ledger };
}
