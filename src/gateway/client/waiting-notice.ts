/**
 * What the user of an agent's client is told of a call that waits for people: that it waits, and where to answer it. It leads to the
 * console and approves nothing: whatever comes back was said by the agent's side, so nobody reads it. Where the client opens links on
 * request it gets one (URL mode), else a form without fields, which by MCP (client/elicitation, Safe URL Handling) names no clickable link.
 */
import { isJsonObject, type JsonObject } from "../../crypto/index.ts";
import { type Explanation, ticketOf } from "../../execution/index.ts";
import type { Index } from "../../ledger/index.ts";
import type { Era, RpcId, RpcMessage } from "../../mcp/index.ts";

/** How a client's user can be told. */
type Mode = "url" | "form";

export interface Waiting {
  readonly proposal: Index;
  readonly explanation: Explanation;
  /** Where the console is; undefined where nobody said. */
  readonly page: string | undefined;
}

/** The params of an `elicitation/create`; undefined where the client takes none that says this. */
export function noticeParams(capabilities: JsonObject, era: Era, { proposal, explanation, page }: Waiting): JsonObject | undefined {
  const mode = modeOf(capabilities, page);
  if (mode === undefined) return undefined;
  const said = `${explanation.text} This is for information: answering here approves nothing.`;
  if (mode === "url" && page !== undefined) {
    // Only the handshake era has a notification that the elicitation is over, and so a name for it.
    const name = era === "handshake" ? { elicitationId: ticketOf(proposal) } : {};
    return { mode, message: `${said} The console is where people answer it.`, url: callPage(page, proposal), ...name };
  }
  const place = page === undefined ? "" : ` People answer it in the console at ${page.replace(/^https?:\/\//, "")}: ${ticketOf(proposal)}.`;
  return { ...(era === "envelope" ? { mode } : {}), message: `${said}${place}`, requestedSchema: NOTHING_ASKED };
}

/** Where the console shows that call. */
export function callPage(page: string, proposal: Index): string {
  return `${page}/#/inbox/${ticketOf(proposal)}`;
}

function modeOf({ elicitation }: JsonObject, page: string | undefined): Mode | undefined {
  if (!isJsonObject(elicitation)) return undefined;
  if (elicitation["url"] !== undefined && page !== undefined) return "url";
  return elicitation["form"] !== undefined || Object.keys(elicitation).length === 0 ? "form" : undefined;
}

/** A form without fields. */
const NOTHING_ASKED: JsonObject = { type: "object", properties: {} };

/** The notices of one client of the handshake era: each is a request of ours, taken back when its call is over. */
export class WaitingNotices {
  readonly #capabilities: JsonObject;
  readonly #page: string | undefined;
  readonly #send: (message: RpcMessage, relatesTo: RpcId | undefined) => void;
  readonly #open = new Map<Index, { readonly params: JsonObject; isAnswered: boolean }>();

  constructor(capabilities: JsonObject, page: string | undefined, send: (message: RpcMessage, relatesTo: RpcId | undefined) => void) {
    this.#capabilities = capabilities;
    this.#page = page;
    this.#send = send;
  }

  /** Tells of a call that waits, once. */
  tell(proposal: Index, explanation: Explanation, relatesTo: RpcId): void {
    const params = noticeParams(this.#capabilities, "handshake", { proposal, explanation, page: this.#page });
    if (params === undefined || this.#open.has(proposal)) return;
    this.#open.set(proposal, { params, isAnswered: false });
    this.#send({ is: "request", id: idOf(proposal), method: "elicitation/create", params }, relatesTo);
  }

  /** Takes the client's answer, whatever it is: it has been seen, and no more. */
  answered(id: RpcId | undefined): void {
    for (const [proposal, notice] of this.#open) if (idOf(proposal) === id) notice.isAnswered = true;
  }

  /** The client hears no more of the call. `isOver`: people have nothing to answer any more. */
  forget(proposal: Index, { isOver }: { readonly isOver: boolean }, relatesTo: RpcId): void {
    const notice = this.#open.get(proposal);
    this.#open.delete(proposal);
    if (notice === undefined || !isOver) return;
    const { elicitationId } = notice.params;
    if (!notice.isAnswered)
      this.#notify("notifications/cancelled", { requestId: idOf(proposal), reason: "the call waits no longer" }, relatesTo);
    if (elicitationId !== undefined) this.#notify("notifications/elicitation/complete", { elicitationId }, relatesTo);
  }

  #notify(method: string, params: JsonObject, relatesTo: RpcId): void {
    this.#send({ is: "notification", method, params }, relatesTo);
  }
}

/** Our id of the request that tells it. */
function idOf(proposal: Index): string {
  return `tell-${proposal}`;
}
