/**
 * Entries are believed on their writer's signature alone, never on the ledger's word: all of them by the decider, by others those that
 * grant power (who a session acts for, what is in force, what a person answered, which executor runs). Ordering is the ledger's; authority
 * is not.
 */
import type { Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { Approvers, CharterSuccession, checkWriter, type Entry, isAnswer, type Leaf } from "../../ledger/index.ts";
import type { Answerers } from "../approvals/obligations.ts";
import type { ExecutionCode } from "../faults.ts";

/** Entries that grant power. */
const POWERS: ReadonlySet<Entry["kind"]> = new Set(["grant", "erasure", "charter", "pin", "approver", "drift", "attestation"]);
/** What judges say is derived, not believed. */
const DERIVED: ReadonlySet<Entry["kind"]> = new Set(["decision", "countersignature"]);

/**
 * The entries of one ledger in their order: each that grants power (or each, but what judges say) is signed by an enrolled key with the
 * duty for it, a charter may follow the one before it, and answers are by who may answer now. It believes no earlier check of the ledger's.
 */
export class Vouching {
  readonly #ring: Ring;
  readonly #succession = new CharterSuccession();
  readonly #approvers: Approvers;
  readonly #isVerified: (entry: Entry) => boolean;

  /** `verifies`: what the ledger is not believed. */
  constructor(ring: Ring, verifies: "powers" | "everything" = "powers") {
    this.#ring = ring;
    this.#isVerified = (entry) => (verifies === "everything" ? !DERIVED.has(entry.kind) : isAnswer(entry) || POWERS.has(entry.kind));
    this.#approvers = new Approvers(ring);
  }

  /** Who answers, as of the entries taken. */
  get approvers(): Approvers {
    return this.#approvers;
  }

  /** Who answers, as of the entries taken. */
  readonly answerers: Answerers = {
    of: (key) => {
      const approver = this.#approvers.find(key);
      if (approver === undefined) return undefined;
      const { person, renderer, roles } = approver;
      return { person, renderer, answersAs: (role) => roles.includes(role) };
    },
    all: () => this.#approvers.all(),
  };

  /** Code: `execution/entry-forged`. */
  take(leaf: Leaf): Result<void, ExecutionCode> {
    const { entry } = leaf;
    const refusal =
      (this.#isVerified(entry) ? checkWriter(this.#ring, this.#approvers, leaf) : undefined) ??
      this.#succession.checkTerms(leaf) ??
      this.#succession.checkSignatures(this.#ring, leaf);
    if (refusal !== undefined) return fail("execution/entry-forged", refusal.message, { cause: refusal, remedy: REMEDY });
    this.#approvers.take(leaf, this.#succession.authors(this.#ring));
    this.#succession.take(entry);
    return ok(undefined);
  }
}

/** What to do where the ledger hands out what it may not hold. */
export const REMEDY = "stop, keep the folder as evidence, and run `interlock audit`";
