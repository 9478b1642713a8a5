/** What every disk must keep: one suite for the real one and the simulated one. */
import { describe, expect, test } from "vitest";
import type { Disk } from "./disk.ts";

export function describeDisk(name: string, makeDisk: () => Disk): void {
  describe(`${name} as a disk`, () => {
    const bytes = (text: string): Uint8Array => Buffer.from(text);

    test("what does not exist is empty, not a fault", async () => {
      const disk = makeDisk();
      expect(await disk.list("journal")).toEqual({ ok: true, value: [] });
      expect(await disk.read("checkpoint")).toEqual({ ok: true, value: undefined });
      expect(await disk.sizeOf("checkpoint")).toEqual({ ok: true, value: undefined });
      expect(await disk.remove("checkpoint")).toEqual({ ok: true, value: undefined });
    });

    test("a file holds what was written where it was written, up to where it was cut", async () => {
      const disk = makeDisk();
      const opened = await disk.open("journal/a");
      if (!opened.ok) throw new Error(opened.fault.message);
      await opened.value.writeDurably(0, bytes("hello world"));
      await opened.value.writeDurably(6, bytes("there"));
      await opened.value.cut(9);
      const read = await opened.value.read(4, 100);
      expect(read.ok && Buffer.from(read.value).toString()).toBe("o the");
      await opened.value.close();
      expect(await disk.sizeOf("journal/a")).toEqual({ ok: true, value: 9 });
      const again = await disk.open("journal/a");
      if (!again.ok) throw new Error(again.fault.message);
      const whole = await again.value.read(0, 5);
      expect(whole.ok && Buffer.from(whole.value).toString()).toBe("hello");
      await again.value.close();
    });

    test("replacing makes folders, and leaves nothing else behind", async () => {
      const disk = makeDisk();
      await disk.replace("tile/0/x001/002", bytes("old"));
      await disk.replace("tile/0/x001/002", bytes("newer"));
      const read = await disk.read("tile/0/x001/002");
      expect(read.ok && Buffer.from(read.value ?? []).toString()).toBe("newer");
      expect(await disk.list("tile/0/x001")).toEqual({ ok: true, value: ["002"] });
      expect(await disk.list("tile")).toEqual({ ok: true, value: ["0"] });
      await disk.remove("tile/0/x001/002");
      expect(await disk.list("tile/0/x001")).toEqual({ ok: true, value: [] });
    });

    test("is locked by one at a time: ledger/locked", async () => {
      const disk = makeDisk();
      const first = await disk.lock();
      const second = await disk.lock();
      expect(second.ok ? "" : second.fault.code).toBe("ledger/locked");
      if (first.ok) first.value.release();
      expect((await disk.lock()).ok).toBe(true);
    });
  });
}
