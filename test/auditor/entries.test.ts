/** What the auditor says of whole ledgers and single entries that somebody with every key has written, each finding by its code. */
import { readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { digestOf } from "../../src/crypto/index.ts";
import { type CharterEntry, charterStatement, type Entry, signStatements, statement } from "../../src/ledger/index.ts";
import { forge, found, removeForged, report } from "../worlds/audited.ts";
import { CODE, DEFINITION, EPOCH, type PartName, SESSION, START } from "../worlds/ledger-world.ts";

const OTHER = "session-2";
const SESSION_ENTRY = { kind: "session", agent: "agent", protocol: "p", capabilities: {} } as const;

afterEach(removeForged);

describe("an honest ledger", () => {
  test("is OK, with every kind of entry", async () => {
    const made = forge();
    const allowed = made.propose();
    made.execute(allowed, made.decide(allowed, "allow"));
    made.decide(made.propose(), "deny");
    const escalated = made.propose();
    made.answer("approval", escalated, made.decide(escalated, "escalate"));
    made.execute(escalated, made.decide(escalated, "allow"), { result: "unknown" });
    const held = made.propose();
    made.answer("release", held, made.decide(held, "quarantine"));
    made.execute(held, made.decide(held, "allow"), { result: "failed", code: "x" });
    const expired = made.propose();
    made.decide(expired, "escalate");
    made.at += 900_000;
    made.say("ledger", { kind: "timer", proposal: expired }, SESSION);
    made.decide(expired, "deny");
    made.say("executor:files", { kind: "drift", server: "files", tools: { "files/read": CODE } }, undefined, {});
    const drifted = made.propose();
    made.answer("release", drifted, made.decide(drifted, "quarantine"));
    const terms = made.decision(drifted, "allow").warrant;
    if (terms === undefined) throw new Error("an allow has a warrant");
    made.decide(drifted, "allow", { warrant: { ...terms, definition: CODE } });
    made.attest("f".repeat(32));
    const again = made.propose();
    made.decide(again, "escalate", { same: escalated });
    const asked = made.say(
      "executor:files",
      { kind: "proposal", from: "server", deadline: made.at + 9_000, patience: made.at + 9_000 },
      SESSION,
      { tool: "files#log", args: {} },
    );
    const { warrant: _, ...bare } = made.decision(asked, "allow", { tool: "files#log" });
    made.execute(asked, made.say("decider", bare, SESSION, {}), { epoch: "9".repeat(32) }, "gateway");
    made.say("gateway", { ...SESSION_ENTRY, ended: true }, SESSION);
    expect(await found(made)).toBe("OK");
    const { proposals, verdicts, outcomes, answers, undecided, inDoubt, opened, sessions, covered } = await report(made);
    expect({ proposals, verdicts, outcomes, answers, undecided, inDoubt, sessions, covered }).toEqual({
      proposals: 8,
      verdicts: { allow: 5, deny: 2, escalate: 3, quarantine: 2 },
      outcomes: { returned: 2, unknown: 1, failed: 1 },
      answers: 3,
      undecided: [],
      inDoubt: [escalated, drifted],
      sessions: 1,
      covered: made.size,
    });
    expect(opened).toBe(made.entries.filter(({ blob }) => blob !== undefined).length);
  });

  test("is OK where a doubt was discarded, which is over then, and where its outcome comes after that", async () => {
    const made = forge();
    const doubt = (): [proposal: number, decision: number] => {
      const proposal = made.propose();
      return [proposal, made.decide(proposal, "allow")];
    };
    const [unknown, gone, left] = [doubt(), doubt(), doubt()];
    made.execute(...unknown, { result: "unknown" });
    made.attest("f".repeat(32));
    made.answer("discard", ...unknown);
    made.answer("discard", ...gone);
    expect(await found(made)).toBe("OK");
    expect((await report(made)).inDoubt).toEqual([left[0]]);
    made.execute(...gone);
    expect(await found(made)).toBe("OK");
  });

  test("is OK while it is in the middle of a call", async () => {
    const made = forge();
    made.decide(made.propose(), "allow");
    const proposal = made.propose();
    expect(await found(made)).toBe("OK");
    expect((await report(made)).undecided).toEqual([proposal]);
  });
});

describe("WRONG: an entry", () => {
  test("that is no canonical leaf: auditor/leaf-malformed", async () => {
    const made = forge();
    const surplus = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { surplus: 1 });
    const misshapen = made.say("author", { kind: "pin", tools: { a: "no digest" } });
    expect(await found(made)).toBe(`WRONG auditor/leaf-malformed@${surplus} auditor/leaf-malformed@${misshapen}`);
  });

  test("that goes back in time: auditor/time-goes-back", async () => {
    const made = forge();
    const back = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { at: START - 1 });
    expect(await found(made)).toBe(`WRONG auditor/time-goes-back@${back}`);
  });

  test("that leaves a hole in its session: auditor/number-out-of-sequence", async () => {
    const made = forge();
    const entry = { kind: "proposal", from: "agent", deadline: START + 9, patience: START + 9 } as const;
    const first = made.say("gateway", entry, SESSION, { tool: "files/read", args: {} }, { number: 3 });
    const numbered = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { number: 1 });
    expect(await found(made)).toBe(`WRONG auditor/number-out-of-sequence@${first} auditor/number-out-of-sequence@${numbered}`);
  });

  test("that stands in the wrong session: auditor/session-wrong", async () => {
    const made = forge();
    const again = made.say("gateway", SESSION_ENTRY, SESSION);
    const nowhere = made.say("gateway", { kind: "proposal", from: "agent", deadline: START + 9, patience: START + 9 }, OTHER, {
      tool: "x",
      args: {},
    });
    const inside = made.say("author", { kind: "pin", tools: {} }, SESSION);
    const outside = made.say("gateway", { kind: "proposal", from: "agent", deadline: START + 9, patience: START + 9 });
    made.say("gateway", { ...SESSION_ENTRY, ended: true }, SESSION);
    const late = made.propose();
    const wrong = [again, nowhere, inside, outside, late].map((entry) => `auditor/session-wrong@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("that puts a charter in force which may not follow: auditor/charter-wrong", async () => {
    const made = forge();
    const { people } = made;
    const terms = {
      kind: "charter",
      name: "files",
      version: 2,
      machine: made.machine,
      pins: digestOf({ "files/read": DEFINITION }),
    } as const;
    const content = { machine: { states: 1 }, sources: [] };
    const signedBy = (entry: CharterEntry, ...names: readonly PartName[]): CharterEntry => ({
      ...entry,
      signatures: names.map((name) => ({ by: people.get(name).id, signature: people.get(name).sign(charterStatement(entry)) })),
    });
    const say = (entry: CharterEntry, by: PartName = "author"): number => made.say(by, entry, undefined, content);
    const authors = { threshold: 2, keys: [people.get("author").id, people.get("second-author").id] };
    say(signedBy({ ...terms, authors }, "second-author"));
    const wrong = [
      say({ ...terms, version: 3 }),
      say(signedBy({ ...terms, version: 5 }, "second-author")),
      say(signedBy({ ...terms, version: 6 }, "author", "second-author")),
      say(signedBy({ ...terms, version: 7 }, "second-author", "second-author")),
      say({ ...signedBy({ ...terms, version: 8, name: "other" }, "second-author"), name: "files" }),
      say(signedBy({ ...terms, version: 9, pins: CODE }, "second-author")),
      say(
        signedBy(
          { ...terms, version: 10, authors: { threshold: 2, keys: [people.get("author").id, people.get("host").id] } },
          "second-author",
        ),
      ),
    ];
    const report = await found(made);
    for (const entry of wrong) expect(report).toContain(`auditor/charter-wrong@${entry}`);
    expect(report).not.toContain(`@${(wrong[0] ?? 0) - 1}`);
  });

  test("that its writer may not write: auditor/duty-missing", async () => {
    const made = forge();
    const proposal = made.propose();
    const decided = made.say("gateway", made.decision(proposal, "deny"), SESSION);
    const charter = made.say("approver:owner", { kind: "pin", tools: {} });
    expect(await found(made)).toBe(`WRONG auditor/duty-missing@${decided} auditor/duty-missing@${charter}`);
  });

  test("of a look at a secret is a console's or an approver's: auditor/duty-missing", async () => {
    const made = forge();
    const proposal = made.propose();
    const look = { kind: "reveal", entry: proposal, viewer: "somebody" } as const;
    for (const viewer of ["console", "approver:owner"] as const) made.say(viewer, look, undefined, { place: "/args/password" });
    const theirs = made.say("gateway", look, undefined, { place: "/args/password" });
    expect(await found(made)).toBe(`WRONG auditor/duty-missing@${theirs}`);
  });

  test("that its writer has signed together with others is his, and no other is: auditor/signature-wrong", async () => {
    const entries: Entry[] = [CODE, DEFINITION, EPOCH.repeat(2)].map((digest) => ({ kind: "pin", tools: { a: digest } }));
    const made = forge();
    const signatures = signStatements(
      made.people.get("author"),
      entries.map((entry) => statement(entry, undefined, undefined)),
    );
    for (const [index, entry] of entries.entries()) made.say("author", entry, undefined, undefined, { signature: signatures[index] });
    expect(await found(made)).toBe("OK");
    const moved = made.say("author", { kind: "pin", tools: { a: CODE } }, undefined, undefined, { signature: signatures[1] });
    const bytes = Buffer.from(signatures[0] ?? "", "base64");
    const tails = [bytes.subarray(0, 64), bytes.subarray(0, -32), Buffer.concat([bytes, Buffer.alloc(32)])];
    const cut = tails.map((tail) =>
      made.say("author", { kind: "pin", tools: { a: CODE } }, undefined, undefined, { signature: tail.toString("base64") }),
    );
    expect(await found(made)).toBe(`WRONG ${[moved, ...cut].map((entry) => `auditor/signature-wrong@${entry}`).join(" ")}`);
  });

  test("that its writer has not signed: auditor/signature-wrong", async () => {
    const made = forge();
    const { signature } = made.people.sign("author", { kind: "pin", tools: { a: DEFINITION } });
    const wrong = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { signature });
    const moved = made.say("gateway", SESSION_ENTRY, OTHER, undefined, { session: "session-3", number: 1 });
    expect(await found(made)).toBe(`WRONG auditor/signature-wrong@${wrong} auditor/signature-wrong@${moved}`);
  });

  test("that rests on no grant: auditor/grant-wrong", async () => {
    const made = forge();
    const none = made.say("gateway", { ...SESSION_ENTRY, grant: 0 }, OTHER);
    const late = made.say("host", { kind: "grant", agent: "a", user: "u", role: "r", expires: START, fresh: true }, undefined, {});
    const expired = made.say("gateway", { ...SESSION_ENTRY, grant: late }, "session-3");
    expect(await found(made)).toBe(`WRONG auditor/grant-wrong@${none} auditor/grant-wrong@${late} auditor/grant-wrong@${expired}`);
  });
});

describe("WRONG: what is sealed and published", () => {
  test("blobs that were exchanged, changed or added: auditor/seal-wrong", async () => {
    const made = forge();
    const [first, second, third] = [made.propose(), made.propose(), made.propose()];
    const entries = [first, second, third].map((entry) => made.entries[entry]);
    const [one, two, three] = entries;
    if (one?.blob === undefined || two?.blob === undefined || three?.blob === undefined) throw new Error("proposals are sealed");
    [one.blob, two.blob] = [two.blob, one.blob];
    three.blob = Buffer.concat([three.blob.subarray(0, -1), Buffer.of((three.blob.at(-1) ?? 0) ^ 1)]);
    const bare = made.say("author", { kind: "pin", tools: {} });
    const added = made.entries[bare];
    if (added !== undefined) added.blob = one.blob;
    const garbage = made.propose();
    const last = made.entries[garbage];
    if (last !== undefined) last.blob = Buffer.from("no seal");
    const wrong = [first, second, third, bare, garbage].map((entry) => `auditor/seal-wrong@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("another head, a head by another, no head: auditor/root-differs, auditor/checkpoint-wrong, auditor/journal-short", async () => {
    const made = forge();
    made.propose();
    expect(await found(made, { signer: "gateway" })).toBe("WRONG auditor/checkpoint-wrong auditor/checkpoint-missing");
    const fork = forge("begun", made.people);
    fork.say("author", { kind: "pin", tools: {} });
    fork.write();
    made.write();
    const takeover = (path: string): void =>
      writeFileSync(join(made.folder, "ledger", path), readFileSync(join(fork.folder, "ledger", path)));
    takeover("checkpoint");
    expect((await report(made)).findings.map(({ code }) => code)).toEqual(["auditor/root-differs"]);
    fork.say("author", { kind: "pin", tools: { a: DEFINITION } });
    fork.write();
    takeover("checkpoint");
    const { verdict, findings } = await report(made);
    expect([verdict, findings[0]?.code, findings[0]?.entry]).toEqual(["WRONG", "auditor/journal-short", made.size]);
  });

  test("tiles that differ, and files that nobody wrote: auditor/tile-differs, auditor/file-unknown", async () => {
    const made = forge().write();
    const bundle = join(made.folder, `ledger/tile/entries/000.p/${made.size}`);
    const bytes = readFileSync(bundle);
    writeFileSync(bundle, Buffer.concat([bytes, Buffer.of(0)]));
    expect((await report(made)).findings).toMatchObject([{ code: "auditor/tile-differs", entry: made.size - 1 }]);
    writeFileSync(bundle, bytes);
    writeFileSync(join(made.folder, "ledger/tile/0/000"), Buffer.alloc(256 * 32));
    expect((await report(made)).findings).toMatchObject([{ code: "auditor/tile-differs" }]);
    unlinkSync(join(made.folder, "ledger/tile/0/000"));
    writeFileSync(join(made.folder, "ledger/tile/0/note.txt"), "");
    expect((await report(made)).findings).toMatchObject([{ code: "auditor/file-unknown" }]);
  });
});

describe("UNDECIDED", () => {
  test("without a ring, without a key: auditor/ring-missing, auditor/seal-closed, auditor/checkpoint-missing", async () => {
    const made = forge().write();
    const withoutRing = await report(made, { ring: true });
    expect([withoutRing.verdict, withoutRing.findings.map(({ code }) => code)]).toEqual([
      "UNDECIDED",
      ["auditor/ring-missing", "auditor/checkpoint-missing"],
    ]);
    const withoutKey = await report(made, { key: true });
    expect([withoutKey.verdict, new Set(withoutKey.findings.map(({ code }) => code))]).toEqual([
      "UNDECIDED",
      new Set(["auditor/seal-closed"]),
    ]);
  });

  test("with an unknown writer, format or blob: auditor/key-unknown, auditor/format-unknown", async () => {
    const made = forge();
    const stranger = made.say("stranger", { kind: "pin", tools: {} });
    const future = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { format: "interlock-entry/2" });
    expect(await found(made)).toBe(`UNDECIDED auditor/key-unknown@${stranger} auditor/format-unknown@${future}`);
  });

  test("without entries, head, tiles, or a whole last commit: auditor/empty, auditor/tile-missing, auditor/tail-torn", async () => {
    const empty = forge("empty");
    expect(await found(empty)).toBe("UNDECIDED auditor/empty");
    const made = forge();
    made.propose();
    expect(await found(made, { covered: 0 })).toBe("UNDECIDED auditor/checkpoint-missing");
    const bare = forge();
    made.propose();
    bare.write();
    rmSync(join(bare.folder, "ledger/tile"), { recursive: true });
    expect((await report(bare)).findings.map(({ code }) => code)).toEqual(["auditor/tile-missing", "auditor/tile-missing"]);
    const torn = forge();
    const covered = torn.size - (torn.size % 3);
    torn.propose();
    torn.write({ covered });
    const journal = join(torn.folder, "ledger/journal/0000000000000000.journal");
    writeFileSync(journal, readFileSync(journal).subarray(0, -1));
    const { verdict, findings } = await report(torn);
    expect([verdict, findings.map(({ code }) => code)]).toEqual(["UNDECIDED", ["auditor/tail-torn"]]);
  });
});
