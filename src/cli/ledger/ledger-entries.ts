/**
 * The entries of a state folder's ledger, for reading: asked of the ledger while it runs, and read from its files where
 * nothing runs. Takes no lock and writes nothing.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../auditor/index.ts";
import { type Identity, toBase64 } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type FollowedEntry, type Index, readLeaf } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { readKey } from "../state-folder/key-ring.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { type Attached, attach } from "./attach.ts";

export interface LedgerEntries {
  /** Whose key opens what is sealed. */
  readonly identity: Identity;
  readonly isRunning: boolean;
  /** Gives every entry from `from` on. Codes: `cli/ledger-damaged`, `cli/not-running`. */
  read(from: Index, each: (entry: FollowedEntry) => void): Promise<Result<void, CliCode>>;
  close(): void;
}

const PAGE = 500;

/** Opens the ledger for reading under the key `keyName`. Codes: `cli/key-missing`, `cli/state-unsafe`. */
export async function openEntries(state: StateFolder, keyName: string): Promise<Result<LedgerEntries, CliCode>> {
  const attached = await attach(state, keyName, 0);
  if (attached.ok) return ok(entriesOf(attached.value));
  if (attached.fault.code !== "cli/not-running") return attached;
  const identity = readKey(state, keyName);
  if (!identity.ok) return identity;
  const read = async (from: Index, each: (entry: FollowedEntry) => void): Promise<Result<void, CliCode>> => readFolder(state, from, each);
  return ok({ identity: identity.value, isRunning: false, close: () => undefined, read });
}

/** The entries of a ledger that runs. */
export function entriesOf(attached: Attached): LedgerEntries {
  const { identity, close } = attached;
  return { identity, isRunning: true, close, read: (from, each) => readRunning(attached, from, each) };
}

async function readRunning({ client }: Attached, from: Index, each: (entry: FollowedEntry) => void): Promise<Result<void, CliCode>> {
  for (let next = from; ; next += PAGE) {
    const page = await client.read(next, next + PAGE);
    if (!page.ok) return fail("cli/not-running", "the ledger stopped while it was read", { cause: page.fault });
    for (const entry of page.value) each(entry);
    if (page.value.length < PAGE) return ok(undefined);
  }
}

function readFolder(state: StateFolder, from: Index, each: (entry: FollowedEntry) => void): Result<void, CliCode> {
  const folder = join(state.ledger, "journal");
  if (!existsSync(folder)) return ok(undefined);
  let unreadable: Index | undefined;
  const damage = readJournal(folder, ({ leaf: bytes, blob }, index) => {
    if (index < from || unreadable !== undefined) return;
    const leaf = readLeaf(bytes);
    if (leaf.ok) each({ index, leaf: leaf.value, ...(blob === undefined ? {} : { blob: toBase64(blob) }) });
    else unreadable = index;
  });
  const entry = unreadable ?? (damage?.isTail === false ? damage.entry : undefined);
  if (entry === undefined) return ok(undefined);
  return fail("cli/ledger-damaged", `the ledger can be read up to entry ${entry} only`, {
    at: folder,
    remedy: "keep the folder as it is; `interlock audit` says what is wrong",
  });
}
