/** What becomes of rehearsals that can't be made, each by its code, and of what they leave behind. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ok } from "../../fault/index.ts";
import type { Rehearsal, RehearsalEntry, SessionEntry } from "../../ledger/index.ts";
import { REHEARSALS_WAITING_MAX } from "../limits.ts";
import { sandboxWorks } from "../sandbox.ts";
import { imageOf } from "./folder-image.ts";
import { Rehearsals, type Rehearse } from "./rehearsals.ts";
import { rehearserOf } from "./rehearse.ts";

const SESSION: SessionEntry = { kind: "session", agent: "a", protocol: "2025-11-25", capabilities: {} };
const works = await sandboxWorks();
let folder = "";
let said: { readonly entry: RehearsalEntry; readonly content: Rehearsal }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-rehearsals-"));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const codes = (): (string | undefined)[] => said.map(({ entry }) => entry.code);
const parked = (decision: number) => ({ session: "session-1", proposal: decision - 1, decision, call: { tool: "files/write", args: {} } });

function rehearsals(rehearse: Rehearse): Rehearsals {
  return new Rehearsals({
    server: "files",
    folder: join(folder, "places"),
    rehearse,
    record: async (_session, entry, content) => {
      said.push({ entry, content });
      return ok(undefined);
    },
    onWords: () => undefined,
  });
}

describe("rehearsals", () => {
  const nothing: Rehearse = async () => ok({ is: "nothing", message: "" });

  test("one that a death cut short is not tried again: executor/rehearsal-interrupted; the next one is", async () => {
    mkdirSync(join(folder, "places", "7", "0"), { recursive: true, mode: 0o700 });
    const made = rehearsals(nothing);
    expect(readdirSync(join(folder, "places"))).toEqual([]);
    await made.take(parked(7), SESSION);
    await made.take(parked(9), SESSION);
    expect(codes()).toEqual(["executor/rehearsal-interrupted", undefined]);
  });

  test("one that throws is a fault, and its place is gone: executor/rehearsal-failed", async () => {
    const made = rehearsals((_call, _session, place) => {
      mkdirSync(join(place, "closed"), { mode: 0o000 });
      throw new Error("the disk is full");
    });
    await made.take(parked(7), SESSION);
    expect(said).toMatchObject([{ entry: { code: "executor/rehearsal-failed" }, content: { is: "nothing", message: "the disk is full" } }]);
    expect(readdirSync(join(folder, "places"))).toEqual([]);
  });

  test("more than wait are not tried: executor/rehearsals-full; the others are, one at a time", async () => {
    let atOnce = 0;
    const made = rehearsals(async () => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await Promise.resolve();
      atOnce -= 1;
      return ok({ is: "nothing", message: "" });
    });
    await Promise.all(Array.from({ length: REHEARSALS_WAITING_MAX + 1 }, (_, index) => made.take(parked(index + 1), SESSION)));
    expect(codes().filter((code) => code === "executor/rehearsals-full")).toHaveLength(1);
    expect(codes()).toHaveLength(REHEARSALS_WAITING_MAX + 1);
  });
});

describe("a folder", () => {
  const room = (bytes: number, entries: number) => ({ bytes, entries });

  test("larger than there is room for: executor/rehearsal-too-large", async () => {
    writeFileSync(join(folder, "a"), "12345");
    mkdirSync(join(folder, "b"));
    expect(await imageOf(folder, room(4, 9))).toMatchObject({ fault: { code: "executor/rehearsal-too-large" } });
    expect(await imageOf(folder, room(9, 1))).toMatchObject({ fault: { code: "executor/rehearsal-too-large" } });
    expect((await imageOf(folder, room(5, 2))).ok).toBe(true);
  });

  test("is copied without following a link, and without what is passed over", async () => {
    mkdirSync(join(folder, "root", "own"), { recursive: true });
    writeFileSync(join(folder, "secret"), "secret");
    writeFileSync(join(folder, "root", "own", "key"), "secret");
    symlinkSync(join(folder, "secret"), join(folder, "root", "link"));
    const copyTo = join(folder, "copy");
    const image = await imageOf(join(folder, "root"), room(100, 100), { copyTo, passOver: [join(folder, "root", "own")] });
    expect(image.ok && [...image.value.keys()]).toEqual(["link", "own"]);
    expect(existsSync(join(copyTo, "own", "key"))).toBe(false);
    expect(await imageOf(copyTo, room(100, 100))).toEqual(image);
  });
});

describe("a server", () => {
  const rehearser = (isBoxed: boolean, own?: string) =>
    rehearserOf({
      server: "files",
      config: { files: [join(folder, "work")] },
      command: "/no/such/program",
      args: [],
      environment: {},
      walls: { hidden: [], readOnly: [], scratch: join(folder, "scratch") },
      startFolder: "/",
      isBoxed,
      reached: () => own,
    });
  const call = { tool: "files/write", args: {} };

  test("that can't be put into a box: executor/rehearsal-impossible", async () => {
    expect(await rehearser(false)(call, SESSION, folder)).toMatchObject({ fault: { code: "executor/rehearsal-impossible" } });
  });

  test("whose call leads to a file of Interlock's own: executor/out-of-reach", async () => {
    expect(await rehearser(true, "key")(call, SESSION, folder)).toMatchObject({ fault: { code: "executor/out-of-reach" } });
  });

  test("whose folder is Interlock's own: executor/rehearsal-impossible", async () => {
    const own = rehearserOf({
      server: "files",
      config: { files: [join(folder, "link", "keys")] },
      ...{ command: "true", args: [], environment: {}, startFolder: "/", isBoxed: true, reached: () => undefined },
      walls: { hidden: [join(folder, "state")], readOnly: [], scratch: join(folder, "scratch") },
    });
    mkdirSync(join(folder, "state", "keys"), { recursive: true });
    symlinkSync(join(folder, "state"), join(folder, "link"));
    expect(await own(call, SESSION, folder)).toMatchObject({ fault: { code: "executor/rehearsal-impossible" } });
  });

  test("whose folder is not there: executor/rehearsal-failed", async () => {
    expect(await rehearser(true)(call, SESSION, folder)).toMatchObject({ fault: { code: "executor/rehearsal-failed" } });
  });

  test.skipIf(!works)("that does not start in its box: executor/rehearsal-failed (needs bwrap)", async () => {
    mkdirSync(join(folder, "work"));
    expect(await rehearser(true)(call, SESSION, folder)).toMatchObject({
      fault: { code: "executor/rehearsal-failed", cause: { code: "executor/server-gone" } },
    });
  });
});
