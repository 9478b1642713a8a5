/** Where the two judges have come to different decisions: a governor that drifts, until the countersigner that said so starts anew. */
import type { Entry, Index } from "../entry.ts";

export class Disputes {
  /** The last call that each server's countersigner derived otherwise. */
  readonly #open = new Map<string, Index>();

  /** Tool server and proposal of each open dispute. */
  get open(): readonly (readonly [server: string, proposal: Index])[] {
    return [...this.#open];
  }

  take(entry: Entry): void {
    if (entry.kind === "refusal" && entry.code === "judges/differ") this.#open.set(entry.server, entry.proposal);
    if (entry.kind === "attestation" && entry.part === "countersigner") this.#open.delete(entry.server ?? "");
  }
}
