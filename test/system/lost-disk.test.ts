/**
 * A real disk under the ledger is taken away while everything runs: an ext4 file system that its kernel shuts for writing, as after an
 * error of the device. Nothing runs and Interlock says why. Such a disk never opens again under open files: a start after its repair does.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Terminal } from "../transcripts/terminal.ts";
import { until } from "../worlds/eventually.ts";
import { type Answer, type Connection, Desk } from "./desk.ts";

const SIZE = 32 * 1_048_576;

function does(...[program = "", ...words]: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}

/** An ext4 file system in a file of its own, mounted where it is told to. */
class LoopDisk {
  readonly #folder = mkdtempSync(join(tmpdir(), "interlock-disk-"));
  readonly #image = join(this.#folder, "image");
  #place = "";

  format(): boolean {
    writeFileSync(this.#image, "");
    truncateSync(this.#image, SIZE);
    return does("mkfs.ext4", "-q", this.#image);
  }

  mount(place: string): boolean {
    this.#place = place;
    return does("mount", "-o", "loop", this.#image, place);
  }

  /** What the kernel does by itself where the device fails. It can't be undone while it is mounted. */
  abort(): boolean {
    return does("mount", "-o", "remount,abort", this.#place);
  }

  unmount(): boolean {
    return does("umount", this.#place);
  }

  /** e2fsck ends with 1 where it has mended something. */
  repair(): boolean {
    return [0, 1].includes(spawnSync("e2fsck", ["-fy", this.#image], { stdio: "ignore" }).status ?? -1);
  }

  remove(): void {
    if (this.#place !== "") does("umount", "-l", this.#place);
    rmSync(this.#folder, { recursive: true });
  }
}

/** Whether such a disk can be had here: as root, with ext4's programs and loop devices. */
function hasLoopDisks(): boolean {
  const disk = new LoopDisk();
  const place = mkdtempSync(join(tmpdir(), "interlock-mount-"));
  const mounted = disk.format() && disk.mount(place) && disk.abort();
  disk.remove();
  rmSync(place, { recursive: true });
  return mounted;
}

describe.skipIf(!hasLoopDisks())("a disk that is lost (skipped where no ext4 loop device can be mounted: not root, or a container)", () => {
  const disk = new LoopDisk();
  let desk: Desk;
  let agent: Connection;
  let person: Terminal;
  const list = (): Promise<Answer> => agent.call("files__list_directory", { path: desk.path("notes") });

  beforeAll(async () => {
    desk = await Desk.set();
    const { ledger } = desk.stage.state;
    mkdirSync(ledger, { recursive: true });
    if (!disk.format() || !disk.mount(ledger)) throw new Error("the disk can't be mounted");
    rmSync(join(ledger, "lost+found"), { recursive: true });
    person = new Terminal("", desk.stage.folder);
    agent = await desk.connect();
    expect(await list()).toMatchObject({ isError: false });
  }, 120_000);
  afterAll(async () => {
    await agent?.close();
    disk.remove();
    await desk?.close();
  });

  test("shut under open files: not ready, with its reason, and nothing is executed", async () => {
    expect(disk.abort()).toBe(true);
    await until(async (saw) => saw(await person.run(["status"])).includes("[ledger/disk-"), "the finding, without a call");
    const refused = await list();
    expect(refused).toMatchObject({ isError: true, code: "gateway/not-ready" });
    expect(["ledger/disk-read-only", "ledger/disk-failed"]).toContain(refused.reason);
    const write = await agent.call("files__write_file", { path: desk.path("never.md"), content: "never" });
    expect(write).toMatchObject({ isError: true, code: "gateway/not-ready" });
    expect(await person.run(["status"])).toContain(`[${refused.reason}]`);
    expect(person.transcript).toContain("NOT READY");
    await agent.close();
    expect(existsSync(desk.path("never.md"))).toBe(false);
  });

  test("after unmounting, repair and mounting again the next start goes on, and the audit is OK", async () => {
    await until(() => disk.unmount(), "the unmounting");
    expect(disk.repair()).toBe(true);
    expect(disk.mount(desk.stage.state.ledger)).toBe(true);
    agent = await desk.connect();
    expect(await list()).toMatchObject({ isError: false });
    await agent.close();
    expect(JSON.parse(await person.run(["audit", "--json"]))).toMatchObject({ verdict: "OK", findings: [] });
    expect(existsSync(desk.path("never.md"))).toBe(false);
  });
});
