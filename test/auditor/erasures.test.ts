/** What an audit says of erasures: a note where two judges stand for one, WRONG for anything else that is not there. */
import { afterEach, expect, test } from "vitest";
import { renderReport } from "../../src/auditor/index.ts";
import { forge, found, removeForged, report } from "../worlds/audited.ts";
import type { ForgedLedger } from "../worlds/forged-ledger.ts";
import { type PartName, People, SESSION } from "../worlds/ledger-world.ts";

afterEach(removeForged);

interface Forged {
  readonly by?: PartName;
  readonly isOpen?: boolean;
  readonly confirms?: "the carry" | "something else" | "nothing";
  readonly carriedBy?: PartName;
}

/** A context of one denied call, erased in the way it is told; gives the ledger, and the entries whose blobs are gone. */
function erased({ by = "host", isOpen = false, confirms = "the carry", carriedBy = "decider" }: Forged = {}): {
  readonly made: ForgedLedger;
  readonly gone: readonly number[];
  readonly erasure: number;
} {
  const made = forge("begun", new People({ judges: "two" }));
  made.decide(made.propose(), "deny");
  const session = { kind: "session", agent: "agent", protocol: "p", capabilities: {}, ended: true } as const;
  if (!isOpen) made.say("gateway", session, SESSION);
  const gone = made.entries.flatMap(({ leaf: { session: of, entry, seal } }, index) =>
    seal !== undefined && (of === SESSION || entry.kind === "grant") ? [index] : [],
  );
  const erasure = made.say(by, { kind: "erasure", agent: "agent", user: "ann", until: made.size });
  const carry = made.say(carriedBy, { kind: "carry", erasure }, undefined, { format: "interlock-carry/1", erasure, steps: [] });
  const about = confirms === "the carry" ? carry : erasure;
  if (confirms !== "nothing") made.say("countersigner:files", { kind: "carry", erasure, server: "files", confirms: about });
  for (const index of gone) {
    const entry = made.entries[index];
    if (entry !== undefined) entry.blob = undefined;
  }
  return { made, gone, erasure };
}

const missing = (gone: readonly number[]): readonly string[] => gone.map((entry) => `auditor/blob-missing@${entry}`);

test("OK, with a note that says by which entry, where two judges stand for it", async () => {
  const { made, gone, erasure } = erased();
  const said = await report(made.write());
  expect(said).toMatchObject({ verdict: "OK", erased: gone.length, erasures: [erasure], findings: [] });
  expect(renderReport(said)).toContain(`sealed contents erased by entry ${erasure}, as two judges recorded: ${gone.length}`);
  expect((await report(made.write(), { key: true })).findings.every(({ entry }) => !gone.includes(entry ?? -1))).toBe(true);
});

test("WRONG: a blob that is not there, and that no erasure has taken: auditor/blob-missing", async () => {
  const made = forge();
  const proposal = made.propose();
  made.decide(proposal, "deny");
  const entry = made.entries[proposal];
  if (entry !== undefined) entry.blob = undefined;
  expect(await found(made)).toBe(`WRONG auditor/blob-missing@${proposal}`);
});

test("WRONG: of a context in which something is open: auditor/erasure-wrong", async () => {
  const { made, gone, erasure } = erased({ isOpen: true });
  expect((await found(made)).split(" ").sort()).toEqual(["WRONG", `auditor/erasure-wrong@${erasure}`, ...missing(gone)].sort());
});

test("WRONG: by another key than a host's, or carried by another than the decider: auditor/duty-missing", async () => {
  const { made, erasure } = erased({ by: "author" });
  expect(await found(made)).toBe(`WRONG auditor/duty-missing@${erasure}`);
  const other = erased({ carriedBy: "gateway" });
  expect(await found(other.made)).toBe(`WRONG auditor/duty-missing@${other.erasure + 1}`);
});

test("WRONG: where the second judge has said nothing, or something about another entry", async () => {
  const silent = erased({ confirms: "nothing" });
  expect(await found(silent.made)).toBe(["WRONG", ...missing(silent.gone)].join(" "));
  const other = erased({ confirms: "something else" });
  const wrong = `auditor/erasure-wrong@${other.erasure + 2}`;
  expect((await found(other.made)).split(" ").sort()).toEqual(["WRONG", wrong, ...missing(other.gone)].sort());
});

test("OK: a session under a grant whose words are erased; WRONG: a carry of what was erased before", async () => {
  const { made, erasure } = erased();
  const grant = made.entries.findIndex(({ leaf }) => leaf.entry.kind === "grant");
  made.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, grant }, "session-late");
  expect(await found(made)).toBe("OK");
  const again = made.say("decider", { kind: "carry", erasure }, undefined, {});
  expect(await found(made)).toBe(`WRONG auditor/erasure-wrong@${again}`);
});
