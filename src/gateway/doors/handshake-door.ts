/**
 * The door to one client of a version up to 2025-11-25: it answers what is about the connection itself, has everything else governed, and
 * delivers what servers ask. One connection is one session; transports stay outside.
 */
import { canonicalize, isJsonObject, type JsonObject } from "../../crypto/index.ts";
import { fail } from "../../fault/index.ts";
import type { SessionView } from "../../ledger/index.ts";
import { metaOf, negotiateHandshake, RPC, type RpcId, type RpcMessage, withoutMeta } from "../../mcp/index.ts";
import { type Answer, answerFault, INTERLOCK, inEra } from "../client/answers.ts";
import { Delivery } from "../client/delivery.ts";
import { type OwedAnswer, OwedAnswers } from "../client/owed-answers.ts";
import { agentMethod, isAnswer, Relay, type RoutedCall } from "../client/relay.ts";
import { WaitingNotices } from "../client/waiting-notice.ts";
import { type House, INSTRUCTIONS, openSession } from "../house.ts";
import { CALLS_OPEN_MAX } from "../limits.ts";
import type { CallEnd, GovernEvents } from "../session/govern.ts";
import type { Session } from "../session/session.ts";

/** Sends a message to the client; `relatesTo` is the client's request that it belongs to, where that is known. */
export type Send = (message: RpcMessage, relatesTo: RpcId | undefined) => void;

interface Opened {
  readonly session: Session;
  readonly relay: Relay;
  readonly delivery: Delivery;
  readonly notices: WaitingNotices;
}

export class HandshakeDoor {
  readonly #house: House;
  readonly #send: Send;
  readonly #owed = new OwedAnswers();
  #opening: Promise<Answer> | undefined;
  /** Ends when `initialize` has been answered, which comes before any other answer. */
  #initialized: Promise<void> | undefined;
  #opened: Opened | undefined;
  #view: SessionView | undefined;
  /** The list of tools that the client has seen, as text. */
  #listed: string | undefined;

  constructor(house: House, send: Send) {
    this.#house = house;
    this.#send = send;
  }

  /** How many answers the client still waits for. */
  get answersOwed(): number {
    return this.#owed.size;
  }

  receive(message: RpcMessage): void {
    switch (message.is) {
      case "request":
        return this.#take(message.id, message.method, message.params);
      case "notification":
        return this.#notified(message.method, message.params);
      case "result":
        this.#opened?.notices.answered(message.id);
        return void this.#opened?.delivery.answered(message.id, { result: message.result });
      case "error":
        this.#opened?.notices.answered(message.id);
        return void this.#opened?.delivery.answered(message.id, { error: message.error });
    }
  }

  /** The client is gone: its session ends. */
  async close(): Promise<void> {
    await this.#opening;
    await this.#opened?.session.end();
    this.#opened = undefined;
  }

