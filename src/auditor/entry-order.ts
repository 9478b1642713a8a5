/**
 * The order of entries, checked one by one: time, session numbers, writers, signatures, and the course of every call from
 * its proposal by its decisions, warrant and answers to its outcome. Whether a decision is the right one is not judged here.
 */
import { type Finding, wrong } from "./finding.ts";
import type { HashTree } from "./hash-tree.ts";
import { isSigned, type KeyRing, mayWrite } from "./key-ring.ts";
import { isRecord, numberOf, type Plain, readCanonical, textOf } from "./plain-json.ts";

export type PlainRecord = { readonly [name: string]: Plain };

/** A leaf as read: the whole of it, and the entry in it. */
export interface ReadLeaf {
  readonly index: number;
  readonly leaf: PlainRecord;
  readonly entry: PlainRecord;
}

interface Course {
  readonly session: string;
  readonly from: string;
  readonly seal: string;
  readonly deadline: number;
  readonly patience: number;
  /** The decision in force, if any: its index, verdict, warrant and deadline for people. */
  decision?: { readonly index: number; readonly verdict: string; readonly warrant: PlainRecord | undefined; readonly until: number };
  isOver: boolean;
  hasOutcome: boolean;
}

export interface Tally {
  readonly verdicts: Map<string, number>;
  readonly outcomes: Map<string, number>;
  readonly sessions: Set<string>;
  answers: number;
}

/** A decision that comes this long after the deadline, or never, was withheld or lost. */
const DEADLINE_GRACE_MS = 60_000;

export class EntryOrder {
  readonly tally: Tally = { verdicts: new Map(), outcomes: new Map(), sessions: new Set(), answers: 0 };
  readonly #ring: KeyRing;
  readonly #tree: HashTree;
  readonly #numbers = new Map<string, number>();
  readonly #calls = new Map<number, Course>();
  readonly #epochs = new Map<string, string>();
  readonly #nonces = new Set<string>();
  #at = 0;

  constructor(ring: KeyRing, tree: HashTree) {
    this.#ring = ring;
    this.#tree = tree;
  }

  /** Reads a leaf; a finding where it is not canonical JSON of the documented form. */
  static read(index: number, bytes: Uint8Array): ReadLeaf | Finding {
    const leaf = readCanonical(bytes);
    const entry = isRecord(leaf) ? leaf["entry"] : undefined;
    if (!isRecord(leaf) || !isRecord(entry) || leaf["format"] !== "interlock-entry/1") {
      return wrong("auditor/leaf-malformed", "the leaf is not canonical JSON of the form interlock-entry/1", index);
    }
    return { index, leaf, entry };
  }

