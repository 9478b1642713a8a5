/**
 * What a warrant says that people said, as the executor checks it: the keys of every judge in hand, nobody's word can be made up, moved to
 * another call or counted twice.
 */
import { describe, expect, test } from "vitest";
import { SoftPasskey } from "../../test/worlds/soft-passkey.ts";
import {
  canonicalBytes,
  createIdentity,
  createSealer,
  type Duty,
  digestOf,
  formatCheckpoint,
  type Identity,
  type Json,
  makeRing,
  passkeyId,
  publicIdentity,
  signNote,
  toBase64,
  toHex,
} from "../crypto/index.ts";
import { Vouching } from "../execution/index.ts";
import { ok } from "../fault/index.ts";
import {
  type AnswerEntry,
  type ApproverEntry,
  approverId,
  asJson,
  type DecisionEntry,
  type Entry,
  type Leaf,
  leafHash,
  leafText,
  originOf,
  type Recorded,
  statement,
  Tree,
  type Warrant,
} from "../ledger/index.ts";
import { ScopeUses } from "./scope-uses.ts";
import { SpentNonces } from "./spent-nonces.ts";
import { verifyHead } from "./verify-head.ts";
import { verifyWarrant } from "./verify-warrant.ts";

const NOW = 1_800_000_000_000;
const PAGE = "http://localhost:7325";
const MACHINE = "d".repeat(64);
const duties: readonly (readonly [string, readonly Duty[]])[] = [
  ["ledger", ["ledger"]],
  ["decider", ["decider"]],
  ["countersigner", ["countersigner:files"]],
  ["gateway", ["gateway"]],
  ["executor", ["executor:files"]],
  ["host", ["host"]],
  ["author", ["author"]],
  ["bea", ["approver:owner"]],
  ["cid", ["approver:owner"]],
  ["dan", ["approver:desk"]],
];
const keys = new Map(duties.map(([name]) => [name, createIdentity(name)]));
const sealer = createSealer();

