/**
 * The decider's answer to an erasure: it folds the ledger once more, looks at that one context, and appends the carry, sealed for all who
 * fold a ledger; or says why there is none. One after the other, beside its other work.
 */
import { canonicalBytes, createSealer, type Identity, type Json, JUDGES, type Ring, readersOf, toBase64 } from "../../crypto/index.ts";
import {
  BLOB_BYTES_MAX,
  type CarryEntry,
  type CarryRefusal,
  type ErasedPlaces,
  type ErasureEntry,
  type FollowedEntry,
  type Index,
  type LedgerClient,
} from "../../ledger/index.ts";
import { Decider } from "../decider.ts";
import { takeEntry } from "../live/take-entry.ts";
import { Vouching } from "../live/vouched.ts";
import type { Carry } from "./carry.ts";
import { readCarries } from "./stated-carries.ts";
import { Watch } from "./watch.ts";

/** Entries read at once: the decider goes on with its other work between them. */
const READ_AT_ONCE = 250;
/** How long to wait for an entry to become durable, and before the ledger is offered again what its disk refused. */
const PAUSE_MS = 100;
const PASSING = /^ledger\/(disk-|overloaded)/;

export interface CarryingWorld {
  readonly client: LedgerClient;
  readonly identity: Identity;
  readonly ring: Ring;
}

export class Carrying {
  readonly #world: CarryingWorld;
  /** Erasures without a word of the decider's. */
  readonly #waiting = new Map<Index, ErasureEntry>();
  #isLive = false;
  #isWorking = false;

  constructor(world: CarryingWorld) {
    this.#world = world;
  }

  /** The next entry. */
  take({ index, leaf: { entry } }: FollowedEntry): void {
    if (entry.kind === "carry" && entry.server === undefined) this.#waiting.delete(entry.erasure);
    if (entry.kind !== "erasure") return;
    for (const [earlier, { agent, user }] of this.#waiting) {
      if (agent === entry.agent && user === entry.user) this.#waiting.delete(earlier);
    }
    this.#waiting.set(index, entry);
    if (this.#isLive) void this.#work();
  }

  /** Everything that was recorded is taken: what waits is for this decider to answer. */
  goLive(): void {
    this.#isLive = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      const [index, erasure] = next;
      const carry = await this.#derive(index, erasure);
      if (carry === undefined || !(await this.#say(index, carry))) break;
      this.#waiting.delete(index);
    }
    this.#isWorking = false;
  }

  /** The carry, or why there is none; undefined where the ledger has gone. Where contents of others go meanwhile, it begins anew. */
  async #derive(index: Index, erasure: ErasureEntry): Promise<Carry | CarryRefusal | undefined> {
    const { client } = this.#world;
    for (;;) {
      const before = await client.status();
      const derived = before.ok ? await this.#fold(index, erasure, before.value.erased ?? []) : undefined;
      const after = await client.status();
      if (!before.ok || !after.ok) return undefined;
      if (before.value.erased?.length === after.value.erased?.length) return derived;
    }
  }

  /** The same, where `erased` is what has been erased by now. */
  async #fold(index: Index, erasure: ErasureEntry, erased: readonly ErasedPlaces[]): Promise<Carry | CarryRefusal | undefined> {
    const { client, identity, ring } = this.#world;
    const carries = await readCarries(client, { identity, ring }, erased);
    if (!carries.ok) return carries.fault.code === "ledger/link-lost" ? undefined : "carry/undecided";
    const vouching = new Vouching(ring, "everything");
    const watch = new Watch(erasure);
    const decider = new Decider(vouching.answerers, { carries: carries.value, watch });
    while (decider.size < index) {
      const read = await client.read(decider.size, Math.min(decider.size + READ_AT_ONCE, index));
      if (!read.ok) return undefined;
      if (read.value.length === 0) await pause();
      for (const entry of read.value) if (!takeEntry(decider, vouching, identity, entry).ok) return "carry/undecided";
    }
    return watch.carry(index);
  }

  /** False where the ledger has gone. */
  async #say(erasure: Index, carry: Carry | CarryRefusal): Promise<boolean> {
    const { client, ring } = this.#world;
    const refuse = (refused: CarryRefusal): { readonly entry: CarryEntry } => ({ entry: { kind: "carry", erasure, refused } });
    const content = typeof carry === "string" ? undefined : canonicalBytes(carry as unknown as Json);
    const sealed =
      content === undefined || content.length > BLOB_BYTES_MAX / 2
        ? undefined
        : createSealer().seal(content, readersOf(ring, [...JUDGES, "auditor", "approver:"]));
    const draft =
      sealed === undefined
        ? refuse(typeof carry === "string" ? carry : "carry/undecided")
        : { entry: { kind: "carry", erasure } as const, seal: sealed.commitment, blob: toBase64(sealed.blob) };
    for (;;) {
      const appended = await client.append(draft);
      // Another decider, or a later erasure, has been faster: there is nothing more to say.
      if (appended.ok || appended.fault.code === "ledger/no-erasure") return true;
      if (!PASSING.test(appended.fault.code)) return false;
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
