/** A command's own link to the ledger of a running system, under one of the state folder's keys. */
import { existsSync } from "node:fs";
import type { Identity, Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { LedgerClient } from "../../ledger/index.ts";
import { connect } from "../../link/index.ts";
import type { CliCode } from "../faults.ts";
import { readKey, readRing } from "../state-folder/key-ring.ts";
import { doorOf, type StateFolder } from "../state-folder/state-folder.ts";

export interface Attached {
  readonly client: LedgerClient;
  readonly identity: Identity;
  readonly ring: Ring;
  /** Where the ledger was met. */
  readonly socket: string;
  /** Resolves when the link has ended. */
  readonly closed: Promise<void>;
  close(): void;
}

const RETRY_MS = 50;

/**
 * Links to the ledger with the key `keyName`, trying for `patienceMs`; a part's key is heard at its own door only, where it has one.
 * Codes: `cli/key-missing`, `cli/state-unsafe`, `cli/not-running`.
 */
export async function attach(state: StateFolder, keyName: string, patienceMs: number): Promise<Result<Attached, CliCode>> {
  const ring = readRing(state);
  if (!ring.ok) return ring;
  const identity = readKey(state, keyName);
  if (!identity.ok) return identity;
  const deadline = performance.now() + patienceMs;
  const door = doorOf(state, keyName);
  for (let attempt = 0; ; attempt += 1) {
    const socket = attempt % 2 === 1 && existsSync(door) ? door : state.socket;
    const link = await connect({ path: socket, identity: identity.value, ring: ring.value });
    if (link.ok) {
      const client = new LedgerClient(link.value, identity.value);
      const closed = new Promise<void>((resolve) => link.value.onClose(() => resolve()));
      return ok({ client, identity: identity.value, ring: ring.value, socket, closed, close: () => link.value.close() });
    }
    if (performance.now() >= deadline && (socket === door || !existsSync(door))) {
      return fail("cli/not-running", "nothing runs on this state folder", {
        cause: link.fault,
        remedy: "start it with `interlock run`, or name another folder with --state",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
