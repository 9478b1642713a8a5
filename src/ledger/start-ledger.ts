/** A running ledger: opened, attested, and listening for the parts. */
import type { Duty, Identity, Ring } from "../crypto/index.ts";
import { ok, type Result } from "../fault/index.ts";
import { type LinkCode, type Listener, listen } from "../link/index.ts";
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
  /** Sockets for one part each; where there are any, `socket` is for people. */
  readonly doors?: readonly Door[];
  /** Tool servers whose executors must be attached for the system to be ready. */
  readonly servers: readonly string[];
  readonly grade: AttestationEntry["grade"];
  /** 128 random bits, hex, new at each start. */
  readonly epoch: string;
  /** What `measureCode` says. */
  readonly code: string;
}

/** A socket that the file system lets one part's user pass to, and the one duty that is heard there. */
export interface Door {
  readonly path: string;
  readonly duty: Duty;
}

export interface RunningLedger {
  readonly hub: Hub;
  /** Ends every link, makes durable what is placed, publishes the tree, and lets go of the folder. */
  readonly close: () => Promise<void>;
}

/** A ledger whose links somebody else authenticates. Faults: those of `openLedger`, `ledger/wrong-duty` for its own attestation. */
export async function openHub(start: Omit<LedgerStart, "socket" | "doors">): Promise<Result<RunningLedger, LedgerCode>> {
  const { clock, servers, grade, epoch, code } = start;
  const ledger = await openLedger(start);
  if (!ledger.ok) return ledger;
  const hub = new Hub({ ledger: ledger.value, clock, servers, grade });
  const close = async (): Promise<void> => {
    hub.close();
    await ledger.value.close();
  };
  const attested = ledger.value.appendOwn({ kind: "attestation", part: "ledger", epoch, grade, code });
  if (attested.ok) return ok({ hub, close });
  await close();
  return attested;
}

/** Starts a ledger on its sockets. Faults: those of `openHub`, `link/cannot-listen`. */
export async function startLedger(start: LedgerStart): Promise<Result<RunningLedger, LedgerCode | LinkCode>> {
  const opened = await openHub(start);
  if (!opened.ok) return opened;
  const { hub } = opened.value;
  const listening = await openDoors(start, hub);
  if (!listening.ok) {
    await opened.value.close();
    return listening;
  }
  const close = async (): Promise<void> => {
    hub.close();
    await Promise.all(listening.value.map((listener) => listener.close()));
    await opened.value.close();
  };
  return ok({ hub, close });
}

/** Listens at every door. A stolen key is of no use at another part's. */
async function openDoors({ identity, ring, socket, doors = [] }: LedgerStart, hub: Hub): Promise<Result<readonly Listener[], LinkCode>> {
  const isPart = (duty: Duty): boolean => doors.some((door) => door.duty === duty);
  const sockets = [
    { path: socket, isOpen: false, admits: (duties: readonly Duty[]) => !duties.some(isPart) },
    ...doors.map(({ path, duty }) => ({ path, isOpen: true, admits: (duties: readonly Duty[]) => duties.includes(duty) })),
  ];
  const listening: Listener[] = [];
  for (const door of sockets) {
    const listener = await listen({ ...door, identity, ring, onLink: (link) => hub.attach(link) });
    if (!listener.ok) {
      for (const { close } of listening) await close();
      return listener;
    }
    listening.push(listener.value);
  }
  return ok(listening);
}
