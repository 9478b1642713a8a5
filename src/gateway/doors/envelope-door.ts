/**
 * The door to clients of 2026-07-28: every request stands for itself and says in its envelope what its client can do. What a server asks
 * during a call, and what is pending, is answered with `input_required`; the client asks again, and its call goes on where it was.
 */
import { canonicalize, isJsonObject, type JsonObject } from "../../crypto/index.ts";
import { fail, type Result } from "../../fault/index.ts";
import {
  ENVELOPE_VERSIONS,
  type Envelope,
  envelopeOf,
  META,
  metaOf,
  RPC,
  type RpcError,
  type RpcId,
  type RpcMessage,
  withoutMeta,
} from "../../mcp/index.ts";
import { type Answer, answerFault, inEra } from "../client/answers.ts";
import { agentMethod, isAnswer, type RoutedCall } from "../client/relay.ts";
import type { GatewayCode } from "../faults.ts";
import { type House, INSTRUCTIONS } from "../house.ts";
import { CarriedStates } from "./carried-state.ts";
import { EnvelopeSession } from "./envelope-session.ts";
import type { Exchange } from "./exchange.ts";
import { type Listening, Listens } from "./listens.ts";

/** Distinct capabilities that clients of one door may have: each is a session with servers of its own. */
const SESSIONS_MAX = 8;
/** Methods whose answer may be `input_required`. */
const WITH_ROUNDS = ["tools/call", "prompts/get", "resources/read"];
/** Methods that are not governed by themselves. */
const OWN = ["server/discover", "tools/list", "tools/call", "subscriptions/listen"];
/** Methods that this era no longer has: their place is the envelope, or a listen. */
const GONE = ["logging/setLevel", "resources/subscribe", "resources/unsubscribe"];

export class EnvelopeDoor {
  readonly #house: House;
  readonly #sessions = new Map<string, Promise<Result<EnvelopeSession, GatewayCode>>>();
  readonly #states = new CarriedStates();
  readonly #listens = new Listens();

  constructor(house: House) {
    this.#house = house;
  }

  /** Where a request cannot be served at all: the error, and the HTTP status that goes with it. */
  refuseEarly(method: string, params: JsonObject): { readonly status: number; readonly error: RpcError } | undefined {
    const envelope = readEnvelope(params);
    if ("error" in envelope) return { status: 400, error: envelope.error };
    return this.#knows(method) ? undefined : { status: 404, error: { code: RPC.methodNotFound, message: "method not found" } };
  }

  /** Answers one request. `send` and `signal` are its way back and its end. */
  async request(id: RpcId, method: string, params: JsonObject, send: (message: RpcMessage) => void, signal: AbortSignal): Promise<Answer> {
    const envelope = readEnvelope(params);
    if ("error" in envelope) return envelope;
    const token = metaOf(params)["progressToken"];
    const progressToken = typeof token === "string" || typeof token === "number" ? token : undefined;
    const exchange: Exchange = { id, envelope, progressToken, send, signal };
    return inEra(await this.#answerTo(exchange, method, withoutMeta(params)), "envelope", method);
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) {
      const opened = await session;
      if (opened.ok) await opened.value.end();
    }
  }

  async #answerTo(exchange: Exchange, method: string, params: JsonObject): Promise<Answer> {
    const { catalogue } = this.#house;
    if (method === "server/discover") {
      return {
        result: { supportedVersions: [...ENVELOPE_VERSIONS], capabilities: catalogue.capabilities("envelope"), instructions: INSTRUCTIONS },
      };
    }
    const governed = agentMethod(method);
    if (!this.#knows(method)) return { error: { code: RPC.methodNotFound, message: "method not found" } };
    const opened = await this.#session(exchange.envelope);
    if (!opened.ok) return answerFault(opened.fault, RPC.internalError);
    const session = opened.value;
    if (method === "tools/list") return { result: { tools: session.tools() } };
    if (method === "subscriptions/listen") return await this.#listen(exchange, session, params);
    const { requestState, inputResponses, ...own } = params;
    if (governed !== undefined && governed.routedBy === "everyone") return await session.relay.askEveryone(governed, own);
    const progress = exchange.progressToken !== undefined;
    const routed = governed === undefined ? session.relay.routeTool(own, progress) : session.relay.routeMethod(governed, own, progress);
    if (routed === undefined) return { error: { code: RPC.methodNotFound, message: "method not found" } };
    if (isAnswer(routed)) return routed;
    if (!WITH_ROUNDS.includes(method)) return session.relay.answerMethod(await session.relay.govern(routed), routed.tool);
    return await this.#withRounds(exchange, session, { method, own, requestState, inputResponses, routed });
  }

