/** The requests of one client that are not answered yet, and the proposals they have become. Ids of the one side never meet the other. */
import { serverOf } from "../execution/index.ts";
import type { Index } from "../ledger/index.ts";
import type { RpcId } from "../mcp/index.ts";

export interface OpenRequest {
  readonly id: RpcId;
  /** The client's own token, where it wants to hear of progress. */
  progressToken: RpcId | undefined;
  /** The server that the request was routed to, once it is. */
  server: string | undefined;
  proposal: Index | undefined;
  /** The client no longer waits. */
  isCancelled: boolean;
}

export class OpenRequests {
  readonly #open = new Map<RpcId, OpenRequest>();

  get size(): number {
    return this.#open.size;
  }

  /** Undefined where the client has an open request of that id already. */
  begin(id: RpcId, progressToken: RpcId | undefined): OpenRequest | undefined {
    if (this.#open.has(id)) return undefined;
    const request: OpenRequest = { id, progressToken, server: undefined, proposal: undefined, isCancelled: false };
    this.#open.set(id, request);
    return request;
  }

  route(request: OpenRequest, tool: string): void {
    request.server = serverOf(tool);
  }

  get(id: RpcId): OpenRequest | undefined {
    return this.#open.get(id);
  }

  end(request: OpenRequest): void {
    if (this.#open.get(request.id) === request) this.#open.delete(request.id);
  }

  ofProposal(proposal: Index): OpenRequest | undefined {
    for (const request of this.#open.values()) if (request.proposal === proposal) return request;
    return undefined;
  }

  /** The request during which a server most likely asks: the oldest that is open at it. */
  relatedTo(server: string): RpcId | undefined {
    for (const request of this.#open.values()) if (request.server === server && !request.isCancelled) return request.id;
    return undefined;
  }
}
