/**
 * A disk that really takes its time, under a ledger that runs: the kernel holds each of its writes for seconds. Nothing runs before its
 * decision is durable, Interlock says that the disk is slow and refuses, and goes on by itself once it is fast again.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Bank } from "../compromise/bank.ts";
import { eventually } from "../worlds/eventually.ts";

/** Longer than a commit may take, and than a call waits for a system that is not ready. */
const HANGING_MS = 9_000;
/** Somewhat longer than a commit may take. */
const SLOW_MS = 2_500;

/** Whatever makes bytes durable: a journal's write is one, because it is opened with O_DSYNC. */
const HELD = "fsync,fdatasync,pwrite64";

/** Holds a process's writes to its disk; resolves when it does, or can't. */
async function slowDown(pid: number, delayMs: number): Promise<ChildProcess | undefined> {
  const inject = `inject=${HELD}:delay_enter=${delayMs * 1_000}`;
  const strace = spawn("strace", ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${HELD}`, "-e", inject, "-p", `${pid}`], {
    stdio: "ignore",
  });
  const failed = new Promise<true>((resolve) => strace.once("error", () => resolve(true)).once("exit", () => resolve(true)));
  const attached = eventually(
    () => (/^TracerPid:\t[1-9]/m.test(readFileSync(`/proc/${pid}/status`, "utf8")) ? false : undefined),
    "strace",
  );
  return (await Promise.race([failed, attached])) ? undefined : strace;
}

/** Whether a process may be slowed down here. */
async function canSlowDown(): Promise<boolean> {
  if (spawnSync("strace", ["-V"], { stdio: "ignore" }).status !== 0) return false;
  const sleeper = spawn("sleep", ["60"], { stdio: "ignore" });
  const strace = await slowDown(sleeper.pid ?? 0, SLOW_MS);
  strace?.kill();
  sleeper.kill();
  return strace !== undefined;
}

describe.skipIf(!(await canSlowDown()))("a disk that is slow (skipped where strace is not, or may not look at processes)", () => {
  let bank: Bank;
  let strace: ChildProcess | undefined;
  beforeAll(async () => {
    bank = await Bank.open();
    expect(await bank.call("look", 1)).toBe("");
  }, 120_000);
  afterEach(() => strace?.kill());
  afterAll(() => bank.close());

  /** Holds the ledger's writes. */
  async function slowLedger(delayMs: number): Promise<void> {
    const [, pid] = bank.system.pids().find(([part]) => part === "ledger") ?? [];
    if (pid === undefined) throw new Error("the ledger does not run");
    strace = await slowDown(pid, delayMs);
  }

  test("that hangs has nothing run: not ready, and why; what was proposed before runs when it goes on", async () => {
    await slowLedger(HANGING_MS);
    const early = bank.call("look", 2);
    await bank.until(async (saw) => saw(await bank.reasons()).includes("ledger/disk-slow"));
    // The gateway hears of it a moment after who asks: until then the ledger itself refuses.
    expect(await bank.call("look", 3)).toMatch(/^gateway\/(not-ready|not-recorded)$/);
    expect(bank.executed).toEqual(["look 1"]);
    strace?.kill();
    expect(await early).toBe("");
    expect(bank.executed).toEqual(["look 1", "look 2"]);
  });

  test("that is slow has a call run once its decision is durable, and not before", async () => {
    await bank.until(async (saw) => saw(await bank.reasons()).length === 0);
    await slowLedger(SLOW_MS);
    const asked = performance.now();
    const slow = bank.call("look", 4);
    await bank.until(() => bank.executed.length > 2);
    expect(performance.now() - asked).toBeGreaterThanOrEqual(SLOW_MS);
    expect(await slow).toBe("");
  });

  test("and fast again goes on by itself, with nothing lost", async () => {
    await bank.until(async (saw) => saw(await bank.reasons()).length === 0);
    expect(await bank.call("look", 5)).toBe("");
    expect(bank.executed).toEqual(["look 1", "look 2", "look 4", "look 5"]);
    const { verdict, findings } = await bank.audit();
    expect([verdict, ...findings.map(({ code }) => code)]).toEqual(["OK"]);
  });
});