  #knows(method: string): boolean {
    return OWN.includes(method) || (agentMethod(method) !== undefined && !GONE.includes(method));
  }

  /** One round of a call: begun, or gone on with, up to its end or to the next question. */
  async #withRounds(
    exchange: Exchange,
    session: EnvelopeSession,
    asked: {
      readonly method: string;
      readonly own: JsonObject;
      readonly requestState: unknown;
      readonly inputResponses: unknown;
      readonly routed: RoutedCall;
    },
  ): Promise<Answer> {
    const about = { method: asked.method, params: asked.own };
    const state = typeof asked.requestState === "string" ? this.#states.open(asked.requestState, about) : undefined;
    if (state?.ok === false) return answerFault(state.fault, RPC.invalidParams);
    const rounds = state?.value.rounds ?? 0;
    const call = session.goOn(state?.value.call, asked.inputResponses) ?? session.begin(asked.routed);
    const pause = await call.next(exchange, rounds);
    if (pause.is === "end") {
      const { end } = pause;
      return asked.method === "tools/call"
        ? session.relay.answerTool(end, asked.routed.tool)
        : session.relay.answerMethod(end, asked.routed.tool);
    }
    const requestState = this.#states.seal({ call: call.name, rounds: rounds + 1 }, about);
    const inputRequests = Object.keys(pause.inputRequests).length === 0 ? {} : { inputRequests: pause.inputRequests };
    return { result: { resultType: "input_required", ...inputRequests, requestState } };
  }

  /** Stays open until the client ends it. */
  async #listen(exchange: Exchange, session: EnvelopeSession, params: JsonObject): Promise<Answer> {
    if (this.#listens.isFull) return { error: { code: RPC.internalError, message: "too many subscriptions are open" } };
    const subscribe = async (uri: string): Promise<boolean> => await session.subscribe(uri, "resources/subscribe");
    const listening = await this.#listens.begin(exchange.id, params["notifications"], this.#house.catalogue, subscribe, exchange.send);
    if (listening === undefined) return { error: { code: RPC.invalidParams, message: "`notifications` says what to listen to" } };
    session.tools();
    await aborted(exchange.signal);
    await this.#endListening(session, listening);
    return { result: { _meta: { [META.subscriptionId]: exchange.id } } };
  }

  async #endListening(session: EnvelopeSession, listening: Listening): Promise<void> {
    this.#listens.end(listening);
    for (const uri of listening.uris) await session.subscribe(uri, "resources/unsubscribe");
  }

  /** The session of clients that can do the same: it is opened by the first request that needs one. */
  async #session({ protocolVersion, clientCapabilities }: Envelope): Promise<Result<EnvelopeSession, GatewayCode>> {
    const told = this.#house.catalogue.clientCapabilities(clientCapabilities);
    const elicitation = clientCapabilities["elicitation"];
    const key = canonicalize({ told, elicitation: isJsonObject(elicitation) ? elicitation : null });
    const known = this.#sessions.get(key);
    if (known !== undefined) return await known;
    if (this.#sessions.size >= SESSIONS_MAX)
      return fail("gateway/too-many-calls", "clients of too many different capabilities are connected");
    const opening = EnvelopeSession.open(this.#house, protocolVersion, clientCapabilities, (method, params) =>
      this.#listens.tell(method, params),
    );
    this.#sessions.set(key, opening);
    const opened = await opening;
    if (!opened.ok) this.#sessions.delete(key);
    return opened;
  }
}

/** The envelope that a request must have, or the error that says what is wrong with it. */
function readEnvelope(params: JsonObject): Envelope | { readonly error: RpcError } {
  const envelope = envelopeOf(params);
  if (envelope.ok) return envelope.value;
  const { code, message } = envelope.fault;
  if (code !== "mcp/version-unsupported") return { error: { code: RPC.invalidParams, message, data: { code } } };
  const data = { supported: [...ENVELOPE_VERSIONS], requested: metaOf(params)[META.protocolVersion] ?? null, code };
  return { error: { code: RPC.versionUnsupported, message, data } };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