  /** Checks the next entry against everything before it. The tree holds the entries before, not this one. */
  take(read: ReadLeaf): Finding[] {
    const { leaf, entry, index } = read;
    const findings: Finding[] = [];
    const say = (finding: Finding | undefined): void => {
      if (finding !== undefined) findings.push(finding);
    };
    const at = numberOf(leaf, "at");
    if (!(at >= this.#at)) say(wrong("auditor/time-runs-back", `stamped ${at}, the entry before ${this.#at}`, index));
    this.#at = Math.max(this.#at, at);
    say(this.#checkNumber(read));
    say(this.#checkWriter(read));
    switch (entry["kind"]) {
      case "attestation":
        if (entry["part"] === "executor") this.#epochs.set(textOf(entry, "server"), textOf(entry, "epoch"));
        break;
      case "proposal":
        this.#calls.set(index, {
          session: textOf(leaf, "session"), from: textOf(entry, "from"), seal: textOf(leaf, "seal"),
          deadline: numberOf(entry, "deadline"), patience: numberOf(entry, "patience"), isOver: false, hasOutcome: false,
        });
        break;
      case "decision":
        say(this.#takeDecision(read));
        break;
      case "outcome":
        say(this.#takeOutcome(read));
        break;
      case "approval":
      case "rejection":
      case "release":
      case "discard":
        say(this.#takeAnswer(read, at));
        break;
    }
    return findings;
  }

  /** Proposals that were never decided although the ledger went on long after their deadline. */
  end(): Finding[] {
    return [...this.#calls]
      .filter(([, call]) => call.decision === undefined && !call.isOver && call.deadline + DEADLINE_GRACE_MS < this.#at)
      .map(([index]) => wrong("auditor/proposal-undecided", "no decision was ever recorded for this proposal", index));
  }

  /** Allowed calls whose outcome is not known. */
  get inDoubt(): readonly number[] {
    return [...this.#calls].filter(([, call]) => call.decision?.warrant !== undefined && !call.hasOutcome).map(([index]) => index);
  }

  #checkNumber({ leaf, index }: ReadLeaf): Finding | undefined {
    const session = leaf["session"];
    if (session === undefined) return leaf["number"] === undefined ? undefined : wrong("auditor/number-missing", "a number without a session", index);
    const expected = (this.#numbers.get(String(session)) ?? 0) + 1;
    this.#numbers.set(String(session), expected);
    this.tally.sessions.add(String(session));
    return leaf["number"] === expected ? undefined : wrong("auditor/number-missing", `number ${String(leaf["number"])} in its session, ${expected} is next`, index);
  }

  #checkWriter({ leaf, entry, index }: ReadLeaf): Finding | undefined {
    const writer = this.#ring.get(textOf(leaf, "by"));
    if (writer === undefined) return wrong("auditor/writer-unknown", `the key \`${textOf(leaf, "by")}\` is not in the ring`, index);
    if (!mayWrite(writer.duties, entry)) return wrong("auditor/writer-wrong", `\`${writer.name}\` may not write such a ${textOf(entry, "kind")}`, index);
    return isSigned(writer.key, leaf) ? undefined : wrong("auditor/signature-wrong", `the signature by \`${writer.name}\` does not verify`, index);
  }

  #takeDecision({ leaf, entry, index }: ReadLeaf): Finding | undefined {
    const proposal = numberOf(entry, "proposal");
    const call = this.#calls.get(proposal);
    const verdict = textOf(entry, "verdict");
    this.tally.verdicts.set(verdict, (this.tally.verdicts.get(verdict) ?? 0) + 1);
    if (call === undefined || call.isOver || call.session !== textOf(leaf, "session")) {
      return wrong("auditor/decision-unfounded", `entry ${proposal} is no open proposal of this session`, index);
    }
    if (call.decision !== undefined && call.decision.verdict !== "escalate" && call.decision.verdict !== "quarantine") {
      return wrong("auditor/decision-unfounded", `the proposal in entry ${proposal} was decided before`, index);
    }
    const prefix = entry["prefix"];
    const size = numberOf(prefix, "size");
    if (!(size > proposal && size <= index) || this.#tree.root(size).toString("hex") !== textOf(prefix, "root")) {
      return wrong("auditor/prefix-wrong", `the first ${size} entries do not have the root that the decision names`, index);
    }
    const warrant = isRecord(entry["warrant"]) ? entry["warrant"] : undefined;
    const isSame = entry["same"] !== undefined;
    call.decision = { index, verdict, warrant, until: numberOf(entry["parked"], "until") };
    call.isOver = verdict === "deny" || isSame || (verdict === "allow" && warrant === undefined);
    const needsWarrant = verdict === "allow" && !isSame && call.from === "agent";
    if (needsWarrant !== (warrant !== undefined)) return wrong("auditor/warrant-wrong", needsWarrant ? "an allow without a warrant" : "a warrant that nothing allows", index);
    return warrant === undefined ? undefined : this.#checkWarrant(warrant, call, index);
  }

  #checkWarrant(warrant: PlainRecord, call: Course, index: number): Finding | undefined {
    const nonce = textOf(warrant, "nonce");
    if (this.#nonces.has(nonce)) return wrong("auditor/nonce-reused", `the nonce ${nonce} was used before`, index);
    this.#nonces.add(nonce);
    if (textOf(warrant, "call") !== call.seal) return wrong("auditor/warrant-wrong", "the warrant is for another call than the proposal", index);
    const executor = this.#ring.get(textOf(warrant, "executor"));
    const isEnrolled = executor?.duties.includes(`executor:${textOf(warrant, "server")}`) === true;
    return isEnrolled ? undefined : wrong("auditor/warrant-wrong", "the warrant names an executor that is not enrolled for its server", index);
  }

  #takeOutcome({ leaf, entry, index }: ReadLeaf): Finding | undefined {
    const result = textOf(entry, "result");
    this.tally.outcomes.set(result, (this.tally.outcomes.get(result) ?? 0) + 1);
    const call = this.#calls.get(numberOf(entry, "proposal"));
    const unwarranted = (why: string): Finding => wrong("auditor/outcome-unwarranted", why, index);
    if (call?.decision?.verdict !== "allow" || call.decision.index !== numberOf(entry, "decision")) return unwarranted("no decision allows what it reports");
    if (call.hasOutcome) return unwarranted("a second outcome of one call");
    call.hasOutcome = true;
    const { warrant } = call.decision;
    if (warrant === undefined) return undefined;
    if (textOf(warrant, "executor") !== textOf(leaf, "by")) return unwarranted("by another executor than the warranted one");
    return textOf(warrant, "epoch") === textOf(entry, "epoch") ? undefined : unwarranted("of another epoch than the warrant");
  }

  #takeAnswer({ entry, index }: ReadLeaf, at: number): Finding | undefined {
    this.tally.answers += 1;
    const decision = this.#calls.get(numberOf(entry, "proposal"))?.decision;
    const why = (text: string): Finding => wrong("auditor/answer-wrong", text, index);
    if (decision === undefined || decision.index !== numberOf(entry, "decision")) return why("it names a decision that does not park the call");
    if (this.#tree.node(0, decision.index)?.toString("hex") !== textOf(entry, "shown")) return why("it was given for other words than the recorded decision");
    if (!(numberOf(entry, "expires") > at) || decision.until < at) return why("it comes too late");
    return undefined;
  }
}