function key(name: string): Identity {
  const found = keys.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

const made = makeRing(duties.map(([name, held]) => ({ identity: publicIdentity(key(name)), duties: held })));
if (!made.ok) throw new Error(made.fault.message);
const ring = made.value;

type Signs = (bytes: Uint8Array) => Pick<Leaf, "by" | "signature" | "assertion">;
const by = (name: string): Signs => {
  return (bytes) => ({ by: key(name).id, signature: key(name).sign(bytes) });
};
const withPasskey = (passkey: SoftPasskey): Signs => {
  return (bytes) => ({ by: passkeyId(passkey.passkey), ...passkey.sign(bytes) });
};

/** A call that was parked and answered, with whatever a liar says instead. */
interface Story {
  readonly parked?: Partial<NonNullable<DecisionEntry["parked"]>>;
  readonly question?: Partial<DecisionEntry>;
  readonly asks?: string;
  readonly answers?: readonly { readonly sign?: Signs; readonly at?: number; readonly says?: Partial<AnswerEntry> }[];
  readonly decision?: Partial<DecisionEntry>;
  /** Named before the call, and after the answers. */
  readonly enrolled?: readonly ApproverEntry[];
  readonly changed?: readonly ApproverEntry[];
  readonly user?: string;
  /** People were asked about an earlier call, with these arguments, proposed by this key. */
  readonly earlier?: { readonly args?: Json; readonly by?: string; readonly session?: string };
  /** Uses that were made of the answers before. */
  readonly used?: number;
  readonly hostKey?: string;
  readonly gatewayKey?: string;
  /** Changes the finished warrant. */
  readonly carry?: (warrant: Warrant, recorded: (index: number) => Recorded) => Warrant;
}

class PaperLedger {
  readonly tree = new Tree();
  readonly leaves: Leaf[] = [];
  readonly vouching = new Vouching(ring);

  add(entry: Entry, sign: Signs, { at = NOW, session, seal }: { at?: number; session?: string; seal?: string } = {}): number {
    const place = session === undefined ? {} : { session, number: 1 };
    const leaf: Leaf = {
      format: "interlock-entry/1",
      at,
      ...place,
      entry,
      ...(seal === undefined ? {} : { seal }),
      ...sign(statement(entry, session, seal)),
    };
    this.leaves.push(leaf);
    this.tree.append(leafHash(Buffer.from(leafText(leaf), "utf8")));
    if (entry.kind === "approver") expect(this.vouching.take(leaf)).toMatchObject({ ok: true });
    return this.leaves.length - 1;
  }

  readonly recorded = (index: number): Recorded => {
    const leaf = this.leaves[index];
    if (leaf === undefined) throw new Error(`there is no entry ${index}`);
    return { index, leaf, inclusion: this.tree.inclusionProof(index, this.tree.size).map(toBase64) };
  };
}

/** What the executor makes of a story: `ok`, or the code of its refusal. */
function tell(story: Story = {}): string {
  const ledger = new PaperLedger();
  for (const entry of story.enrolled ?? []) ledger.add(entry, by("author"));
  const session = "session-1";
  const granted = { kind: "grant", agent: "a", user: story.user ?? "ann", role: "user", expires: NOW + 60_000, fresh: true } as const;
  const grant = ledger.add(granted, by(story.hostKey ?? "host"));
  const opened = { kind: "session", agent: "a", protocol: "p", capabilities: {}, grant } as const;
  const opening = ledger.add(opened, by(story.gatewayKey ?? "gateway"), { session });
  const sealed = (args: Json): { blob: Uint8Array; commitment: string } =>
    sealer.seal(canonicalBytes({ tool: "files/write", args }), [key("executor")]);
  const proposed = { kind: "proposal", from: "agent", deadline: NOW + 1_000, patience: NOW } as const;
  const before = sealed(story.earlier?.args ?? {});
  const earlier =
    story.earlier === undefined
      ? undefined
      : ledger.add(proposed, by(story.earlier.by ?? "gateway"), { session: story.earlier.session ?? session, seal: before.commitment });
  const { blob, commitment } = sealed({});
  const proposal = ledger.add(proposed, by("gateway"), { session, seal: commitment });
  const prefix = { size: proposal + 1, root: MACHINE };
  const about = { kind: "decision", proposal, prefix, codes: [], clauses: [], actions: [], tool: "files/write", machine: MACHINE } as const;
  const parked = { roles: [{ role: "owner", approvals: 1 }], until: NOW + 60_000, ...story.parked };
  const asked = earlier ?? proposal;
  const question = ledger.add({ ...about, proposal: asked, verdict: "escalate", parked, ...story.question }, by(story.asks ?? "decider"), {
    session,
  });
  const shown = toHex(ledger.tree.node(0, question));
  const answers = (story.answers ?? [{}]).map(({ sign = by("bea"), at = NOW, says = {} }) => {
    const entry = { kind: "approval", proposal: asked, decision: question, shown, role: "owner", expires: NOW + 30_000, ...says } as const;
    return ledger.add(entry as AnswerEntry, sign, { session, at });
  });
  for (const entry of story.changed ?? []) ledger.add(entry, by("author"));
  const at = Math.max(NOW, ...answers.map((index) => ledger.recorded(index).leaf.at));
  const terms = { server: "files", executor: key("executor").id, epoch: "e".repeat(32), call: commitment, definition: MACHINE };
  const warrant = { ...terms, expires: at + 30_000, nonce: "f".repeat(32) };
  const read = { size: ledger.tree.size, root: toHex(ledger.tree.root()) };
  const decided: DecisionEntry = { ...about, verdict: "allow", prefix: read, answers, warrant, ...story.decision };
  const decision = ledger.add(decided, by("decider"), { session, at });
  const agreed = { kind: "countersignature", server: "files", proposal, decision: digestOf(asJson(decided)) } as const;
  const countersignature = ledger.add(agreed, by("countersigner"), { session, at });
  const { recorded, tree } = ledger;
  const origin = originOf(key("ledger"));
  const carriedEarlier = earlier === undefined ? {} : { earlier: { ...recorded(earlier), blob: toBase64(before.blob) } };
  const full: Warrant = {
    decision: recorded(decision),
    prefix: tree.consistencyProof(read.size, tree.size).map(toBase64),
    countersignature: recorded(countersignature),
    proposal: { ...recorded(proposal), blob: toBase64(blob) },
    people: {
      answers: answers.map(recorded),
      questions: [recorded(question)],
      ...carriedEarlier,
      session: recorded(opening),
      grant: recorded(grant),
    },
    checkpoint: signNote(formatCheckpoint({ origin, size: tree.size, root: tree.root() }), [{ name: origin, identity: key("ledger") }]),
    consistency: { from: 0, proof: [] },
  };
  const carried = story.carry?.(full, recorded) ?? full;
  const head = verifyHead(carried, ring, undefined);
  if (!head.ok) return head.fault.code;
  const identity = key("executor");
  const { approvers } = ledger.vouching;
  const proposals = Array.from({ length: story.used ?? 0 }, (_, use) => 1_000 + use);
  const kept = answers.map((entry) => ({ entry, until: SCOPE.until, proposals }));
  const uses = new ScopeUses(kept, () => ok(undefined));
  const context = { ring, identity, server: "files", epoch: "e".repeat(32), nowMs: at, nonces: new SpentNonces(), approvers, uses };
  const verified = verifyWarrant(carried, head.value, context);
  return verified.ok ? "ok" : verified.fault.code;
}

function enrolment(passkey: SoftPasskey, person: string, more: Partial<ApproverEntry> = {}): ApproverEntry {
  const approver = passkeyId(passkey.passkey);
  return { kind: "approver", approver, version: 1, person, roles: ["owner"], key: { is: "passkey", passkey: passkey.passkey }, ...more };
}

const revoked = (name: string): ApproverEntry => ({ kind: "approver", approver: key(name).id, version: 1, person: name, roles: [] });
const SCOPE = { times: 3, until: NOW + 3_600_000 };
const scoped = { says: { scope: SCOPE } };
const two = { roles: [{ role: "owner", approvals: 2 }] };

describe("an executor takes the word", () => {
  test("of an enrolled key: of a file, of a passkey, of an SSH agent", () => {
    expect(tell()).toBe("ok");
    const passkey = new SoftPasskey(PAGE);
    expect(tell({ enrolled: [enrolment(passkey, "bea")], answers: [{ sign: withPasskey(passkey) }] })).toBe("ok");
    const agent = createIdentity("agent");
    const ssh = { is: "ed25519", signKey: agent.signKey } as const;
    const named: ApproverEntry = { kind: "approver", approver: approverId(ssh), version: 1, person: "bea", roles: ["owner"], key: ssh };
    const sign: Signs = (bytes) => ({ by: approverId(ssh), signature: agent.sign(bytes) });
    expect(tell({ enrolled: [named], answers: [{ sign }] })).toBe("ok");
  });

  test("of two people where two are asked, and of a release where a call was held", () => {
    expect(tell({ parked: two, answers: [{}, { sign: by("cid") }] })).toBe("ok");
    expect(tell({ question: { verdict: "quarantine" }, answers: [{ says: { kind: "release" } }] })).toBe("ok");
  });

  test("of two renderers where severity is high", () => {
    const passkey = new SoftPasskey(PAGE);
    const enrolled = [enrolment(passkey, "bea")];
    expect(tell({ parked: { renderers: 2 }, enrolled, answers: [{ sign: withPasskey(passkey) }, {}] })).toBe("ok");
  });

  test("for an earlier call that is this one, so often and so long as was signed", () => {
    expect(tell({ earlier: {}, answers: [scoped] })).toBe("ok");
    expect(tell({ earlier: {}, answers: [scoped], used: 2 })).toBe("ok");
    expect(tell({ answers: [scoped] })).toBe("ok");
  });

  test("of the session's own user where one is asked", () => {
    expect(tell({ user: "bea" })).toBe("ok");
  });
});

describe("executor/approval-missing:", () => {
  const refuses = (name: string, story: Story): void => test(name, () => void expect(tell(story)).toBe("executor/approval-missing"));
  refuses("the warrant carries none of the answers", { carry: ({ people: _, ...warrant }) => warrant });
  refuses("the decision cites nothing", { decision: { answers: [] } });
  refuses("another entry is carried than is cited", { decision: { answers: [1] } });
  refuses("one answer is cited twice", {
    parked: two,
    decision: { answers: [4, 4] },
    carry: (warrant, recorded) => ({
      ...warrant,
      people: { ...must(warrant.people), answers: [recorded(4), recorded(4)] },
    }),
  });
  refuses("the question is not carried", { carry: (warrant) => ({ ...warrant, people: { ...must(warrant.people), questions: [] } }) });
  refuses("one has answered where two are asked", { parked: two });
  const passkey = new SoftPasskey(PAGE);
  const [own, other] = [enrolment(passkey, "bea"), new SoftPasskey(PAGE)];
  refuses("two keys of one person where two people are asked", {
    parked: two,
    enrolled: [own],
    answers: [{}, { sign: withPasskey(passkey) }],
  });
  refuses("the session's user is one of two", { parked: two, user: "bea", answers: [{}, { sign: by("cid") }] });
  refuses("two on one page where severity is high", {
    parked: { renderers: 2 },
    enrolled: [own, enrolment(other, "cid")],
    answers: [{ sign: withPasskey(passkey) }, { sign: withPasskey(other) }],
  });
  refuses("a held call was approved, and not released", { question: { verdict: "quarantine" } });
  refuses("it was parked for nobody", { parked: { roles: [] } });
});

describe("executor/approval-refused:", () => {
  const refuses = (name: string, story: Story): void => test(name, () => void expect(tell(story)).toBe("executor/approval-refused"));
  for (const thief of ["decider", "countersigner", "gateway", "ledger", "host", "author", "executor"])
    refuses(`an approval out of nothing, signed by the ${thief}`, { answers: [{ sign: by(thief) }] });
  refuses("an approval in an approver's name, signed by the decider", {
    answers: [{ sign: (bytes) => ({ by: key("bea").id, signature: key("decider").sign(bytes) }) }],
  });
  refuses("a passkey that is not enrolled", { answers: [{ sign: withPasskey(new SoftPasskey(PAGE)) }] });
  refuses("somebody who answers in another role", { answers: [{ sign: by("dan") }] });
  refuses("a role that was taken away since", { changed: [revoked("bea")] });
  refuses("what was shown was another leaf", { answers: [{ says: { shown: "0".repeat(64) } }] });
  refuses("an answer to another decision", { answers: [{ says: { decision: 0 } }] });
  refuses("an answer about another call", { answers: [{ says: { proposal: 1 } }] });
  refuses("an answer that had expired when it was counted", { answers: [{ says: { expires: NOW } }] });
  refuses("an answer after the deadline", { parked: { until: NOW + 1 }, answers: [{ at: NOW + 2 }] });
  refuses("a rejection", { answers: [{ says: { kind: "rejection" } }] });
  refuses("an earlier call, without a scope", { earlier: {} });
  refuses("an earlier call with other arguments", { earlier: { args: { path: "/" } }, answers: [scoped] });
  refuses("an earlier call of another session", { earlier: { session: "session-2" }, answers: [scoped] });
  refuses("an earlier call that no gateway proposed", { earlier: { by: "decider" }, answers: [scoped] });
  refuses("an earlier call that is not carried", {
    earlier: {},
    answers: [scoped],
    carry: (warrant) => {
      const { earlier: _, ...people } = must(warrant.people);
      return { ...warrant, people };
    },
  });
  refuses("an earlier call, and the scope is over", { earlier: {}, answers: [{ at: NOW - 9, says: { scope: { times: 3, until: NOW } } }] });
  refuses("an earlier call, and every use is made, by an earlier start of the executor", { earlier: {}, answers: [scoped], used: 3 });
  refuses("a scope where severity is high", { parked: { renderers: 2 }, earlier: {}, answers: [scoped] });
  refuses("a scope of more times than any may have", { earlier: {}, answers: [{ says: { scope: { ...SCOPE, times: 17 } } }] });
  refuses("the question was about another call", { question: { proposal: 1 } });
  refuses("the question was under another charter", { question: { machine: "0".repeat(64) } });
  refuses("the question was about another tool", { question: { tool: "files/read" } });
  refuses("what was answered parked nothing", { question: { verdict: "deny" } });
  refuses("the question is not the decider's", { asks: "countersigner" });
  refuses("the grant is not the host's: whoever the user is, nobody knows", { hostKey: "gateway" });
  refuses("the session is not a gateway's", { gatewayKey: "decider" });
  refuses("the grant is left out", {
    carry: (warrant) => {
      const { grant: _, ...people } = must(warrant.people);
      return { ...warrant, people };
    },
  });
});

test("executor/warrant-not-recorded: an answer that is not in the tree", () => {
  const forge: Story["carry"] = (warrant) => {
    const people = must(warrant.people);
    const answers = people.answers.map((answer) => ({ ...answer, leaf: { ...answer.leaf, at: NOW + 1 } }));
    return { ...warrant, people: { ...people, answers } };
  };
  expect(tell({ carry: forge })).toBe("executor/warrant-not-recorded");
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("there is nothing");
  return value;
}
