import { constants, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { watchFiles } from "../../../test/worlds/watched-files.ts";
import { describeDisk } from "./disk.contract.ts";
import { realDisk } from "./real-disk.ts";
import { type Failure, SimulatedDisk } from "./simulated-disk.ts";

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "interlock-disk-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeDisk("the real disk", () => realDisk(join(newFolder(), "made", "on", "demand")));
describeDisk("the simulated disk", () => new SimulatedDisk(() => 0.5));

describe("the real disk", () => {
  test("turns exceptions into faults: ledger/disk-read-only, ledger/disk-failed", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "journal"));
    const unreadable = await realDisk(folder).read("journal");
    expect(unreadable.ok ? "" : unreadable.fault.code).toBe("ledger/disk-failed");
    writeFileSync(join(folder, "file"), "");
    const below = await realDisk(join(folder, "file")).open("x");
    expect(below.ok ? "" : below.fault.code).toBe("ledger/disk-failed");
    const readOnly = await realDisk("/proc/1").replace("anything", new Uint8Array(1));
    expect(readOnly.ok ? "" : readOnly.fault.code).toMatch(/^ledger\/disk-(read-only|failed)$/);
  });

  test("meets a full disk: ledger/disk-full", async () => {
    const full = await realDisk("/dev").open("full");
    if (!full.ok) throw new Error(full.fault.message);
    const written = await full.value.writeDurably(0, new Uint8Array(10));
    expect(written.ok ? "" : written.fault.code).toBe("ledger/disk-full");
    await full.value.close();
  });

  test.skipIf(process.platform !== "linux")("answers a write only when it is durable: O_DSYNC (needs Linux's /proc)", async () => {
    const folder = newFolder();
    const journal = await realDisk(folder).open("journal/a");
    if (!journal.ok) throw new Error(journal.fault.message);
    const flags = flagsOf(join(folder, "journal", "a"));
    await journal.value.close();
    expect(flags).toHaveLength(1);
    expect((flags[0] ?? 0) & constants.O_DSYNC).toBe(constants.O_DSYNC);
  });

  test("replaces durably: the draft is on the disk before it takes the place, and then the folder is", async () => {
    const folder = newFolder();
    const disk = realDisk(folder);
    await disk.replace("tile/0/001", new Uint8Array(1));
    const watched = watchFiles(folder);
    const replaced = await disk.replace("tile/0/001", new Uint8Array(2));
    watched.release();
    expect(replaced.ok).toBe(true);
    expect(watched.seen).toEqual(["sync tile/0/001.new", "rename tile/0/001.new tile/0/001", "sync tile/0"]);
  });

  test("makes files and folders durably: each is in its folder when it is open", async () => {
    const folder = newFolder();
    const watched = watchFiles(folder);
    const journal = await realDisk(folder).open("a/b/c");
    watched.release();
    if (journal.ok) await journal.value.close();
    expect(watched.seen).toEqual(["sync a", "sync .", "sync a/b"]);
  });
});

/** What the descriptors of this process on a file were opened with. */
function flagsOf(file: string): readonly number[] {
  const linkOf = (descriptor: string): string => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      // The one that reads the folder.
      return "";
    }
  };
  return readdirSync("/proc/self/fd")
    .filter((descriptor) => linkOf(descriptor) === file)
    .map((descriptor) => Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1] ?? "", 8));
}

/** Dice that show 1/6, 2/6 … and begin again. */
function sixths(): () => number {
  let shown = 0;
  return () => {
    shown = (shown + 1) % 6;
    return shown / 6;
  };
}

describe("the simulated disk", () => {
  const content = new Uint8Array(2048).fill(7);

  async function writeOnce(failure: Failure): Promise<{ disk: SimulatedDisk; code: string }> {
    const disk = new SimulatedDisk(sixths(), ({ what }) => (what === "write" ? failure : undefined));
    const file = await disk.open("journal/a");
    const written = file.ok ? await file.value.writeDurably(0, content) : file;
    return { disk, code: written.ok ? "" : written.fault.code };
  }

  test("fails as it is told to", async () => {
    const failed = await writeOnce("failed");
    expect([failed.code, failed.disk.contents("journal/a")?.length]).toEqual(["ledger/disk-failed", 0]);
    const stored = await writeOnce("failed-but-stored");
    expect([stored.code, stored.disk.contents("journal/a")]).toEqual(["ledger/disk-failed", content]);
    const torn = await writeOnce("torn");
    const sum = torn.disk.contents("journal/a")?.reduce((total, byte) => total + byte, 0) ?? 0;
    expect(torn.code).toBe("ledger/disk-failed");
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(7 * 2048);
    expect((await writeOnce("full")).code).toBe("ledger/disk-full");
    expect((await writeOnce("read-only")).code).toBe("ledger/disk-read-only");
  });

  test("answers late what is late, and after a power cut has any part of it", async () => {
    const disk = new SimulatedDisk(sixths(), ({ what }) => (what === "write" ? "late" : undefined));
    const file = await disk.open("journal/a");
    if (!file.ok) throw new Error(file.fault.message);
    let answered = false;
    const writing = file.value.writeDurably(0, content).then(() => (answered = true));
    await Promise.resolve();
    expect([answered, disk.contents("journal/a")?.length]).toEqual([false, 0]);
    const found = disk.powerCut().contents("journal/a") ?? new Uint8Array(0);
    expect(found.includes(7)).toBe(true);
    expect(found).not.toEqual(content);
    expect(disk.contents("journal/a")?.length).toBe(0);
    disk.settle();
    await writing;
    expect(disk.contents("journal/a")).toEqual(content);
  });
});
