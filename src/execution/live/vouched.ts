/**
 * Entries that grant power are believed on their writer's signature alone, never on the ledger's word: who a session acts
 * for, what is in force, what a person answered, which executor runs. Ordering is the ledger's; authority is not.
 */
import { type Duty, enrolmentOf, type Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { Approvers, CharterSuccession, type Entry, isAnswer, type Leaf, statement, verifyLeaf } from "../../ledger/index.ts";
import type { Answerers } from "../approvals/obligations.ts";
import type { ExecutionCode } from "../faults.ts";

/** The duty whose signature an entry needs before it is believed; undefined for entries that grant nothing, and for people's answers. */
function neededDuty(entry: Entry): Duty | undefined {
  switch (entry.kind) {
    case "grant":
    case "erasure":
      return "host";
    case "charter":
    case "pin":
    case "approver":
      return "author";
    case "drift":
      return `executor:${entry.server}`;
    case "attestation":
      return entry.part === "executor" ? `executor:${entry.server ?? ""}` : undefined;
    default:
      return undefined;
  }
}

/**
 * The entries of one ledger in their order: each that grants power is signed by an enrolled key with the duty for it, a charter may
 * follow the one before it, and answers are by who may answer now. It believes no earlier check of the ledger's.
 */
export class Vouching {
  readonly #ring: Ring;
  readonly #succession = new CharterSuccession();
  readonly #approvers: Approvers;

  constructor(ring: Ring) {
    this.#ring = ring;
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
    const vouched = isAnswer(entry) ? this.#verifyAnswer(leaf, entry.role) : verifyVouched(leaf, this.#ring);
    if (!vouched.ok) return vouched;
    const refusal =
      this.#succession.checkTerms(leaf) ??
      this.#succession.checkSignatures(this.#ring, leaf) ??
      (entry.kind === "approver" ? this.#approvers.check(entry) : undefined);
    if (refusal !== undefined) return fail("execution/entry-forged", refusal.message, { cause: refusal, remedy: REMEDY });
    this.#approvers.take(leaf, this.#succession.authors(this.#ring));
    this.#succession.take(entry);
    return vouched;
  }

  #verifyAnswer(leaf: Leaf, role: string): Result<void, ExecutionCode> {
    const verified = this.#approvers.verify(leaf.by, role, statement(leaf.entry, leaf.session, leaf.seal), leaf);
    if (verified.ok) return ok(undefined);
    return fail("execution/entry-forged", `the ${leaf.entry.kind} by \`${leaf.by}\` does not count`, {
      cause: verified.fault,
      remedy: REMEDY,
    });
  }
}

/** What to do where the ledger hands out what it may not hold. */
export const REMEDY = "stop, keep the folder as evidence, and run `interlock audit`";

/** Checks that an entry which grants power is signed by an enrolled key with the duty for it. Code: `execution/entry-forged`. */
function verifyVouched(leaf: Leaf, ring: Ring): Result<void, ExecutionCode> {
  const duty = neededDuty(leaf.entry);
  if (duty === undefined) return ok(undefined);
  const writer = enrolmentOf(ring, leaf.by);
  if (writer?.duties.includes(duty) === true && verifyLeaf(leaf, writer.identity)) return ok(undefined);
  return fail("execution/entry-forged", `the ${leaf.entry.kind} by \`${leaf.by}\` is not signed by a key for \`${duty}\``, {
    remedy: REMEDY,
  });
}
