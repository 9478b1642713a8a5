/** What the auditor finds in ledgers that somebody with every key has written wrong, each finding by its code and entry. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ForgedLedger } from "../../test/worlds/forged-ledger.ts";
import { CODE, DEFINITION, EPOCH, SESSION, START } from "../../test/worlds/ledger-world.ts";
import { audit, readRing, readSealKey, type Report } from "./index.ts";

const forged: ForgedLedger[] = [];

function ledger(): ForgedLedger {
  const made = new ForgedLedger().begin();
  forged.push(made);
  return made;
}

afterEach(() => {
  for (const each of forged.splice(0)) each.remove();
});

async function report(of: ForgedLedger, without: { readonly ring?: true; readonly key?: true } = {}): Promise<Report> {
  const ring = readRing(readFileSync(join(of.folder, "ring.json"), "utf8"));
  const key = readSealKey(readFileSync(join(of.folder, "auditor.key"), "utf8"));
  if (typeof ring === "string" || typeof key === "string") throw new Error("ring and key are good");
  return await audit({ folder: join(of.folder, "ledger"), ...(without.ring ? {} : { ring }), ...(without.key ? {} : { key }) });
}

/** `VERDICT code@entry …` of the written ledger. */
async function found(of: ForgedLedger, options?: Parameters<ForgedLedger["write"]>[0]): Promise<string> {
  const { verdict, findings } = await report(of.write(options));
  return [verdict, ...findings.map(({ code, entry }) => `${code}${entry === undefined ? "" : `@${entry}`}`)].join(" ");
}

const OTHER = "session-2";
const SESSION_ENTRY = { kind: "session", agent: "agent", protocol: "p", capabilities: {} } as const;

describe("an honest ledger", () => {
  test("is OK, with every kind of entry", async () => {
    const made = ledger();
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
    const asked = made.say("executor:files", { kind: "proposal", from: "server", deadline: made.at + 9_000, patience: made.at + 9_000 }, SESSION, { tool: "files#log", args: {} });
    const { warrant: _, ...bare } = made.decision(asked, "allow", { tool: "files#log" });
    made.execute(asked, made.say("decider", bare, SESSION, {}), { epoch: "9".repeat(32) }, "gateway");
    made.say("gateway", { ...SESSION_ENTRY, ended: true }, SESSION);
    expect(await found(made)).toBe("OK");
    const { proposals, verdicts, outcomes, answers, undecided, inDoubt, opened, sessions, covered } = await report(made);
    expect({ proposals, verdicts, outcomes, answers, undecided, inDoubt, sessions, covered }).toEqual({
      proposals: 8, verdicts: { allow: 5, deny: 2, escalate: 3, quarantine: 2 }, outcomes: { returned: 2, unknown: 1, failed: 1 }, answers: 3,
      undecided: [], inDoubt: [escalated, drifted], sessions: 1, covered: made.size,
    });
    expect(opened).toBe(made.entries.filter(({ blob }) => blob !== undefined).length);
  });

  test("is OK while it is in the middle of a call", async () => {
    const made = ledger();
    made.decide(made.propose(), "allow");
    const proposal = made.propose();
    expect(await found(made)).toBe("OK");
    expect((await report(made)).undecided).toEqual([proposal]);
  });
});

