/** What keeps a context from being erased: its calls that left values with tool servers. Read from the leaves alone, so by any host. */
import { looksUp } from "../../charter/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import type { ErasureEntry, FollowedEntry, Index, Leaf, LedgerClient } from "../../ledger/index.ts";

/** Entries read at once. */
const READ_AT_ONCE = 1_000;
/** Tickets that are named of one tool. */
const NAMED_MAX = 5;

/** Calls of one agent for one user that ran, or may have, with a tool that does more than look things up: by tool, their proposals. */
export class LeftWithServers {
  readonly #owner: Pick<ErasureEntry, "agent" | "user">;
  readonly #grants = new Set<Index>();
  readonly #sessions = new Set<string>();
  readonly #calls = new Map<string, Set<Index>>();

  constructor(owner: Pick<ErasureEntry, "agent" | "user">) {
    this.#owner = owner;
  }

  take({ index, leaf: { entry, session = "" } }: { readonly index: Index; readonly leaf: Pick<Leaf, "entry" | "session"> }): void {
    const { agent, user } = this.#owner;
    if (entry.kind === "grant" && entry.agent === agent && entry.user === user) this.#grants.add(index);
    if (entry.kind === "session" && entry.agent === agent && this.#grants.has(entry.grant ?? -1)) this.#sessions.add(session);
    if (entry.kind !== "decision" || entry.warrant === undefined || entry.tool === undefined) return;
    if (this.#sessions.has(session) && !looksUp(entry.tool))
      this.#calls.set(entry.tool, (this.#calls.get(entry.tool) ?? new Set()).add(entry.proposal));
  }

  /** `2 × bank/pay (t7, t12)`, and so on; empty where there is none. */
  get words(): string {
    const tools = [...this.#calls].map(([tool, proposals]) => {
      const named = [...proposals].slice(0, NAMED_MAX).map((proposal) => `t${proposal}`);
      return `${proposals.size} × \`${tool}\` (${[...named, ...(proposals.size > NAMED_MAX ? ["…"] : [])].join(", ")})`;
    });
    return tools.join(", ");
  }
}

/** The same of a ledger before an erasure, in words. Codes: those of `LedgerClient.read`. */
export async function leftWithServers(client: LedgerClient, erasure: Index): Promise<Result<string>> {
  const asked = await client.read(erasure, erasure + 1);
  if (!asked.ok) return asked;
  const entry = asked.value[0]?.leaf.entry;
  if (entry?.kind !== "erasure") return ok("");
  const left = new LeftWithServers(entry);
  for (let from = 0; from < erasure; from += READ_AT_ONCE) {
    const read: Result<readonly FollowedEntry[]> = await client.read(from, Math.min(from + READ_AT_ONCE, erasure));
    if (!read.ok) return read;
    for (const followed of read.value) left.take(followed);
  }
  return ok(left.words);
}
