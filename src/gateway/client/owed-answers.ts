/**
 * The answers that are owed to one client, each under the id of what it asked, and the proposal that this has become. Ids of
 * the one side never meet the other.
 */
import { serverOf } from "../../execution/index.ts";
import type { Index } from "../../ledger/index.ts";
import type { RpcId } from "../../mcp/index.ts";

export interface OwedAnswer {
  readonly id: RpcId;
  /** The client's own token, where it wants to hear of progress. */
  progressToken: RpcId | undefined;
  /** The server that was asked, once it is. */
  server: string | undefined;
  proposal: Index | undefined;
  /** The client no longer waits. */
  isCancelled: boolean;
}

export class OwedAnswers {
  readonly #open = new Map<RpcId, OwedAnswer>();

  get size(): number {
    return this.#open.size;
  }

  /** Undefined where the client is owed an answer under that id already. */
  begin(id: RpcId, progressToken: RpcId | undefined): OwedAnswer | undefined {
    if (this.#open.has(id)) return undefined;
    const owed: OwedAnswer = { id, progressToken, server: undefined, proposal: undefined, isCancelled: false };
    this.#open.set(id, owed);
    return owed;
  }

  route(owed: OwedAnswer, tool: string): void {
    owed.server = serverOf(tool);
  }

  get(id: RpcId): OwedAnswer | undefined {
    return this.#open.get(id);
  }

  end(owed: OwedAnswer): void {
    if (this.#open.get(owed.id) === owed) this.#open.delete(owed.id);
  }

  ofProposal(proposal: Index): OwedAnswer | undefined {
    for (const owed of this.#open.values()) if (owed.proposal === proposal) return owed;
    return undefined;
  }

  /** What the client asked when a server most likely asks in return: the oldest that is open at it. */
  relatedTo(server: string): RpcId | undefined {
    for (const owed of this.#open.values()) if (owed.server === server && !owed.isCancelled) return owed.id;
    return undefined;
  }
}
