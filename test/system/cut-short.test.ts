/**
 * Commands that make keys and signatures, cut short at every single change of the disk: given again they succeed, and nothing is lost
 * that was there. Whatever takes a place was on the disk before, and its folder is after.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStateFolder, stateFolderBeside } from "../../src/cli/index.ts";
import { NODE, Terminal } from "../transcripts/terminal.ts";
import { watchFiles } from "../worlds/watched-files.ts";

const SERVER = ["--", NODE, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/notes-server.ts")];
const root = mkdtempSync(join(tmpdir(), "interlock-cut-"));
const empty = join(root, "empty");
/** Where `interlock init` has been, and where two authors sign and one has. */
const [begun, half] = [join(root, "begun"), join(root, "half")];

const interlock = (at: string, ...words: readonly string[]): Promise<string> => new Terminal("", at).run(words);
const state = (at: string): ReturnType<typeof stateFolderBeside> => stateFolderBeside(join(at, "charter.yaml"));
const makeKeys = (at: string): boolean => openStateFolder(state(at), [{ name: "files" }]).ok;

/** With the mode that a state folder must have, which copying does not keep. */
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  if (from !== empty) chmodSync(state(to).root, 0o700);
}

/** Changes that `interlock init` makes before it writes pins. */
let beforePins = 0;

beforeAll(async () => {
  mkdirSync(empty);
  mkdirSync(begun);
  const watched = watchFiles(begun);
  await interlock(begun, "init", ...SERVER);
  watched.release();
  beforePins = watched.seen.indexOf("open interlock.lock.new");
  copy(begun, half);
  await interlock(half, "trust", "--new", "bea");
  await interlock(half, "rotate", "charter.yaml", "--authors", "author,bea", "--threshold", "2");
});
afterAll(() => {
  for (const folder of readdirSync(root)) rmSync(dirname(state(join(root, folder)).socket), { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true });
});

interface Cut {
  readonly from: string;
  readonly work: (at: string) => unknown;
  /** Looks at a folder in which the work was cut short, or at last was not. */
  readonly look: (at: string) => unknown;
  /** Where to begin; 0 if absent. */
  readonly first?: number;
}

/** Does the work in copies of `from`, with disks that take 0, 1, 2 … changes, until one takes them all. Gives what it was asked for. */
async function cutEverywhere({ from, work, look, first = 0 }: Cut): Promise<readonly string[]> {
  for (let changes = first; ; changes += 1) {
    const at = mkdtempSync(join(root, "copy-"));
    copy(from, at);
    const watched = watchFiles(at, changes);
    try {
      await work(at);
    } catch {
      // As a process that is killed: it says nothing more.
    } finally {
      watched.release();
    }
    const again = watchFiles(at);
    try {
      await look(at);
    } finally {
      again.release();
    }
    if (watched.seen.length > changes) continue;
    expect(undurable(watched.seen)).toEqual([]);
    return watched.seen;
  }
}

/** Files that took their place before their bytes were durable, or whose folder was not durable before the next change. */
function undurable(seen: readonly string[]): readonly string[] {
  return seen.filter((change, place) => {
    const [what, draft, file = ""] = change.split(" ");
    if (what !== "rename" && what !== "link") return false;
    const next = seen.slice(place + 1).find((later) => later !== `remove ${draft}`);
    return seen.lastIndexOf(`sync ${draft}`, place) <= seen.lastIndexOf(`write ${draft}`, place) || next !== `sync ${dirname(file)}`;
  });
}

/** The keys in a folder, each with its text. */
function keysIn(at: string): ReadonlyMap<string, string> {
  const { keys } = state(at);
  return new Map(readdirSync(keys).flatMap((name) => (name.endsWith(".key") ? [[name, readFileSync(join(keys, name), "utf8")]] : [])));
}

const enrolledIn = (at: string): readonly { readonly name: string; readonly id: string }[] =>
  JSON.parse(readFileSync(state(at).ring, "utf8")).identities.map((one: { identity: { name: string; id: string } }) => one.identity);

test("keys: each is made once, whole, and enrolled", async () => {
  const seen = await cutEverywhere({
    from: empty,
    work: makeKeys,
    look: (at) => {
      const left = existsSync(state(at).keys) ? [...keysIn(at)] : [];
      expect(makeKeys(at)).toBe(true);
      expect([...keysIn(at)]).toEqual(expect.arrayContaining(left));
      expect(enrolledIn(at).map(({ name }) => `${name}.key`)).toHaveLength(10);
      expect(enrolledIn(at).map(({ name }) => `${name}.key`)).toEqual(expect.arrayContaining([...keysIn(at).keys()]));
    },
  });
  expect(seen).toContain("rename .interlock/keys/ring.json.new .interlock/keys/ring.json");
  expect(seen.filter((change) => change.startsWith("link "))).toHaveLength(10);
});

test("interlock init: pins and charter are there, whole", async () => {
  await cutEverywhere({
    from: empty,
    first: beforePins,
    work: (at) => interlock(at, "init", ...SERVER),
    look: async (at) => {
      if (!readdirSync(at).includes("charter.yaml")) await interlock(at, "init", ...SERVER);
      for (const file of ["charter.yaml", "interlock.lock"])
        expect(readFileSync(join(at, file), "utf8")).toBe(readFileSync(join(begun, file), "utf8"));
    },
  });
});

test("interlock trust --new: the author has one key and is enrolled once, and everybody else still is", async () => {
  await cutEverywhere({
    from: begun,
    work: (at) => interlock(at, "trust", "--new", "bea"),
    look: async (at) => {
      const left = keysIn(at);
      const before = enrolledIn(at);
      const { enrolled } = JSON.parse(await interlock(at, "trust", "--new", "bea", "--json"));
      expect(enrolled.map(({ name }: { name: string }) => name)).toEqual(["author", "bea"]);
      expect([...keysIn(at)]).toEqual(expect.arrayContaining([...left]));
      expect(enrolledIn(at)).toEqual(expect.arrayContaining([...before]));
    },
  });
});

test("interlock rotate, then sign: what another has signed stays until both have", async () => {
  const signedBy = (at: string): number => JSON.parse(readFileSync(join(at, "interlock.signatures"), "utf8")).signatures.length;
  await cutEverywhere({
    from: half,
    work: (at) => interlock(at, "sign", "charter.yaml", "--key", "bea"),
    look: async (at) => {
      expect([1, 2]).toContain(signedBy(at));
      const { next } = JSON.parse(await interlock(at, "sign", "charter.yaml", "--key", "bea", "--json"));
      expect([next.has, signedBy(at)]).toEqual([2, 2]);
    },
  });
  await cutEverywhere({
    from: half,
    work: (at) => interlock(at, "rotate", "charter.yaml", "--key", "bea", "--authors", "bea", "--threshold", "1"),
    look: async (at) => {
      expect(signedBy(at)).toBe(1);
      await interlock(at, "rotate", "charter.yaml", "--key", "bea", "--authors", "bea", "--threshold", "1");
      const { terms } = JSON.parse(readFileSync(join(at, "interlock.signatures"), "utf8"));
      expect(terms.authors.threshold).toBe(1);
    },
  });
});
