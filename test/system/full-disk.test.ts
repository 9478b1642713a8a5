/**
 * The disk under the ledger fills up, or can't be written any more: nothing runs and Interlock says why; when the cause is gone,
 * it goes on by itself, with nothing lost. The disk is a small tmpfs, which only root can mount.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Terminal } from "../transcripts/terminal.ts";
import { eventually } from "../worlds/eventually.ts";
import { type Answer, type Connection, Desk } from "./desk.ts";

function mount(...words: readonly string[]): boolean {
  return spawnSync(words[0] ?? "", words.slice(1), { stdio: "ignore" }).status === 0;
}

/** Whether a tmpfs can be mounted here: as root, in a container that allows it. */
function canMount(): boolean {
  const probe = join("/tmp", `interlock-mount-${process.pid}`);
  mkdirSync(probe);
  const mounted = mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", probe);
  if (mounted) mount("umount", probe);
  rmSync(probe, { recursive: true });
  return mounted;
}

const SIZE = 4 * 1_048_576;

/** The gateway gives a part that starts some seconds before it refuses a call. */
const REFUSED_WITHIN_MS = 15_000;

/** Not recorded or decided in time, or a warrant that had become too old. */
const TOO_LATE = ["gateway/no-decision", "gateway/not-recorded", "gateway/call-failed"];

describe.skipIf(!canMount())("a disk that fails (skipped where no tmpfs can be mounted: not root, or a container that forbids it)", () => {
  let desk: Desk;
  let agent: Connection;
  let person: Terminal;
  let ledger: string;
  const list = (): Promise<Answer> => agent.call("files__list_directory", { path: desk.path("notes") });
  const audit = async (): Promise<unknown> => JSON.parse(await person.run(["audit", "--json"])) as unknown;

  beforeAll(async () => {
    desk = await Desk.set();
    ledger = desk.stage.state.ledger;
    person = new Terminal("", desk.stage.folder);
    if (!mount("mount", "-t", "tmpfs", "-o", `size=${SIZE},mode=700`, "tmpfs", ledger)) throw new Error("the tmpfs can't be mounted");
    agent = await desk.connect();
    expect((await list()).isError).toBe(false);
  }, 120_000);
  afterAll(async () => {
    await agent.close();
    mount("umount", "-l", ledger);
    await desk.close();
  });

  test("full: not ready, nothing executed; with room again, ready by itself, and what was taken before is answered", async () => {
    const filler = join(ledger, "filler");
    const { bavail, bsize } = statfsSync(ledger);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail - 1) * bsize));
    // The journal keeps 256 KiB of room ahead: one of these two no longer fits, and waits with the ledger.
    const large = desk.path("x".repeat(200_000));
    const bulk = [1, 2].map(() => agent.call("files__list_directory", { path: large }));
    // A call that comes before the ledger finds out waits, too; those after it are refused.
    const early = [list()];
    const refused = await eventually(
      async (saw) => {
        const answer = list();
        const soon = await Promise.race([
          answer,
          new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), REFUSED_WITHIN_MS)),
        ]);
        if (saw(soon) === undefined) early.push(answer);
        if (soon?.isError === true && TOO_LATE.includes(soon.code ?? "")) return undefined;
        return soon?.isError === true ? soon : undefined;
      },
      "the refusal",
      { ms: 2 * REFUSED_WITHIN_MS },
    );
    expect(refused).toMatchObject({ code: "gateway/not-ready", reason: "ledger/disk-full" });
    const write = await agent.call("files__write_file", { path: desk.path("never.md"), content: "never" });
    expect(write).toMatchObject({ isError: true, code: "gateway/not-ready" });
    rmSync(filler);
    for (const answer of await Promise.all(bulk)) expect(answer.code).not.toBe("client/error");
    // What came before has run, unless the disk was away for longer than it could wait: then it may be made again.
    for (const { isError, code } of await Promise.all(early)) if (isError) expect(TOO_LATE).toContain(code);
    expect(await list()).toMatchObject({ isError: false });
    expect(existsSync(desk.path("never.md"))).toBe(false);
  });

  test("nothing was lost or doubled: the audit is OK", async () => {
    await agent.close();
    expect(existsSync(desk.path("never.md"))).toBe(false);
    expect(await audit()).toMatchObject({ verdict: "OK", findings: [] });
  });

  test("read-only: a run says so at once, and starts again when it can be written", async () => {
    expect(mount("mount", "-o", "remount,ro", ledger)).toBe(true);
    await person.refuse("cli/file-unwritable", ["run", "charter.yaml"]);
    expect(person.transcript).toContain("[ledger/disk-read-only]");
    expect(mount("mount", "-o", "remount,rw", ledger)).toBe(true);
    agent = await desk.connect();
    expect(await list()).toMatchObject({ isError: false });
  });
});
