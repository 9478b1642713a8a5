/**
 * The countersigner's word on an erasure: it derives the carry by itself, from the ledger's entries and by the auditor's code, and stands
 * for the decider's only where that is the same, member by member. One after the other, beside its other work.
 */
import { type LiveJudge, sameCarry } from "../auditor/index.ts";
import type { CarryEntry, CarryRefusal, ErasedPlaces, ErasureEntry, FollowedEntry, Index, LedgerClient } from "../ledger/index.ts";
import { RETRY_MS } from "./limits.ts";
import { restOnCarries } from "./rest-on-carries.ts";

/** Entries read at once: between them it goes on with its other work. */
const READ_AT_ONCE = 250;
const PASSING = /^ledger\/(disk-|overloaded)/;

export interface ConfirmingWorld {
  readonly client: LedgerClient;
  readonly judge: LiveJudge;
  readonly server: string;
}

interface Asked {
  readonly owner: ErasureEntry;
  /** The decider's carry. */
  carry?: FollowedEntry;
}

export class Confirming {
  readonly #world: ConfirmingWorld;
  readonly #asked = new Map<Index, Asked>();
  #isLive = false;
  #isWorking = false;

  constructor(world: ConfirmingWorld) {
    this.#world = world;
  }

  /** The next entry. */
  take(entry: FollowedEntry): void {
    const said = entry.leaf.entry;
    if (said.kind === "erasure") this.#asked.set(entry.index, { owner: said });
    if (said.kind !== "carry") return;
    const asked = this.#asked.get(said.erasure);
    if (asked === undefined) return;
    if (said.refused !== undefined || said.server !== undefined) this.#asked.delete(said.erasure);
    else asked.carry = entry;
    if (this.#isLive) void this.#work();
  }

  /** Everything that was recorded is taken. */
  goLive(): void {
    this.#isLive = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (;;) {
      const next = [...this.#asked].find(([, { carry }]) => carry !== undefined);
      if (next === undefined) break;
      const [erasure, { owner, carry }] = next;
      if (carry === undefined || !(await this.#answer(erasure, owner, carry))) break;
      this.#asked.delete(erasure);
    }
    this.#isWorking = false;
  }

  /** False where the ledger has gone. */
  async #answer(erasure: Index, owner: ErasureEntry, carry: FollowedEntry): Promise<boolean> {
    const { client, server } = this.#world;
    const refused = await this.#refusal(erasure, owner, carry);
    if (refused === "gone") return false;
    const entry: CarryEntry = { kind: "carry", erasure, server, confirms: carry.index, ...(refused === undefined ? {} : { refused }) };
    for (;;) {
      const appended = await client.append({ entry });
      // Another server's countersigner may have been faster.
      if (appended.ok || appended.fault.code === "ledger/no-erasure") return true;
      if (!PASSING.test(appended.fault.code)) return false;
      await pause();
    }
  }

  /** What speaks against the decider's carry. Where contents of others go meanwhile, it begins anew. */
  async #refusal(erasure: Index, owner: ErasureEntry, carry: FollowedEntry): Promise<CarryRefusal | "gone" | undefined> {
    const { client } = this.#world;
    for (;;) {
      const before = await client.status();
      if (!before.ok) return "gone";
      const refused = await this.#compare(erasure, owner, carry, before.value.erased ?? []);
      const after = await client.status();
      if (!after.ok) return "gone";
      if (before.value.erased?.length === after.value.erased?.length) return refused;
    }
  }

  /** The same, where `erased` is what has been erased by now. */
  async #compare(
    erasure: Index,
    owner: ErasureEntry,
    carry: FollowedEntry,
    erased: readonly ErasedPlaces[],
  ): Promise<CarryRefusal | "gone" | undefined> {
    const { client, judge } = this.#world;
    const { judge: again, writer } = judge.anew(owner);
    const rested = await restOnCarries(again, client, erased);
    if (!rested.ok) return rested.fault.code === "ledger/link-lost" ? "gone" : "carry/undecided";
    while (again.size < erasure) {
      const read = await client.read(again.size, Math.min(again.size + READ_AT_ONCE, erasure));
      if (!read.ok) return "gone";
      if (read.value.length === 0) await pause();
      for (const { leaf, blob } of read.value) {
        const { forged } = await again.take(leaf, blob === undefined ? undefined : Buffer.from(blob, "base64"));
        if (forged !== undefined) return "carry/undecided";
      }
    }
    const derived = writer.carry(erasure);
    if (typeof derived === "string") return derived;
    const { leaf, blob, index } = carry;
    const theirs = judge.openCarry({ index, leaf, blob: blob === undefined ? undefined : Buffer.from(blob, "base64") });
    return theirs !== undefined && sameCarry(theirs, derived) ? undefined : "carry/differs";
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}
