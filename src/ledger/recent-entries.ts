/** The latest entries in memory, ready to be sent, so that followers that keep up never wait for the disk. */
import type { Index, Leaf } from "./entry.ts";
import { RECENT_BYTES_MAX } from "./limits.ts";

/** An entry as it is handed out. `text` is the leaf's canonical text; `blob` is base64. */
export interface HeldEntry {
  readonly index: Index;
  readonly leaf: Leaf;
  readonly text: string;
  readonly blob?: string;
}

export class RecentEntries {
  readonly #entries = new Map<Index, HeldEntry>();
  #oldest: Index = 0;
  #bytes = 0;

  get(index: Index): HeldEntry | undefined {
    return this.#entries.get(index);
  }

  /** Entries from `from` on, up to `to`, to the first that is not in memory, or to as many bytes; one in any case, if it is there. */
  getMany(from: Index, to: Index, bytesMax: number): HeldEntry[] {
    const held: HeldEntry[] = [];
    let bytes = 0;
    for (let index = from; index < to; index += 1) {
      const entry = this.#entries.get(index);
      bytes += entry === undefined ? 0 : sizeOf(entry);
      if (entry === undefined || (held.length > 0 && bytes > bytesMax)) break;
      held.push(entry);
    }
    return held;
  }

  /** Adds the next entry and lets go of the oldest, of those below `keepFrom` only: what is not on the disk is only here. */
  add(entry: HeldEntry, keepFrom: Index): void {
    if (this.#entries.size === 0) this.#oldest = entry.index;
    this.#entries.set(entry.index, entry);
    this.#bytes += sizeOf(entry);
    while (this.#bytes > RECENT_BYTES_MAX && this.#oldest < Math.min(keepFrom, entry.index)) {
      const gone = this.#entries.get(this.#oldest);
      this.#entries.delete(this.#oldest);
      this.#bytes -= gone === undefined ? 0 : sizeOf(gone);
      this.#oldest += 1;
    }
  }

  /** Forgets the blobs of these entries. */
  erase(entries: ReadonlySet<Index>): void {
    for (const index of entries) {
      const held = this.#entries.get(index);
      if (held?.blob === undefined) continue;
      const { blob, ...bare } = held;
      this.#entries.set(index, bare);
      this.#bytes -= blob.length;
    }
  }
}

function sizeOf({ text, blob }: HeldEntry): number {
  return text.length + (blob?.length ?? 0);
}
