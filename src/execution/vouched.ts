/**
 * Entries that grant power are believed on their writer's signature alone, never on the ledger's word: who a session acts
 * for, what is in force, what a person answered, which executor runs. Ordering is the ledger's; authority is not.
 */
import { type Duty, enrolmentOf, type Ring } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { CharterSuccession, type Entry, type Leaf, verifyLeaf } from "../ledger/index.ts";
import type { ExecutionCode } from "./faults.ts";

/** The duty whose signature an entry needs before the decider believes it; undefined for entries that grant nothing. */
function neededDuty(entry: Entry): Duty | undefined {
  switch (entry.kind) {
    case "grant":
      return "host";
    case "charter":
    case "pin":
      return "author";
    case "approval":
    case "rejection":
    case "release":
    case "discard":
      return `approver:${entry.role}`;
    case "drift":
      return `executor:${entry.server}`;
    case "attestation":
      return entry.part === "executor" ? `executor:${entry.server ?? ""}` : undefined;
    default:
      return undefined;
  }
}

/**
 * The entries of one ledger in their order: each that grants power is signed by an enrolled key with the duty for it, and a charter may
 * follow the one before it. It believes no earlier check of the ledger's.
 */
export class Vouching {
  readonly #ring: Ring;
  readonly #succession = new CharterSuccession();

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  /** Code: `execution/entry-forged`. */
  take(leaf: Leaf): Result<void, ExecutionCode> {
    const vouched = verifyVouched(leaf, this.#ring);
    if (!vouched.ok) return vouched;
    const refusal = this.#succession.checkTerms(leaf) ?? this.#succession.checkSignatures(this.#ring, leaf);
    if (refusal !== undefined) return fail("execution/entry-forged", refusal.message, { cause: refusal, remedy: REMEDY });
    this.#succession.take(leaf.entry);
    return vouched;
  }
}

const REMEDY = "stop, keep the folder as evidence, and run `interlock audit`";

/** Checks that an entry which grants power is signed by an enrolled key with the duty for it. Code: `execution/entry-forged`. */
export function verifyVouched(leaf: Leaf, ring: Ring): Result<void, ExecutionCode> {
  const duty = neededDuty(leaf.entry);
  if (duty === undefined) return ok(undefined);
  const writer = enrolmentOf(ring, leaf.by);
  if (writer?.duties.includes(duty) === true && verifyLeaf(leaf, writer.identity)) return ok(undefined);
  return fail("execution/entry-forged", `the ${leaf.entry.kind} by \`${leaf.by}\` is not signed by a key for \`${duty}\``, {
    remedy: REMEDY,
  });
}
