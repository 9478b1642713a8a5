/**
 * The session of clients of 2026-07-28 with the same capabilities, and its calls: each lives on between the rounds in
 * which its client asks.
 */
import { canonicalize, isJsonObject, type JsonObject } from "../../crypto/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import type { SessionView } from "../../ledger/index.ts";
import type { RpcId, RpcMessage } from "../../mcp/index.ts";
import { governedMethod } from "../../meaning/index.ts";
import { Delivery } from "../client/delivery.ts";
import { OwedAnswers } from "../client/owed-answers.ts";
import { isAnswer, Relay, type RoutedCall } from "../client/relay.ts";
import { noticeParams } from "../client/waiting-notice.ts";
import type { GatewayCode } from "../faults.ts";
import { type House, openSession } from "../house.ts";
import type { Session } from "../session/session.ts";
import { EnvelopeCall } from "./envelope-call.ts";

type Tell = (method: string, params: JsonObject) => void;

export class EnvelopeSession {
  readonly relay: Relay;
  readonly #house: House;
  readonly #session: Session;
  readonly #owed = new OwedAnswers();
  readonly #calls = new Map<string, EnvelopeCall>();
  readonly #delivery: Delivery;
  readonly #capabilities: JsonObject;
  readonly #tell: Tell;
  #view: SessionView | undefined;
  #listed: string | undefined;
  #lastCall = 0;

  private constructor(house: House, session: Session, capabilities: JsonObject, tell: Tell) {
    this.#house = house;
    this.#session = session;
    this.#tell = tell;
    this.relay = new Relay(session, house.catalogue, house.names);
    this.#capabilities = capabilities;
    this.#delivery = new Delivery({
      names: house.names,
      owed: this.#owed,
      capabilities,
      now: house.ledger.now,
      send: (message, relatesTo) => this.#send(message, relatesTo),
      record: (ask, answer, sinceMs) => void session.recordDelivery(ask, answer, sinceMs),
    });
  }

  /** Opens the session; `tell` passes on what clients may listen to. Codes: those of `Session.open`. */
  static async open(house: House, protocol: string, capabilities: JsonObject, tell: Tell): Promise<Result<EnvelopeSession, GatewayCode>> {
    let self: EnvelopeSession | undefined;
    const session = await openSession(house, protocol, capabilities, {
      onAsk: (ask) => {
        if (self !== undefined) self.#delivery.take(ask);
      },
      onView: (view) => {
        if (self !== undefined) self.#look(view);
      },
    });
    if (!session.ok) return session;
    self = new EnvelopeSession(house, session.value, capabilities, tell);
    return ok(self);
  }

  tools(): readonly JsonObject[] {
    const tools = this.#house.catalogue.tools(this.#view === undefined ? undefined : new Set(this.#view.admissible));
    this.#listed = canonicalize(tools);
    return tools;
  }

  /** Begins a call. */
  begin(routed: RoutedCall): EnvelopeCall {
    this.#lastCall += 1;
    const name = `call-${this.#lastCall}`;
    const owed = this.#owed.begin(name, undefined);
    const call = new EnvelopeCall(name, routed, this.relay, owed, {
      onParked: (explanation, proposal) => noticeParams(this.#capabilities, "envelope", { proposal, explanation, page: this.#house.page }),
      onCancel: (server, proposal) => this.#pass(server, "notifications/cancelled", { requestId: proposal }),
      onOver: () => {
        this.#calls.delete(name);
        if (owed !== undefined) this.#owed.end(owed);
      },
    });
    if (owed !== undefined) this.#owed.route(owed, routed.tool);
    this.#calls.set(name, call);
    return call;
  }

  /** The call of that name, with the answers that its client brings; undefined where it is over. */
  goOn(name: string | undefined, inputResponses: unknown): EnvelopeCall | undefined {
    const call = name === undefined ? undefined : this.#calls.get(name);
    if (call === undefined) return undefined;
    for (const [id, result] of Object.entries(isJsonObject(inputResponses as JsonObject) ? (inputResponses as JsonObject) : {})) {
      if (call.asked(id)) this.#delivery.answered(id, { result });
    }
    return call;
  }

  /** Subscribes to a resource or ends that, governed. Whether the server agreed. */
  async subscribe(uri: string, name: "resources/subscribe" | "resources/unsubscribe"): Promise<boolean> {
    const method = governedMethod(name);
    const routed = method === undefined ? undefined : this.relay.routeMethod(method, { uri }, false);
    if (routed === undefined || isAnswer(routed)) return false;
    const end = await this.relay.govern(routed);
    return end.is === "answered" && "result" in end.answer;
  }

  async end(): Promise<void> {
    await this.#session.end();
  }

  /** What servers ask waits for the next round of the call it belongs to; what they tell goes with a call, or to who listens. */
  #send(message: RpcMessage, relatesTo: RpcId | undefined): void {
    const call = typeof relatesTo === "string" ? this.#calls.get(relatesTo) : undefined;
    if (message.is === "request") {
      if (call === undefined) this.#delivery.answered(message.id, { error: { code: -32_601, message: "no call of the client is open" } });
      else call.ask(String(message.id), { method: message.method, params: message.params });
    } else if (message.is === "notification") {
      const isChange = message.method.endsWith("/list_changed") || message.method === "notifications/resources/updated";
      if (isChange) this.#tell(message.method, message.params);
      else call?.tell(message);
    }
  }

  #pass(server: string, method: string, args: JsonObject): void {
    const tool = `${server}#${method}`;
    if (this.#house.catalogue.isChartered(tool)) void this.relay.govern({ tool, args, progress: false });
  }

  #look(view: SessionView): void {
    this.#view = view;
    if (this.#listed === undefined || canonicalize(this.#house.catalogue.tools(new Set(view.admissible))) === this.#listed) return;
    this.#listed = undefined;
    this.#tell("notifications/tools/list_changed", {});
  }
}
