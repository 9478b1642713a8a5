/**
 * Who may write what: for each kind of entry the one duty that writes it, so that no part can say what is another's to
 * say. Judges the writer and the signature, never whether the entry is true.
 */
import { type Duty, type Enrolment, enrolmentOf, type Ring } from "../../crypto/index.ts";
import { type Fault, fail, ok, type Result, unreachable } from "../../fault/index.ts";
import type { Entry } from "../entry.ts";
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
}

/** Checks that an enrolled key with the right duty has signed. Codes: `ledger/unknown-writer`, `…/wrong-duty`, `…/wrong-signature`. */
export function checkWriter(ring: Ring, { by, session, entry, seal, signature }: Statement): Result<Enrolment, LedgerCode> {
  const writer = enrolmentOf(ring, by);
  if (writer === undefined) return fail("ledger/unknown-writer", `the key \`${by}\` is not in the ring`);
  if (!mayWrite(writer.duties, entry)) return { ok: false, fault: wrongDuty(writer, entry) };
  if (!verifyStatement(writer.identity.signKey, statement(entry, session, seal), signature)) {
    return fail("ledger/wrong-signature", `the ${entry.kind} is not signed by \`${writer.identity.name}\``);
  }
  return ok(writer);
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
      return duties.includes("author");
    case "drift":
      return duties.includes(`executor:${entry.server}`);
    case "grant":
      return duties.includes("host");
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
    case "timer":
      return duties.includes("ledger");
    default:
      return unreachable(entry);
  }
}