describe("WRONG: an entry", () => {
  test("that is no canonical leaf: auditor/leaf-malformed", async () => {
    const made = ledger();
    const surplus = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { surplus: 1 });
    const misshapen = made.say("author", { kind: "pin", tools: { a: "no digest" } });
    expect(await found(made)).toBe(`WRONG auditor/leaf-malformed@${surplus} auditor/leaf-malformed@${misshapen}`);
  });

  test("that goes back in time: auditor/time-goes-back", async () => {
    const made = ledger();
    const back = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { at: START - 1 });
    expect(await found(made)).toBe(`WRONG auditor/time-goes-back@${back}`);
  });

  test("that leaves a hole in its session: auditor/number-out-of-sequence", async () => {
    const made = ledger();
    const entry = { kind: "proposal", from: "agent", deadline: START + 9, patience: START + 9 } as const;
    const first = made.say("gateway", entry, SESSION, { tool: "files/read", args: {} }, { number: 3 });
    const numbered = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { number: 1 });
    expect(await found(made)).toBe(`WRONG auditor/number-out-of-sequence@${first} auditor/number-out-of-sequence@${numbered}`);
  });

  test("that stands in the wrong session: auditor/session-wrong", async () => {
    const made = ledger();
    const again = made.say("gateway", SESSION_ENTRY, SESSION);
    const nowhere = made.say("gateway", { kind: "proposal", from: "agent", deadline: START + 9, patience: START + 9 }, OTHER, { tool: "x", args: {} });
    const inside = made.say("author", { kind: "pin", tools: {} }, SESSION);
    const outside = made.say("gateway", { kind: "proposal", from: "agent", deadline: START + 9, patience: START + 9 });
    made.say("gateway", { ...SESSION_ENTRY, ended: true }, SESSION);
    const late = made.propose();
    const wrong = [again, nowhere, inside, outside, late].map((entry) => `auditor/session-wrong@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("that its writer may not write: auditor/duty-missing", async () => {
    const made = ledger();
    const proposal = made.propose();
    const decided = made.say("gateway", made.decision(proposal, "deny"), SESSION);
    const charter = made.say("approver:owner", { kind: "pin", tools: {} });
    expect(await found(made)).toBe(`WRONG auditor/duty-missing@${decided} auditor/duty-missing@${charter}`);
  });

  test("that its writer has not signed: auditor/signature-wrong", async () => {
    const made = ledger();
    const { signature } = made.people.sign("author", { kind: "pin", tools: { a: DEFINITION } });
    const wrong = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { signature });
    const moved = made.say("gateway", SESSION_ENTRY, OTHER, undefined, { session: "session-3", number: 1 });
    expect(await found(made)).toBe(`WRONG auditor/signature-wrong@${wrong} auditor/signature-wrong@${moved}`);
  });

  test("that rests on no grant: auditor/grant-wrong", async () => {
    const made = ledger();
    const none = made.say("gateway", { ...SESSION_ENTRY, grant: 0 }, OTHER);
    const late = made.say("host", { kind: "grant", agent: "a", user: "u", role: "r", expires: START, fresh: true }, undefined, {});
    const expired = made.say("gateway", { ...SESSION_ENTRY, grant: late }, "session-3");
    expect(await found(made)).toBe(`WRONG auditor/grant-wrong@${none} auditor/grant-wrong@${late} auditor/grant-wrong@${expired}`);
  });
});

describe("WRONG: a decision", () => {
  test("for no open proposal, or after the last word: auditor/decision-without-proposal, auditor/decision-again", async () => {
    const made = ledger();
    const proposal = made.propose();
    made.decide(proposal, "deny");
    const second = made.decide(proposal, "allow");
    const running = made.propose();
    made.decide(running, "allow");
    const again = made.decide(running, "deny");
    expect(await found(made)).toBe(`WRONG auditor/decision-without-proposal@${second} auditor/decision-again@${again}`);
  });

  test("that comes late or never: auditor/decision-late, auditor/decision-missing; not after a restart", async () => {
    const made = ledger();
    const late = made.propose({ deadline: START + 5 });
    const missing = made.propose({ deadline: START + 5 });
    made.at += 6;
    const decided = made.decide(late, "deny");
    expect(await found(made)).toBe(`WRONG auditor/decision-missing@${missing} auditor/decision-late@${decided}`);
    const excused = ledger();
    const before = excused.propose({ deadline: START + 5 });
    excused.propose({ deadline: START + 5 });
    excused.at += 60_000;
    excused.say("ledger", { kind: "attestation", part: "ledger", epoch: "9".repeat(32), grade: "embedded", code: CODE });
    excused.decide(before, "deny");
    expect(await found(excused)).toBe("OK");
  });

  test("from another prefix or machine: auditor/prefix-differs, auditor/machine-differs", async () => {
    const made = ledger();
    const proposal = made.propose();
    const wrong = made.decide(proposal, "deny", { prefix: { size: made.size, root: DEFINITION } });
    const other = made.propose();
    const early = made.decide(other, "deny", { prefix: { size: other, root: made.decision(other, "deny").prefix.root } });
    const machine = made.decide(made.propose(), "deny", { machine: DEFINITION });
    expect(await found(made)).toBe(`WRONG auditor/prefix-differs@${wrong} auditor/prefix-differs@${early} auditor/machine-differs@${machine}`);
  });

  test("with terms that don't go together: auditor/terms-wrong", async () => {
    const made = ledger();
    const first = made.propose();
    const unparked = made.decide(first, "deny", { parked: { roles: [], until: START } });
    const second = made.propose();
    const { warrant: _, ...bare } = made.decision(second, "allow");
    const unwarranted = made.say("decider", bare, SESSION, {});
    expect(await found(made)).toBe(`WRONG auditor/terms-wrong@${unparked} auditor/terms-wrong@${unwarranted}`);
  });

  test("with a warrant for something else, or used before: auditor/warrant-wrong, auditor/nonce-spent", async () => {
    const made = ledger();
    const changes = [{ call: DEFINITION }, { definition: EPOCH + EPOCH }, { epoch: "0".repeat(32) }, { executor: made.people.get("executor:mail").id }, { server: "mail" }];
    const wrong = changes.map((change) => {
      const proposal = made.propose();
      const terms = made.decision(proposal, "allow").warrant;
      return made.decide(proposal, "allow", { warrant: { ...(terms ?? ({} as never)), ...change } });
    });
    const findings = wrong.map((entry) => `auditor/warrant-wrong@${entry}`);
    findings.push(`auditor/warrant-wrong@${wrong.at(-1)}`);
    const nonce = made.decision(made.propose(), "allow").warrant;
    if (nonce === undefined) throw new Error("an allow has a warrant");
    made.decide(made.size - 1, "allow");
    const proposal = made.propose();
    const spent = made.decide(proposal, "allow", { warrant: { ...(made.decision(proposal, "allow").warrant ?? nonce), nonce: nonce.nonce } });
    expect(await found(made)).toBe(["WRONG", ...findings, `auditor/nonce-spent@${spent}`].join(" "));
  });

  test("that allows a parked call without its answers: auditor/approval-missing", async () => {
    const made = ledger();
    const first = made.propose();
    made.decide(first, "escalate");
    const unasked = made.decide(first, "allow");
    const second = made.propose();
    const parked = made.decide(second, "quarantine", { parked: { roles: [{ role: "owner", approvals: 2 }], until: START + 9_000 } });
    made.answer("release", second, parked);
    const half = made.decide(second, "allow");
    const third = made.propose();
    made.answer("approval", third, made.decide(third, "quarantine"));
    const unreleased = made.decide(third, "allow");
    const fourth = made.propose();
    const { prefix } = made.decision(fourth, "allow");
    made.answer("rejection", fourth, made.decide(fourth, "escalate"));
    const rejected = made.decide(fourth, "allow");
    expect(prefix.size).toBe(fourth + 1);
    const wrong = [unasked, half, unreleased, rejected].map((entry) => `auditor/approval-missing@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("on another tool than was proposed: auditor/content-wrong", async () => {
    const made = ledger();
    const wrong = made.decide(made.propose({}, "files/delete"), "allow");
    const charter = made.say("author", { kind: "charter", name: "c", version: 2, machine: DEFINITION }, undefined, { machine: { states: 9 } });
    expect(await found(made)).toBe(`WRONG auditor/content-wrong@${wrong} auditor/content-wrong@${charter}`);
  });
});

describe("WRONG: an answer, a timer, an outcome", () => {
  test("that answers nothing, something else, late or twice: auditor/answer-wrong", async () => {
    const made = ledger();
    const proposal = made.propose();
    const decision = made.decide(proposal, "escalate", { parked: { roles: [{ role: "owner", approvals: 3 }], until: START + 50 } });
    const shown = made.answer("approval", proposal, decision, { shown: DEFINITION });
    made.answer("approval", proposal, decision);
    const twice = made.answer("approval", proposal, decision);
    made.at += 50;
    const late = made.say("second-owner", { ...(made.entries.at(-1)?.leaf.entry as never as object), expires: made.at } as never, SESSION, {});
    const closed = made.answer("approval", proposal - 1, decision);
    const wrong = [shown, twice, late, closed].map((entry) => `auditor/answer-wrong@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("that comes before its time: auditor/timer-wrong", async () => {
    const made = ledger();
    const proposal = made.propose();
    made.decide(proposal, "escalate");
    const early = made.say("ledger", { kind: "timer", proposal }, SESSION);
    const unparked = made.say("ledger", { kind: "timer", proposal: proposal - 1 }, SESSION);
    expect(await found(made)).toBe(`WRONG auditor/timer-wrong@${early} auditor/timer-wrong@${unparked}`);
  });

  test("that nothing allowed, or that comes twice: auditor/outcome-without-warrant", async () => {
    const made = ledger();
    const denied = made.propose();
    const afterDeny = made.execute(denied, made.decide(denied, "deny"));
    const parked = made.propose();
    const afterPark = made.execute(parked, made.decide(parked, "escalate"));
    const proposal = made.propose();
    const decision = made.decide(proposal, "allow");
    made.execute(proposal, decision);
    const twice = made.execute(proposal, decision);
    const wrong = [afterDeny, afterPark, twice].map((entry) => `auditor/outcome-without-warrant@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("that is not by the warranted executor and epoch: auditor/outcome-by-another", async () => {
    const made = ledger();
    const first = made.propose();
    const foreign = made.execute(first, made.decide(first, "allow"), {}, "executor:mail");
    const second = made.propose();
    const late = made.execute(second, made.decide(second, "allow"), { epoch: "9".repeat(32) });
    expect(await found(made)).toBe(`WRONG auditor/outcome-by-another@${foreign} auditor/outcome-by-another@${late}`);
  });
});

describe("WRONG: what is sealed and published", () => {
  test("blobs that were exchanged, changed or added: auditor/seal-wrong", async () => {
    const made = ledger();
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
    const made = ledger();
    made.propose();
    expect(await found(made, { signer: "gateway" })).toBe("WRONG auditor/checkpoint-wrong auditor/checkpoint-missing");
    const fork = new ForgedLedger(made.people).begin();
    forged.push(fork);
    fork.say("author", { kind: "pin", tools: {} });
    fork.write();
    made.write();
    const takeover = (path: string): void => writeFileSync(join(made.folder, "ledger", path), readFileSync(join(fork.folder, "ledger", path)));
    takeover("checkpoint");
    expect((await report(made)).findings.map(({ code }) => code)).toEqual(["auditor/root-differs"]);
    fork.say("author", { kind: "pin", tools: { a: DEFINITION } });
    fork.write();
    takeover("checkpoint");
    const { verdict, findings } = await report(made);
    expect([verdict, findings[0]?.code, findings[0]?.entry]).toEqual(["WRONG", "auditor/journal-short", made.size]);
  });

  test("tiles that differ, and files that nobody wrote: auditor/tile-differs, auditor/file-unknown", async () => {
    const made = ledger().write();
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
    const made = ledger().write();
    const withoutRing = await report(made, { ring: true });
    expect([withoutRing.verdict, withoutRing.findings.map(({ code }) => code)]).toEqual(["UNDECIDED", ["auditor/ring-missing", "auditor/checkpoint-missing"]]);
    const withoutKey = await report(made, { key: true });
    expect([withoutKey.verdict, new Set(withoutKey.findings.map(({ code }) => code))]).toEqual(["UNDECIDED", new Set(["auditor/seal-closed"])]);
  });

  test("with a writer, a format or a blob that is not known: auditor/key-unknown, auditor/format-unknown, auditor/blob-missing", async () => {
    const made = ledger();
    const stranger = made.say("stranger", { kind: "pin", tools: {} });
    const future = made.say("author", { kind: "pin", tools: {} }, undefined, undefined, { format: "interlock-entry/2" });
    const erased = made.propose();
    const entry = made.entries[erased];
    if (entry !== undefined) entry.blob = undefined;
    expect(await found(made)).toBe(`UNDECIDED auditor/key-unknown@${stranger} auditor/format-unknown@${future} auditor/blob-missing@${erased}`);
  });

  test("without entries, head, tiles, or a whole last commit: auditor/empty, auditor/tile-missing, auditor/tail-torn", async () => {
    const empty = new ForgedLedger();
    forged.push(empty);
    expect(await found(empty)).toBe("UNDECIDED auditor/empty");
    const made = ledger();
    made.propose();
    expect(await found(made, { covered: 0 })).toBe("UNDECIDED auditor/checkpoint-missing");
    const bare = ledger();
    made.propose();
    bare.write();
    rmSync(join(bare.folder, "ledger/tile"), { recursive: true });
    expect((await report(bare)).findings.map(({ code }) => code)).toEqual(["auditor/tile-missing", "auditor/tile-missing"]);
    const torn = ledger();
    const covered = torn.size - (torn.size % 3);
    torn.propose();
    torn.write({ covered });
    const journal = join(torn.folder, "ledger/journal/0000000000000000.journal");
    writeFileSync(journal, readFileSync(journal).subarray(0, -1));
    const { verdict, findings } = await report(torn);
    expect([verdict, findings.map(({ code }) => code)]).toEqual(["UNDECIDED", ["auditor/tail-torn"]]);
  });
});

describe("the auditor as a program", () => {
  const program = join(import.meta.dirname, "process.ts");
  function run(...words: string[]): { status: number | null; out: string; words: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...words], { encoding: "utf8", env: {} });
    return { status, out: stdout, words: stderr };
  }

  test("ends with 0, 1 or 2, and says why", () => {
    const made = ledger().write();
    const [folder, ring, key] = ["ledger", "ring.json", "auditor.key"].map((name) => join(made.folder, name)) as [string, string, string];
    expect(run(folder, "--ring", ring, "--key", key)).toMatchObject({ status: 0, words: "" });
    expect(run(folder, "--ring", ring).status).toBe(2);
    made.decide(made.propose(), "deny", { machine: DEFINITION });
    made.write();
    const wrong = run(folder, "--ring", ring, "--key", key);
    expect(wrong.status).toBe(1);
    expect(wrong.out).toContain(`WRONG at entry ${made.size - 1}: the machine in force was`);
    const json = run(folder, "--ring", ring, "--key", key, "--json");
    expect(JSON.parse(json.out)).toMatchObject({ verdict: "WRONG", findings: [{ code: "auditor/machine-differs", entry: made.size - 1 }] });
  });

  test("says what it can't read: auditor/folder-unreadable, auditor/ring-malformed, auditor/key-malformed, auditor/usage", () => {
    const made = ledger().write();
    const folder = join(made.folder, "ledger");
    const ring = join(made.folder, "ring.json");
    const odd = join(made.folder, "odd.json");
    writeFileSync(odd, JSON.stringify({ format: "interlock-ring/1", identities: [{ identity: { id: "0", name: "n", signKey: "", sealKey: "" }, duties: [] }] }));
    const codeOf = (...words: string[]): string => {
      const { status, words: said } = run(...words);
      return `${status} ${/\[(auditor.*)\]/.exec(said)?.[1]}`;
    };
    expect(codeOf(made.folder, "--ring", ring)).toBe("3 auditor/folder-unreadable");
    expect(codeOf(folder, "--ring", join(made.folder, "none"))).toBe("3 auditor/folder-unreadable");
    expect(codeOf(folder, "--ring", odd)).toBe("3 auditor/ring-malformed");
    expect(codeOf(folder, "--ring", join(made.folder, "auditor.key"))).toBe("3 auditor/ring-malformed");
    expect(codeOf(folder, "--ring", ring, "--key", ring)).toBe("3 auditor/key-malformed");
    expect(codeOf()).toBe("64 auditor/usage");
    expect(codeOf(folder, "--odd")).toBe("64 auditor/usage");
    rmSync(join(folder, "journal"), { recursive: true });
    writeFileSync(join(folder, "journal"), "");
    expect(codeOf(folder, "--ring", ring)).toBe("3 auditor/folder-unreadable");
  });
});
