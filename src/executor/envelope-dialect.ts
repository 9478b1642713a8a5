/**
 * What is different with a server of 2026-07-28: each request carries an envelope, changes are listened for, levels and
 * subscriptions are kept on our side, and a server that needs something answers `input_required` and is asked again. To the rest of the
 * executor such a server then looks like any other.
 */
import { isJsonObject, type Json, type JsonObject } from "../crypto/index.ts";
import { fail } from "../fault/index.ts";
import type { SealedResult } from "../ledger/index.ts";
import { ENVELOPE_VERSION, META, type RpcError, type RpcMessage } from "../mcp/index.ts";
import { INPUT_ROUNDS_MAX } from "./limits.ts";
import type { Asked, Reply } from "./reply.ts";

/** What Interlock says of itself. The agent's own name is free text, so servers are not told it. */
export const INTERLOCK: JsonObject = { name: "interlock", version: "0.1.0" };

export function envelopeMeta(capabilities: JsonObject): JsonObject {
  return { [META.protocolVersion]: ENVELOPE_VERSION, [META.clientInfo]: INTERLOCK, [META.clientCapabilities]: capabilities };
}

export class EnvelopeDialect {
  readonly #capabilities: JsonObject;
  readonly #send: (message: RpcMessage) => void;
  readonly #uris = new Set<string>();
  #serverCapabilities: JsonObject = {};
  #level: string | undefined;
  #listens = 0;

  constructor(capabilities: JsonObject, send: (message: RpcMessage) => void) {
    this.#capabilities = capabilities;
    this.#send = send;
  }

  envelope(meta: JsonObject): JsonObject {
    return { ...meta, ...envelopeMeta(this.#capabilities), ...(this.#level === undefined ? {} : { [META.logLevel]: this.#level }) };
  }

  /** Listens for every change that the server says it reports, in place of what was listened for before. */
  listen(serverCapabilities: JsonObject): void {
    this.#serverCapabilities = serverCapabilities;
    const before = `listen-${this.#listens}`;
    if (this.#listens > 0) this.#send({ is: "notification", method: "notifications/cancelled", params: { requestId: before } });
    this.#listens += 1;
    const changes = (name: string): boolean => {
      const capability = serverCapabilities[name];
      return isJsonObject(capability) && capability["listChanged"] === true;
    };
    const notifications = {
      ...(changes("tools") ? { toolsListChanged: true } : {}),
      ...(changes("prompts") ? { promptsListChanged: true } : {}),
      ...(changes("resources") ? { resourcesListChanged: true } : {}),
      ...(this.#uris.size === 0 ? {} : { resourceSubscriptions: [...this.#uris] }),
    };
    const params = { notifications, _meta: envelopeMeta(this.#capabilities) };
    if (Object.keys(notifications).length > 0)
      this.#send({ is: "request", id: `listen-${this.#listens}`, method: "subscriptions/listen", params });
  }

  /** Methods that this era has no request for: what they would set is kept here. */
  answerLocally(method: string, params: JsonObject): JsonObject | undefined {
    const { uri, level } = params;
    if (method === "logging/setLevel" && typeof level === "string") this.#level = level;
    else if (method === "resources/subscribe" && typeof uri === "string") this.#uris.add(uri);
    else if (method === "resources/unsubscribe" && typeof uri === "string") this.#uris.delete(uri);
    else return undefined;
    if (method !== "logging/setLevel") this.listen(this.#serverCapabilities);
    return {};
  }
}

/**
 * Sends a call, and again with what the server asked for, until it is complete. The call itself never changes; only
 * `inputResponses` and the server's own `requestState` are added. An ask that is refused ends the call with that
 * refusal.
 */
export async function answerRounds(send: (more: JsonObject) => Promise<Reply>, ask: Ask): Promise<Reply> {
  let more: JsonObject = {};
  for (let round = 0; round <= INPUT_ROUNDS_MAX; round += 1) {
    const reply = await send(more);
    const wanted = reply.is === "answer" && "result" in reply.answer ? reply.answer.result : undefined;
    if (!isJsonObject(wanted) || wanted["resultType"] !== "input_required") return reply;
    const answered = await answersTo(wanted["inputRequests"], ask);
    if ("error" in answered) return { is: "answer", answer: answered };
    const { requestState } = wanted;
    more = { inputResponses: answered.inputResponses, ...(typeof requestState === "string" ? { requestState } : {}) };
  }
  const fault = fail("executor/too-many-rounds", `the server asked for input in more than ${INPUT_ROUNDS_MAX} rounds`).fault;
  return { is: "fault", sent: true, fault };
}

type Ask = (asked: Asked) => Promise<SealedResult>;

/** The client's answers to what a server asks in one round, or the first refusal. */
async function answersTo(
  inputRequests: Json | undefined,
  ask: Ask,
): Promise<{ readonly inputResponses: JsonObject } | { readonly error: RpcError }> {
  const inputResponses: { [key: string]: Json } = {};
  for (const [key, wanted] of Object.entries(isJsonObject(inputRequests) ? inputRequests : {})) {
    const method = isJsonObject(wanted) ? wanted["method"] : undefined;
    const params = isJsonObject(wanted) && isJsonObject(wanted["params"]) ? wanted["params"] : {};
    const answer = await ask({ id: key, method: typeof method === "string" ? method : "", params });
    if ("error" in answer) return answer;
    inputResponses[key] = answer.result;
  }
  return { inputResponses };
}
