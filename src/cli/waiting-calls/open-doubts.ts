/**
 * Calls in doubt, found in the ledger's entries: allowed, perhaps executed, and nobody will say by itself what came of them.
 * They are what a person has to look up in the tool's own record.
 */
import type { Identity } from "../../crypto/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import type { DecisionEntry, FollowedEntry, Index } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import type { LedgerEntries } from "../ledger/ledger-entries.ts";
import { type WaitingCall, waitingCallOf } from "./waiting-call.ts";

interface Allowed {
  readonly proposal: FollowedEntry;
  readonly decision: FollowedEntry;
  readonly warrant: NonNullable<DecisionEntry["warrant"]>;
  isUnknown: boolean;
}

/** Every call in doubt, oldest first. Codes: those of `LedgerEntries.read`. */
export async function readDoubts({ identity, isRunning, read }: LedgerEntries): Promise<Result<readonly WaitingCall[], CliCode>> {
  const doubts = new OpenDoubts();
  const done = await read(0, (entry) => doubts.take(entry));
  return done.ok ? ok(doubts.found(identity, isRunning ? "running" : "stopped")) : done;
}

class OpenDoubts {
  readonly #proposals = new Map<Index, FollowedEntry>();
  readonly #allowed = new Map<Index, Allowed>();
  readonly #epochs = new Map<string, string>();

  /** Takes the next entry. */
  take(followed: FollowedEntry): void {
    const { entry } = followed.leaf;
    switch (entry.kind) {
      case "attestation":
        if (entry.server !== undefined) this.#epochs.set(entry.server, entry.epoch);
        return;
      case "proposal":
        this.#proposals.set(followed.index, followed);
        return;
      case "decision":
        return this.#takeDecision(followed, entry);
      case "outcome": {
        const allowed = this.#allowed.get(entry.proposal);
        if (entry.result !== "unknown") this.#allowed.delete(entry.proposal);
        else if (allowed !== undefined) allowed.isUnknown = true;
        return;
      }
      case "discard":
        this.#allowed.delete(entry.proposal);
        return;
      default:
        return;
    }
  }

  /** What is in doubt after the entries taken so far; where nothing runs, every call without an outcome is. */
  found(identity: Identity, running: "running" | "stopped"): readonly WaitingCall[] {
    return [...this.#allowed.values()].flatMap(({ proposal, decision, warrant, isUnknown }) => {
      const isOver = running === "stopped" || this.#epochs.get(warrant.server) !== warrant.epoch;
      return isUnknown || isOver ? (waitingCallOf(identity, proposal, decision) ?? []) : [];
    });
  }

  #takeDecision(decision: FollowedEntry, { proposal: index, verdict, warrant }: DecisionEntry): void {
    const proposal = this.#proposals.get(index);
    if (proposal !== undefined && warrant !== undefined) this.#allowed.set(index, { proposal, decision, warrant, isUnknown: false });
    if (verdict === "allow" || verdict === "deny") this.#proposals.delete(index);
  }
}
