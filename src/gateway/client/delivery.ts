/**
 * Delivers to a client what servers ask and tell, once a decision allows it: requests under ids of ours, notifications
 * with the client's own ids in place of ours. What was delivered is recorded, with the client's answer where there is
 * one.
 */
import type { JsonObject } from "../../crypto/index.ts";
import type { SealedResult } from "../../ledger/index.ts";
import { RPC, type RpcId, type RpcMessage } from "../../mcp/index.ts";
import { governedMethod } from "../../meaning/index.ts";
import type { Names } from "../catalogue/names.ts";
import { ASKS_OPEN_MAX } from "../limits.ts";
import type { Ask } from "../session/session.ts";
import type { OwedAnswers } from "./owed-answers.ts";

export interface DeliveryOptions {
  readonly names: Names;
  readonly owed: OwedAnswers;
  /** What the client says it can do. */
  readonly capabilities: JsonObject;
  /** Sends a message; `relatesTo` is the client's request that it belongs to, if it is known. */
  readonly send: (message: RpcMessage, relatesTo: RpcId | undefined) => void;
  readonly record: (ask: Ask, answer: SealedResult | undefined, sinceMs: number) => void;
  readonly now: () => number;
}

/** The client capability without which a server's request cannot be delivered. */
const NEEDED: { readonly [method: string]: string } = {
  "sampling/createMessage": "sampling",
  "elicitation/create": "elicitation",
  "roots/list": "roots",
};

export class Delivery {
  readonly #options: DeliveryOptions;
  /** Requests under way to the client, by our id. */
  readonly #waiting = new Map<string, { readonly ask: Ask; readonly sinceMs: number }>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Delivers an allowed ask. */
  take(ask: Ask): void {
    const { owed, send, record, now } = this.#options;
    const sinceMs = now();
    if (governedMethod(ask.method)?.form === "notification") {
      const told = this.#toldParams(ask);
      if (told !== undefined)
        send({ is: "notification", method: ask.method, params: told.params }, told.relatesTo ?? owed.relatedTo(ask.server));
      return record(ask, undefined, sinceMs);
    }
    if (this.#options.capabilities[NEEDED[ask.method] ?? ""] === undefined || this.#waiting.size >= ASKS_OPEN_MAX) {
      return record(ask, { error: { code: RPC.methodNotFound, message: "the client cannot answer this" } }, sinceMs);
    }
    const id = idOf(ask.proposal);
    this.#waiting.set(id, { ask, sinceMs });
    const args = ask.call.args as JsonObject;
    const params = ask.call.progress === true ? { ...args, _meta: { progressToken: id } } : args;
    send({ is: "request", id, method: ask.method, params }, owed.relatedTo(ask.server));
  }

  /** Takes the client's answer to a request of ours. False where it answers none. */
  answered(id: RpcId | undefined, answer: SealedResult): boolean {
    const waiting = typeof id === "string" ? this.#waiting.get(id) : undefined;
    if (typeof id !== "string" || waiting === undefined) return false;
    this.#waiting.delete(id);
    this.#options.record(waiting.ask, answer, waiting.sinceMs);
    return true;
  }

  /** The server and proposal that the client's progress is about. */
  progressOf(token: unknown): { readonly server: string; readonly proposal: number } | undefined {
    const waiting = typeof token === "string" ? this.#waiting.get(token) : undefined;
    return waiting === undefined ? undefined : { server: waiting.ask.server, proposal: waiting.ask.proposal };
  }

  /** A notification's params as the client may read them; undefined where the client waits for nothing that it is about. */
  #toldParams({ server, method, call }: Ask): { readonly params: JsonObject; readonly relatesTo?: RpcId } | undefined {
    const args = call.args as JsonObject;
    const { names, owed } = this.#options;
    if (method === "notifications/progress") {
      const waiting = owed.ofProposal(Number(args["progressToken"]));
      return waiting?.progressToken === undefined
        ? undefined
        : { params: { ...args, progressToken: waiting.progressToken }, relatesTo: waiting.id };
    }
    if (method === "notifications/cancelled") {
      const id = idOf(Number(args["requestId"]));
      return this.#waiting.delete(id) ? { params: { ...args, requestId: id } } : undefined;
    }
    const { uri } = args;
    return { params: typeof uri === "string" ? { ...args, uri: names.shown(server, uri) } : args };
  }
}

/** Our id of a request to the client, and our progress token with it. */
function idOf(proposal: number): string {
  return `ask-${proposal}`;
}
