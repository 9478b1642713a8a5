/**
 * What an agent's client asks, governed: `tools/call` and every other method with free text becomes a proposal to the
 * server that is meant. The same for both eras, which differ only in how a request arrives and how an answer is worded.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../crypto/index.ts";
import { fail } from "../../fault/index.ts";
import { RPC } from "../../mcp/index.ts";
import { type GovernedMethod, governedMethod } from "../../meaning/index.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Names } from "../catalogue/names.ts";
import type { GatewayCode } from "../faults.ts";
import { LIST_PAGES_MAX } from "../limits.ts";
import { type CallEnd, type GovernEvents, govern, type Proposer } from "../session/govern.ts";
import { type Answer, answerFault, answerMethod, answerTool } from "./answers.ts";

/** A call of an agent as it was routed. */
export interface RoutedCall {
  readonly tool: string;
  readonly args: JsonObject;
  /** Whether the agent wants to hear of its progress. */
  readonly progress: boolean;
}

export class Relay {
  readonly #session: Proposer;
  readonly #catalogue: Catalogue;
  readonly #names: Names;

  constructor(session: Proposer, catalogue: Catalogue, names: Names) {
    this.#session = session;
    this.#catalogue = catalogue;
    this.#names = names;
  }

  /** Governs one call to its end. */
  async govern({ tool, args, progress }: RoutedCall, events: GovernEvents = {}): Promise<CallEnd> {
    return await govern(this.#session, { tool, args, ...(progress ? { progress: true } : {}) }, events);
  }

  /** The call that a `tools/call` means, or why it means none. */
  routeTool(params: JsonObject, progress: boolean): RoutedCall | Answer {
    const { name, arguments: args = {} } = params;
    if (typeof name !== "string" || !isJsonObject(args)) return invalid("`tools/call` has a `name`, and `arguments` that are an object");
    return { tool: this.#names.pinnedTool(name), args, progress };
  }

  answerTool(end: CallEnd, tool: string): Answer {
    return answerTool(end, tool, this.#names, this.#catalogue.hasOutputSchema(tool));
  }

  answerMethod(end: CallEnd, tool: string): Answer {
    return answerMethod(end, tool, this.#names);
  }

  /** The call that a method with one server means; `undefined` where the method goes to everyone; an answer where it is not possible. */
  routeMethod(method: GovernedMethod, params: JsonObject, progress: boolean): RoutedCall | Answer | undefined {
    if (this.#catalogue.serversWith(method.name).length === 0) {
      return {
        error: { code: RPC.methodNotFound, message: `\`${method.name}\` is not offered here`, data: { code: "gateway/not-chartered" } },
      };
    }
    if (method.routedBy === "everyone") return undefined;
    const shown = shownTarget(method, params);
    if (shown === undefined) return invalid(`\`${method.name}\` lacks what it is about`);
    const meant = this.#names.meant(shown) ?? this.#onlyServer(method.name, shown);
    if (meant === undefined) {
      const code: GatewayCode = "gateway/which-server";
      const fault = fail(code, "several servers are governed", { remedy: `write the name as \`SERVER__${shown.slice(0, 64)}\`` }).fault;
      return answerFault(fault, RPC.invalidParams);
    }
    return { tool: `${meant.server}#${method.name}`, args: withTarget(method, params, meant.name), progress };
  }

  /** Asks every server for which the method is chartered, and makes one answer of theirs. */
  async askEveryone(method: GovernedMethod, params: JsonObject): Promise<Answer> {
    const servers = this.#catalogue.serversWith(method.name);
    const member = LIST_MEMBERS[method.name];
    if (member === undefined || this.#names.servers.length === 1) {
      const answers = await Promise.all(servers.map((server) => this.#ask(server, method.name, params)));
      return answers.find((answer) => "result" in answer) ?? answers[0] ?? invalid(`no server takes \`${method.name}\``);
    }
    if (params["cursor"] !== undefined) return invalid("lists of several servers come whole, without a cursor");
    const lists = await Promise.all(servers.map(async (server) => await this.#wholeList(server, method.name, member)));
    const refusal = lists.every(({ refused }) => refused !== undefined) ? lists[0]?.refused : undefined;
    return refusal ?? { result: { [member]: lists.flatMap(({ elements }) => elements) } };
  }

  async #ask(server: string, method: string, params: JsonObject): Promise<Answer> {
    const tool = `${server}#${method}`;
    return this.answerMethod(await this.govern({ tool, args: params, progress: false }), tool);
  }

  /** Every page of one server's list, each element under the name that the agent knows, up to a page that is refused. */
  async #wholeList(
    server: string,
    method: string,
    member: string,
  ): Promise<{ readonly elements: readonly Json[]; readonly refused?: Answer }> {
    const elements: Json[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < LIST_PAGES_MAX; page += 1) {
      const answer = await this.#ask(server, method, cursor === undefined ? {} : { cursor });
      if ("error" in answer) return elements.length > 0 ? { elements } : { elements, refused: answer };
      const list = answer.result[member];
      if (isJsonArray(list)) elements.push(...list.map((element) => this.#renamed(server, element)));
      const next = answer.result["nextCursor"];
      if (typeof next !== "string" || next === "") break;
      cursor = next;
    }
    return { elements };
  }

  #renamed(server: string, element: Json): Json {
    if (!isJsonObject(element)) return element;
    const renamed: { [member: string]: Json } = { ...element };
    for (const member of ["uri", "uriTemplate"] as const) {
      const own = element[member];
      if (typeof own === "string") renamed[member] = this.#names.shown(server, own);
    }
    const { name } = element;
    if (typeof name === "string" && element["uri"] === undefined && element["uriTemplate"] === undefined)
      renamed["name"] = this.#names.shown(server, name);
    return renamed;
  }

  /** Where only one server offers a method, an unqualified name can only mean it. */
  #onlyServer(method: string, name: string): { readonly server: string; readonly name: string } | undefined {
    const [only, second] = this.#catalogue.serversWith(method);
    return only !== undefined && second === undefined ? { server: only, name } : undefined;
  }
}

/** The member of a list method's result that is the list. */
const LIST_MEMBERS: { readonly [method: string]: string } = {
  "prompts/list": "prompts",
  "resources/list": "resources",
  "resources/templates/list": "resourceTemplates",
};

/** The name or URI by which a request says what it is about. */
function shownTarget({ routedBy }: GovernedMethod, params: JsonObject): string | undefined {
  const { ref } = params;
  const target = routedBy === "reference" ? (isJsonObject(ref) ? (ref["name"] ?? ref["uri"]) : undefined) : params[routedBy ?? "name"];
  return typeof target === "string" ? target : undefined;
}

/** The params with the server's own name in place of the agent's. */
function withTarget({ routedBy }: GovernedMethod, params: JsonObject, name: string): JsonObject {
  if (routedBy !== "reference") return { ...params, [routedBy ?? "name"]: name };
  const ref = isJsonObject(params["ref"]) ? params["ref"] : {};
  return { ...params, ref: { ...ref, ...(ref["name"] === undefined ? { uri: name } : { name }) } };
}

/** A governed method that an agent's client may request. */
export function agentMethod(name: string): GovernedMethod | undefined {
  const method = governedMethod(name);
  return method !== undefined && method.from === "agent" && method.form === "request" ? method : undefined;
}

export function isAnswer(value: RoutedCall | Answer): value is Answer {
  return "result" in value || "error" in value;
}

function invalid(message: string): Answer {
  return { error: { code: RPC.invalidParams, message } };
}
