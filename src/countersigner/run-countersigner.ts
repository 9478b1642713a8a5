/**
 * The countersigner as a part: it follows the ledger from its first entry, before entries are durable, and appends what it says. It holds a
 * signing key and nothing else: no credentials, no network, no memory that outlives it. When its link ends, it ends; the next one
 * folds the ledger again.
 */
import { type LiveJudge, type Member, readCheckpoint } from "../auditor/index.ts";
import { canonicalBytes, createSealer, type Ring, readersOf, toBase64 } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { AttestationEntry, FollowedEntry, LedgerClient } from "../ledger/index.ts";
import { Confirming } from "./confirming.ts";
import { Countersigner, type Saying } from "./countersigner.ts";
import type { CountersignerCode } from "./faults.ts";
import { OBSERVED_MS, RETRY_MS } from "./limits.ts";
import { restOnCarries } from "./rest-on-carries.ts";

export interface CountersignerWorld {
  readonly client: LedgerClient;
  readonly ring: Ring;
  /** The same people, as the auditor's code has read them. */
  readonly members: ReadonlyMap<string, Member>;
  readonly judge: LiveJudge;
  readonly server: string;
  /** Whether it signs also under decisions that park a call. */
  readonly signsParked?: boolean;
  /** What it attests once it has folded what is recorded. */
  readonly attestation: AttestationEntry;
  /** Told once, when this countersigner can't go on. */
  readonly onFault: (fault: Fault) => void;
}

/** The ledger has no room now; later it may. */
const PASSING = /^ledger\/(disk-|overloaded)/;

/** Folds the ledger and keeps countersigning. Resolves when the recorded prefix is folded. */
export async function runCountersigner(world: CountersignerWorld): Promise<Result<void>> {
  const { client, judge, server, signsParked = false, onFault } = world;
  const status = await client.status();
  if (!status.ok) return status;
  const head = await readCheckpoint(Buffer.from(status.value.checkpoint), world.members.values());
  if (typeof head === "string") return fail<CountersignerCode>("countersigner/entry-forged", `the checkpoint does not count: ${head}`);
  const rested = await restOnCarries(judge, client, status.value.erased);
  if (!rested.ok) return rested;
  const countersigner = new Countersigner(server, judge, { signsParked });
  const confirming = new Confirming({ client, judge, server });
  const say = sayerOf(world);
  const { promise: folded, resolve } = Promise.withResolvers<Result<void>>();
  let isLive = false;
  let hasEnded = false;
  // Nobody waits for how far it has come but health, which is patient.
  const tell = (): void => {
    client.observed(countersigner.size, []);
    setTimeout(tell, OBSERVED_MS).unref();
  };
  const goLive = (): void => {
    isLive = true;
    tell();
    void client.append({ entry: world.attestation });
    for (const saying of countersigner.unrecorded) say(saying);
    confirming.goLive();
    resolve(ok(undefined));
  };
  const take = async (entry: FollowedEntry): Promise<void> => {
    if (hasEnded) return;
    const taken = await countersigner.take(entry);
    if (!taken.ok) {
      hasEnded = true;
      return onFault(taken.fault);
    }
    confirming.take(entry);
    if (isLive) for (const saying of taken.value) say(saying);
    else if (countersigner.size >= head.size) goLive();
  };
  let queue = Promise.resolve();
  client.follow(0, { what: "all" }, (entry) => {
    queue = queue.then(() => take(entry));
  });
  if (head.size === 0) goLive();
  return await folded;
}

/** Appends what is said, again where the ledger's disk refuses it. What the course of the call has overtaken is not recorded. */
function sayerOf({ client, ring, onFault }: CountersignerWorld): (saying: Saying) => void {
  const sealer = createSealer();
  const readers = readersOf(ring, ["auditor", "approver:", "author"]);
  const sealed = (content: Saying["content"]): { readonly seal: string; readonly blob: string } | undefined => {
    if (content === undefined || readers.length === 0) return undefined;
    const { commitment, blob } = sealer.seal(canonicalBytes(content), readers);
    return { seal: commitment, blob: toBase64(blob) };
  };
  const say = async (saying: Saying): Promise<void> => {
    const { session, entry, content } = saying;
    const appended = await client.append({ session, entry, ...sealed(content) });
    if (appended.ok || appended.fault.code === "ledger/not-open" || appended.fault.code === "ledger/link-lost") return;
    if (PASSING.test(appended.fault.code)) setTimeout(() => void say(saying), RETRY_MS);
    else onFault(appended.fault);
  };
  return (saying) => void say(saying);
}
