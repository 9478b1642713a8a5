/** A running ledger: opened, attested, and listening for the parts. */
import type { Identity, Ring } from "../crypto/index.ts";
import { ok, type Result } from "../fault/index.ts";
import { type LinkCode, listen } from "../link/index.ts";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk/disk.ts";
import type { AttestationEntry } from "./entry.ts";
import type { LedgerCode } from "./faults.ts";
import { Hub } from "./hub/hub.ts";
import { openLedger } from "./ledger.ts";

export interface LedgerStart {
  readonly disk: Disk;
  readonly identity: Identity;
  readonly ring: Ring;
  readonly clock: Clock;
  /** Path of the unix socket. */
  readonly socket: string;
  /** Tool servers whose executors must be attached for the system to be ready. */
  readonly servers: readonly string[];
  readonly grade: AttestationEntry["grade"];
  /** 128 random bits, hex, new at each start. */
  readonly epoch: string;
  /** What `measureCode` says. */
  readonly code: string;
}

export interface RunningLedger {
  readonly hub: Hub;
  /** Ends every link, makes durable what is placed, publishes the tree, and lets go of the folder. */
  readonly close: () => Promise<void>;
}

/** Starts a ledger. Faults: those of `openLedger`, `link/cannot-listen`, and what refuses its attestation (`ledger/wrong-duty`). */
export async function startLedger(start: LedgerStart): Promise<Result<RunningLedger, LedgerCode | LinkCode>> {
  const { identity, ring, clock, servers, grade, epoch, code } = start;
  const ledger = await openLedger(start);
  if (!ledger.ok) return ledger;
  const hub = new Hub({ ledger: ledger.value, clock, servers });
  const attested = ledger.value.appendOwn({ kind: "attestation", part: "ledger", epoch, grade, code });
  const listener = attested.ok ? await listen({ path: start.socket, identity, ring, onLink: (link) => hub.attach(link) }) : attested;
  if (!listener.ok) {
    hub.close();
    await ledger.value.close();
    return listener;
  }
  const close = async (): Promise<void> => {
    hub.close();
    await listener.value.close();
    await ledger.value.close();
  };
  return ok({ hub, close });
}
