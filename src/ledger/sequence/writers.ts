/**
 * Who may write what: for each kind of entry the one duty that writes it, so that no part can say what is another's to
 * say. Judges the writer and the signature, never whether the entry is true.
 */
import { type Assertion, type Duty, type Enrolment, enrolmentOf, type Ring } from "../../crypto/index.ts";
import { type Fault, unreachable } from "../../fault/index.ts";
import type { Approvers } from "../approvers.ts";
import type { AnswerEntry, Entry } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";
import { verifyStatement } from "../joint-signature.ts";
import { statement } from "../leaf.ts";

/** What a writer has signed, as it came over a link or out of a file. */
export interface Statement {
  readonly by: string;
  readonly session?: string;
  readonly entry: Entry;
  readonly seal?: string;
  readonly signature: string;
  readonly assertion?: Assertion;
}

/**
 * Checks that a key with the right duty has signed: of people's answers whoever answers now, else an enrolled part or person. Codes:
 * `ledger/unknown-writer`, `…/wrong-duty`, `…/wrong-signature`, and those of `Approvers`.
 */
export function checkWriter(ring: Ring, approvers: Approvers, said: Statement): Fault<LedgerCode> | undefined {
  const { by, session, entry, seal, signature, assertion } = said;
  if (isAnswer(entry)) {
    const answered = approvers.verify(by, entry.role, statement(entry, session, seal), said);
    return answered.ok ? undefined : answered.fault;
  }
  const writer = enrolmentOf(ring, by);
  if (writer === undefined) return { code: "ledger/unknown-writer", message: `the key \`${by}\` is not in the ring` };
  if (!mayWrite(writer.duties, entry)) return wrongDuty(writer, entry);
  if (assertion === undefined && verifyStatement(writer.identity.signKey, statement(entry, session, seal), signature))
    return entry.kind === "approver" ? approvers.check(entry) : undefined;
  return { code: "ledger/wrong-signature", message: `the ${entry.kind} is not signed by \`${writer.identity.name}\`` };
}

/** Whether an entry is a person's word on a call. */
export function isAnswer(entry: Entry): entry is AnswerEntry {
  return entry.kind === "approval" || entry.kind === "rejection" || entry.kind === "release" || entry.kind === "discard";
}

function wrongDuty({ identity, duties }: Enrolment, { kind }: Entry): Fault<LedgerCode> {
  return { code: "ledger/wrong-duty", message: `\`${identity.name}\` (${duties.join(", ")}) does not write such a ${kind}` };
}

function mayWrite(duties: readonly Duty[], entry: Entry): boolean {
  switch (entry.kind) {
    case "attestation":
      return entry.part === "executor" || entry.part === "countersigner"
        ? entry.server !== undefined && duties.includes(`${entry.part}:${entry.server}`)
        : entry.server === undefined && duties.includes(entry.part);
    case "charter":
    case "pin":
    case "approver":
      return duties.includes("author");
    case "drift":
    case "rehearsal":
      return duties.includes(`executor:${entry.server}`);
    case "grant":
    case "erasure":
      return duties.includes("host");
    case "carry":
      return duties.includes(entry.server === undefined ? "decider" : `countersigner:${entry.server}`);
    case "session":
      return duties.includes("gateway");
    case "proposal":
      return entry.from === "agent" ? duties.includes("gateway") : duties.some((duty) => duty.startsWith("executor:"));
    case "decision":
      return duties.includes("decider");
    case "countersignature":
    case "refusal":
      return duties.includes(`countersigner:${entry.server}`);
    case "outcome":
      return duties.some((duty) => duty === "gateway" || duty.startsWith("executor:"));
    case "approval":
    case "rejection":
    case "release":
    case "discard":
      return duties.includes(`approver:${entry.role}`);
    case "reveal":
      return duties.some((duty) => duty === "console" || duty.startsWith("approver:"));
    case "timer":
      return duties.includes("ledger");
    default:
      return unreachable(entry);
  }
}
