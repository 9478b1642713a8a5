/**
 * The second judge beside a ledger that goes on: takes entries as they come, before they are durable, and says which decisions follow and
 * where the recorded one is another. It believes no entry on the ledger's word: each must have its writer's signature and duty, its
 * place in its session and, for a charter, enough authors.
 */

import { hash } from "node:crypto";
import { Approvers } from "./approvers.ts";
import { readCanonical, type Value, writeCanonical } from "./canonical-text.ts";
import type { Decision, Leaf } from "./entry.ts";
import { MerkleTree } from "./merkle.ts";
import type { Carry } from "./redecide/carry.ts";
import { CarryWriter } from "./redecide/carry-writer.ts";
import type { Expected } from "./redecide/recorded-entry.ts";
import { type Disagreement, Redecider } from "./redecide/redecider.ts";
import type { Member } from "./ring.ts";
import { openSeal, type SealKey } from "./seals.ts";
import { type Complain, Sessions } from "./sessions.ts";
import { type Kept, openCarry, statedCarry } from "./stated-carry.ts";
import { Succession } from "./succession.ts";
import { serverOf } from "./tool-pattern.ts";
import { Writers } from "./writers.ts";

/** A decision that follows from the entries so far. */
export interface Derived {
  readonly proposal: number;
  readonly session: string;
  readonly verdict: Decision["verdict"];
  /** The tool server that its warrant is for, or whose call it parks. */
  readonly server: string | undefined;
  /** SHA-256 of the decision's canonical text, hex: what a countersignature is under. */
  readonly digest: string;
}

/** A recorded decision that is not the derived one. */
export interface Dispute extends Disagreement {
  /** The tool server that the call is for. */
  readonly server: string;
  /** What follows instead, if anything does. */
  readonly derived: Decision | undefined;
}

export interface Judged {
  /** Why the entry is none that the ledger may hold. Nothing can be said of what follows it. */
  readonly forged?: string;
  readonly follows: readonly Derived[];
  readonly dispute?: Dispute;
}

export class LiveJudge {
  readonly #key: SealKey;
  readonly #tree = new MerkleTree();
  readonly #writers: Writers;
  readonly #sessions = new Sessions();
  readonly #succession: Succession;
  readonly #approvers: Approvers;
  readonly #ring: ReadonlyMap<string, Member>;
  readonly #carries: Carry[] = [];
  readonly #writer: CarryWriter | undefined;
  #redecider: Redecider;

  /** `key`: what contents are sealed to; `writer` looks on. */
  constructor(ring: ReadonlyMap<string, Member>, key: SealKey, writer?: CarryWriter) {
    this.#key = key;
    this.#ring = ring;
    this.#writer = writer;
    this.#approvers = new Approvers(ring);
    this.#writers = new Writers(ring, this.#approvers);
    this.#succession = new Succession(ring);
    this.#redecider = new Redecider(this.#approvers, this.#carries, writer);
  }

  /** Before the first entry: rests on the carry of an erasure that is complete. Gives what speaks against that. */
  async restOn(stated: readonly Kept[]): Promise<string | undefined> {
    const carry = await statedCarry(stated, { ring: this.#ring, key: this.#key });
    if (typeof carry === "string") return carry;
    this.#carries.push(carry);
    this.#redecider = new Redecider(this.#approvers, this.#carries, this.#writer);
    return undefined;
  }

  /** Another judge of the same ledger from its first entry, resting on nothing yet, and who writes down what happens to one context. */
  anew(owner: { readonly agent: string; readonly user: string }): { readonly judge: LiveJudge; readonly writer: CarryWriter } {
    const writer = new CarryWriter(owner);
    return { judge: new LiveJudge(this.#ring, this.#key, writer), writer };
  }

  openCarry(kept: Kept): Carry | undefined {
    return openCarry(kept, this.#key);
  }

  /** How many entries were taken. */
  get size(): number {
    return this.#tree.size;
  }

  /** Takes the next entry; resolves when its writer's signature is verified. */
  async take(leaf: Leaf, blob: Buffer | undefined): Promise<Judged> {
    const index = this.size;
    const flaws: string[] = [];
    const complain: Complain = (code, message) => void flaws.push(`entry ${index}: ${message} [${code}]`);
    // What judges say is derived, not believed.
    const isDerived = leaf.entry.kind === "decision" || leaf.entry.kind === "countersignature";
    if (!isDerived) this.#writers.check(leaf, index, complain);
    this.#sessions.check(leaf, index, complain);
    await this.#succession.check(leaf, index, complain);
    if (!isDerived) await this.#writers.finish();
    if (leaf.entry.kind === "approver") this.#approvers.take(leaf.by, leaf.entry, index, this.#succession.authors, complain);
    this.#tree.add(Buffer.from(writeCanonical(leaf as unknown as Value), "utf8"));
    const [forged] = flaws;
    if (forged !== undefined) return { forged, follows: [] };
    return this.#judge(leaf, index, blob);
  }

  #judge(leaf: Leaf, index: number, blob: Buffer | undefined): Judged {
    const { entry } = leaf;
    const recorded = {
      index,
      leaf,
      hash: this.#tree.hashAt(0, index).toString("hex"),
      opened: entry.kind === "decision" ? undefined : this.#open(leaf, blob),
      root: () => this.#tree.rootAt(index + 1).toString("hex"),
    };
    if (entry.kind !== "decision") {
      const before = this.#redecider.expected.length;
      this.#redecider.take(recorded);
      return { follows: this.#redecider.expected.slice(before).flatMap(derivedOf) };
    }
    const expected = this.#redecider.expected.find(({ call }) => call.proposal === entry.proposal);
    const disagreement = this.#redecider.take(recorded);
    if (disagreement === undefined) return { follows: [] };
    const server = entry.warrant?.server ?? serverOf(expected?.call.tool ?? entry.tool ?? "");
    const derived = expected === undefined || "doubt" in expected.decision ? undefined : expected.decision;
    return { follows: [], dispute: { ...disagreement, server, derived } };
  }

  #open({ seal }: Leaf, blob: Buffer | undefined): Value | undefined {
    const opened = seal === undefined || blob === undefined ? undefined : openSeal(blob, seal, this.#key);
    return opened?.is === "opened" ? readCanonical(opened.content) : undefined;
  }
}

function derivedOf({ call, decision }: Expected): readonly Derived[] {
  if ("doubt" in decision) return [];
  const digest = hash("sha256", writeCanonical(decision as unknown as Value), "hex");
  const server = decision.warrant?.server ?? (decision.parked === undefined ? undefined : serverOf(decision.tool ?? ""));
  return [{ proposal: call.proposal, session: call.session, verdict: decision.verdict, server, digest }];
}
