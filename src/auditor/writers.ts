/** Who may write which entry, and whether they have signed it. */
import type { Approvers } from "./approvers.ts";
import { verifies } from "./ed25519.ts";
import type { Answer, Entry, Leaf } from "./entry.ts";
import { signedBytes } from "./joint-signature.ts";
import { statementOf } from "./leaf.ts";
import { SIGNATURES_AT_ONCE } from "./limits.ts";
import type { Member } from "./ring.ts";
import type { Complain } from "./sessions.ts";

export class Writers {
  readonly #ring: ReadonlyMap<string, Member>;
  /** Signatures under verification. */
  readonly #pending: Promise<void>[] = [];
  /** The same by key and what was signed: a joint signature is verified once for all its entries. */
  readonly #begun = new Map<string, Promise<boolean>>();

  readonly #approvers: Approvers;

  /** `approvers` say who answers. */
  constructor(ring: ReadonlyMap<string, Member>, approvers: Approvers) {
    this.#ring = ring;
    this.#approvers = approvers;
  }

  isExecutor(key: string, server: string): boolean {
    return this.#ring.get(key)?.duties.has(`executor:${server}`) === true;
  }

  /** Whether a warrant for the server needs a countersignature: where a countersigner is enrolled for it. */
  isCountersigned(server: string): boolean {
    return [...this.#ring.values()].some(({ duties }) => duties.has(`countersigner:${server}`));
  }

  /** Checks the duty at once and begins to verify the signature. */
  check(leaf: Leaf, index: number, complain: Complain): void {
    if (isAnswer(leaf.entry)) return this.#await(this.#approvers.check(leaf, statementOf(leaf), index, complain), leaf.by, complain);
    const member = this.#ring.get(leaf.by);
    if (member === undefined) return complain("auditor/key-unknown", `the ring does not hold the key \`${leaf.by}\``);
    if (!dutiesOf(leaf.entry).some((duty) => hasDuty(member, duty))) {
      complain("auditor/duty-missing", `\`${member.name}\` (${[...member.duties].join(", ")}) does not write such a ${leaf.entry.kind}`);
    }
    this.#await(leaf.assertion === undefined ? this.#verifies(member, leaf) : Promise.resolve(false), member.name, complain);
  }

  #await(verified: Promise<boolean>, name: string, complain: Complain): void {
    const told = verified.then((holds) => {
      if (!holds) complain("auditor/signature-wrong", `\`${name}\` has not signed it`);
    });
    this.#pending.push(told);
  }

  /** Resolves at once while there is room for more signatures, else when those begun are verified. */
  async room(): Promise<void> {
    if (this.#pending.length >= SIGNATURES_AT_ONCE) await this.finish();
  }

  async finish(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
    this.#begun.clear();
  }

  #verifies({ verifyKey }: Member, leaf: Leaf): Promise<boolean> {
    const signed = signedBytes(statementOf(leaf), leaf.signature);
    if (signed === undefined) return Promise.resolve(false);
    const { message, signature } = signed;
    const name = `${leaf.by} ${signature.toString("base64")} ${message.toString("base64")}`;
    const known = this.#begun.get(name);
    if (known !== undefined) return known;
    const verified = verifies(verifyKey, message, signature);
    this.#begun.set(name, verified);
    return verified;
  }
}

/** A duty that ends in `:` stands for all that begin so. */
function hasDuty({ duties }: Member, duty: string): boolean {
  return duty.endsWith(":") ? [...duties].some((each) => each.startsWith(duty)) : duties.has(duty);
}

/** Any of these duties writes the entry. */
function dutiesOf(entry: Entry): readonly string[] {
  switch (entry.kind) {
    case "attestation":
      return [entry.part === "executor" || entry.part === "countersigner" ? `${entry.part}:${entry.server ?? "?"}` : entry.part];
    case "charter":
    case "pin":
    case "approver":
      return ["author"];
    case "drift":
    case "rehearsal":
      return [`executor:${entry.server}`];
    case "grant":
    case "erasure":
      return ["host"];
    case "session":
      return ["gateway"];
    case "proposal":
      return [entry.from === "agent" ? "gateway" : "executor:"];
    case "decision":
      return ["decider"];
    case "countersignature":
    case "refusal":
      return [`countersigner:${entry.server}`];
    case "outcome":
      return ["gateway", "executor:"];
    case "approval":
    case "rejection":
    case "release":
    case "discard":
      return [];
    case "carry":
      return [entry.server === undefined ? "decider" : `countersigner:${entry.server}`];
    case "reveal":
      return ["console", "approver:"];
    case "timer":
      return ["ledger"];
  }
}

/** A person's word on a call: `Approvers` say who gives it. */
function isAnswer(entry: Entry): entry is Answer {
  return entry.kind === "approval" || entry.kind === "rejection" || entry.kind === "release" || entry.kind === "discard";
}