  #take(id: RpcId, method: string, params: JsonObject): void {
    const answered = this.#request(id, method, params);
    if (method === "initialize") this.#initialized = answered;
  }

  async #request(id: RpcId, method: string, params: JsonObject): Promise<void> {
    const token = metaOf(params)["progressToken"];
    const request = this.#owed.begin(id, typeof token === "string" || typeof token === "number" ? token : undefined);
    if (request === undefined || this.#owed.size > CALLS_OPEN_MAX) {
      if (request !== undefined) this.#owed.end(request);
      const message = request === undefined ? "a request with this id is open already" : `${CALLS_OPEN_MAX} requests are open`;
      return this.#answer(id, { error: { code: RPC.invalidRequest, message } });
    }
    const answer = await this.#answerTo(request, method, withoutMeta(params));
    this.#owed.end(request);
    if (!request.isCancelled) this.#answer(id, inEra(answer, "handshake", method));
  }

  #answer(id: RpcId, answer: Answer): void {
    this.#send("error" in answer ? { is: "error", id, error: answer.error } : { is: "result", id, result: answer.result }, id);
  }

  async #answerTo(request: OwedAnswer, method: string, params: JsonObject): Promise<Answer> {
    if (method === "ping") return { result: {} };
    if (method === "initialize") return await this.#initialize(params);
    await this.#initialized;
    const opened = this.#opened;
    if (opened === undefined) return answerFault(fail("gateway/not-open", "`initialize` comes first").fault, RPC.invalidRequest);
    if (method === "tools/list") return { result: { tools: this.#tools() } };
    const progress = request.progressToken !== undefined;
    if (method === "tools/call") {
      const routed = opened.relay.routeTool(params, progress);
      if (isAnswer(routed)) return routed;
      this.#owed.route(request, routed.tool);
      return opened.relay.answerTool(await this.#govern(request, opened, routed), routed.tool);
    }
    const governed = agentMethod(method);
    if (governed === undefined) return { error: { code: RPC.methodNotFound, message: "method not found" } };
    const routed = opened.relay.routeMethod(governed, params, progress);
    if (routed === undefined) return await opened.relay.askEveryone(governed, params);
    if (isAnswer(routed)) return routed;
    this.#owed.route(request, routed.tool);
    return opened.relay.answerMethod(await this.#govern(request, opened, routed), routed.tool);
  }

  async #initialize(params: JsonObject): Promise<Answer> {
    if (this.#opening !== undefined)
      return answerFault(fail("gateway/not-open", "the connection is open already").fault, RPC.invalidRequest);
    this.#opening = this.#open(params);
    const answer = await this.#opening;
    if ("error" in answer) this.#opening = undefined;
    return answer;
  }

  async #open(params: JsonObject): Promise<Answer> {
    const { catalogue, names, ledger, page } = this.#house;
    const protocol = negotiateHandshake(params["protocolVersion"]);
    const capabilities = isJsonObject(params["capabilities"]) ? params["capabilities"] : {};
    const session = await openSession(this.#house, protocol, capabilities, {
      onAsk: (ask) => this.#opened?.delivery.take(ask),
      onView: (view) => this.#look(view),
    });
    if (!session.ok) return answerFault(session.fault, RPC.internalError);
    this.#opened = {
      session: session.value,
      relay: new Relay(session.value, catalogue, names),
      delivery: new Delivery({
        names,
        capabilities,
        owed: this.#owed,
        send: this.#send,
        now: ledger.now,
        record: (ask, answer, sinceMs) => void session.value.recordDelivery(ask, answer, sinceMs),
      }),
      notices: new WaitingNotices(capabilities, page, this.#send),
    };
    return {
      result: {
        protocolVersion: protocol,
        capabilities: catalogue.capabilities("handshake"),
        serverInfo: INTERLOCK,
        instructions: INSTRUCTIONS,
      },
    };
  }

  /** Governs a request's call: it can be cancelled, and its user is told when people are asked, and when that is over. */
  async #govern(request: OwedAnswer, { relay, notices }: Opened, routed: RoutedCall): Promise<CallEnd> {
    let told: number | undefined;
    const events: GovernEvents = {
      onProposed: ({ proposal }) => {
        request.proposal = proposal;
      },
      onParked: (explanation, proposal) => {
        if (request.isCancelled) return;
        told = proposal;
        notices.tell(proposal, explanation, request.id);
      },
    };
    const end = await relay.govern(routed, events);
    if (told !== undefined) notices.forget(told, { isOver: end.is !== "pending" }, request.id);
    return end;
  }

  #notified(method: string, params: JsonObject): void {
    const opened = this.#opened;
    if (opened === undefined) return;
    const { reason, requestId, progressToken, ...rest } = withoutMeta(params);
    if (method === "notifications/cancelled") {
      const request = typeof requestId === "string" || typeof requestId === "number" ? this.#owed.get(requestId) : undefined;
      if (request === undefined) return;
      request.isCancelled = true;
      const { server, proposal } = request;
      if (server === undefined || proposal === undefined) return;
      this.#pass(opened, server, method, { requestId: proposal, ...(typeof reason === "string" ? { reason } : {}) });
    } else if (method === "notifications/progress") {
      const about = opened.delivery.progressOf(progressToken);
      if (about !== undefined) this.#pass(opened, about.server, method, { ...rest, progressToken: about.proposal });
    } else if (method === "notifications/roots/list_changed") {
      for (const server of this.#house.catalogue.serversWith(method)) this.#pass(opened, server, method, {});
    }
  }

  /** Has a notification governed, where any charter could admit it. */
  #pass({ relay }: Opened, server: string, method: string, args: JsonObject): void {
    const tool = `${server}#${method}`;
    if (this.#house.catalogue.isChartered(tool)) void relay.govern({ tool, args, progress: false });
  }

  #tools(): readonly JsonObject[] {
    const tools = this.#house.catalogue.tools(this.#view === undefined ? undefined : new Set(this.#view.admissible));
    this.#listed = canonicalize(tools);
    return tools;
  }

  /** The decider says what is admissible now: a client that has seen another list is told to look again. */
  #look(view: SessionView): void {
    this.#view = view;
    if (this.#listed === undefined || canonicalize(this.#house.catalogue.tools(new Set(view.admissible))) === this.#listed) return;
    this.#listed = undefined;
    this.#send({ is: "notification", method: "notifications/tools/list_changed", params: {} }, undefined);
  }
}
