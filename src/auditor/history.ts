/** What was in force at each size of the ledger: charter, pins, drift, boot epochs, and when the judging parts started anew. */
import type { Digests, EntryOf, Leaf } from "./entry.ts";
import { digestOfPins } from "./succession.ts";
import { Timeline } from "./timeline.ts";

export class History {
  /** Digest of the machine in force. */
  readonly machine: Timeline<string> = new Timeline();
  /** Each charter entry, and what becomes of sessions that were opened before it. */
  readonly #charters: { readonly entry: number; readonly machine: string; readonly older: EntryOf<"charter">["runningSessions"] }[] = [];
  readonly #opened = new Map<string, number>();
  readonly #pins = new Timeline<Digests>();
  /** The pins recorded last, the digest of those in force, and whether the charter in force names them. */
  #recorded: Digests = {};
  #inForce: string | undefined;
  #isFixed = false;
  readonly #drift = new Map<string, Timeline<Digests>>();
  readonly #epochs = new Map<string, Timeline<{ readonly epoch: string; readonly by: string }>>();
  readonly #restarts = new Timeline<string>();

  take({ entry, by, session = "" }: Leaf, index: number): void {
    switch (entry.kind) {
      case "charter":
        this.#isFixed = entry.pins !== undefined;
        if (entry.pins !== this.#inForce) this.#putPinsInForce(index);
        this.#charters.push({ entry: index, machine: entry.machine, older: entry.runningSessions });
        return this.machine.change(index, entry.machine);
      case "session":
        if (!this.#opened.has(session)) this.#opened.set(session, index);
        return;
      case "pin":
        this.#recorded = entry.tools;
        if (!this.#isFixed) this.#putPinsInForce(index);
        return;
      case "drift":
        return timelineOf(this.#drift, entry.server).change(index, entry.tools);
      case "attestation":
        return this.#attest(entry, index, by);
      default:
        return;
    }
  }

  /** The machines by which a session's calls may be decided after the first `size` entries: as far as can be told without any content. */
  judgesOf(session: string, size: number): readonly string[] {
    const charters = this.#charters.filter(({ entry }) => entry < size);
    const inForce = charters.at(-1);
    const opened = this.#opened.get(session) ?? size;
    const own = charters.findLast(({ entry, older }) => entry < opened || older === undefined);
    return [inForce, ...(inForce?.older === "pinned" ? [own] : [])].map((charter) => charter?.machine ?? "");
  }

  /** Start of the executor of a server that was attested last. */
  epochOf(server: string, size: number): { readonly epoch: string; readonly by: string } | undefined {
    return this.#epochs.get(server)?.after(size);
  }

  /** Whether a digest is that of a tool's pinned definition, or of the one that its executor said it serves. */
  isDefinition(tool: string, digest: string, size: number): boolean {
    const server = tool.split(/[/#]/)[0] ?? "";
    return this.#pins.after(size)?.[tool] === digest || this.#drift.get(server)?.after(size)?.[tool] === digest;
  }

  /** Whether the ledger or the decider started anew in entries `[from, to)`. */
  hasRestart(from: number, to: number): boolean {
    return this.#restarts.changedWithin(from, to);
  }

  #putPinsInForce(index: number): void {
    this.#inForce = digestOfPins(this.#recorded);
    this.#pins.change(index, this.#recorded);
  }

  #attest({ part, server, epoch }: EntryOf<"attestation">, index: number, by: string): void {
    if (part === "executor" && server !== undefined) timelineOf(this.#epochs, server).change(index, { epoch, by });
    if (part === "ledger" || part === "decider") this.#restarts.change(index, part);
  }
}

function timelineOf<T>(timelines: Map<string, Timeline<T>>, name: string): Timeline<T> {
  const known = timelines.get(name);
  if (known !== undefined) return known;
  const timeline = new Timeline<T>();
  timelines.set(name, timeline);
  return timeline;
}
