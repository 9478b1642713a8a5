/**
 * The decider as a part: it follows the ledger from its first entry, opens what is sealed for it, folds, signs what
 * follows, and appends it. It holds a signing key and nothing else: no credentials, no network, no memory that outlives it. When its
 * link ends, it ends; the next one folds the ledger again.
 */
import { canonicalBytes, createSealer, type Identity, type Readers, type Ring, readersOf, toBase64 } from "../../crypto/index.ts";
import { type Fault, ok, type Result } from "../../fault/index.ts";
import type { AttestationEntry, FollowedEntry, LedgerClient } from "../../ledger/index.ts";
import { Decider } from "../decider.ts";
import { explanationToJson } from "../decision/explain.ts";
import { Carrying } from "../erasure/carrying.ts";
import { readCarries } from "../erasure/stated-carries.ts";
import { Outbox } from "./outbox.ts";
import { takeEntry } from "./take-entry.ts";
import { Vouching } from "./vouched.ts";

export interface DeciderWorld {
  readonly client: LedgerClient;
  readonly identity: Identity;
  readonly ring: Ring;
  /** What it attests once it has folded what is recorded, before it decides anything. */
  readonly attestation: AttestationEntry;
  /** Told once, when this decider can't go on. */
  readonly onFault: (fault: Fault) => void;
}

/** Who may read why a decision fell: the gateway for the agent, people who answer, the auditor. */
const EXPLANATION_READERS: Readers = ["gateway", "auditor", "approver:"];

/** Folds the ledger and keeps deciding. Resolves when every entry that has its place, durable or not, is folded. */
export async function runDecider({ client, identity, ring, attestation, onFault }: DeciderWorld): Promise<Result<void>> {
  const vouching = new Vouching(ring, "everything");
  const sealer = createSealer();
  const readers = readersOf(ring, EXPLANATION_READERS);
  const status = await client.status();
  if (!status.ok) return status;
  const carries = await readCarries(client, { identity, ring }, status.value.erased);
  if (!carries.ok) return carries;
  const decider = new Decider(vouching.answerers, { carries: carries.value });
  const carrying = new Carrying({ client, identity, ring });
  const recorded = status.value.size;
  let live = false;
  /** The last entry that the ledger has not been told of. */
  let untold: FollowedEntry | undefined;

  const outbox = new Outbox({
    append: ({ session, entry, explanation }) => {
      const { blob, commitment } = sealer.seal(canonicalBytes(explanationToJson(explanation)), readers);
      return client.append({ ...(session === undefined ? {} : { session }), entry, seal: commitment, blob: toBase64(blob) });
    },
    later: (work, ms) => void setTimeout(work, ms),
    onRefused: onFault,
  });
  /** Says once, for all entries that came together, how far they are folded. */
  const tellSoon = (entry: FollowedEntry): void => {
    const isFirst = untold === undefined;
    untold = entry;
    if (!isFirst) return;
    process.nextTick(() => {
      const last = untold ?? entry;
      untold = undefined;
      client.observed(decider.size, decider.views(last.leaf.at));
    });
  };
  const goLive = (): void => {
    live = true;
    void client.append({ entry: attestation });
    for (const emitted of decider.unrecorded) outbox.push(emitted);
    carrying.goLive();
  };

  return new Promise((resolve) => {
    const onEntry = (entry: FollowedEntry): void => {
      const folded = takeEntry(decider, vouching, identity, entry);
      if (!folded.ok) return onFault(folded.fault);
      carrying.take(entry);
      if (live) for (const emitted of folded.value) outbox.push(emitted);
      else if (decider.size >= recorded) goLive();
      if (live) tellSoon(entry);
      if (decider.size >= recorded) resolve(ok(undefined));
    };
    client.follow(0, { what: "all" }, onEntry);
    if (recorded === 0) {
      goLive();
      resolve(ok(undefined));
    }
  });
}
