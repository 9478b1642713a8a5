/**
 * How a call's end is said to the agent: the server's own answer, or one short paragraph that a model can act on with
 * the same as data. What was not executed never looks like a success. Both eras; `tools/call` answers with a result,
 * every other method with an error.
 */
import { isJsonObject, type Json, type JsonObject } from "../../crypto/index.ts";
import { type Explanation, printable, ticketOf } from "../../execution/index.ts";
import type { Fault } from "../../fault/index.ts";
import { type Era, META, RPC, type RpcError } from "../../mcp/index.ts";
import type { Names } from "../catalogue/names.ts";
import type { CallEnd } from "../session/govern.ts";

/** What a request is answered with. */
export type Answer = { readonly result: JsonObject } | { readonly error: RpcError };

/** The member of `_meta` that carries a verdict as data, where the tool has a schema for `structuredContent` that clients would check. */
export const VERDICT_META = "interlock/verdict";

/** What Interlock says of itself. */
export const INTERLOCK: JsonObject = { name: "interlock", title: "Interlock", version: "0.1.0" };

/** Results that a client of 2026-07-28 may cache; ours depend on the state, so it may not. */
const CACHEABLE = ["tools/list", "prompts/list", "resources/list", "resources/templates/list", "resources/read", "server/discover"];

interface Said {
  readonly text: string;
  readonly rpcCode: number;
  readonly data: JsonObject;
}

/** The end of a `tools/call`. `hasOutputSchema`: whether clients check its structured content against a schema. */
export function answerTool(end: CallEnd, tool: string, names: Names, hasOutputSchema: boolean): Answer {
  if (end.is === "answered") return passOn(end.answer);
  const { text, data } = say(end, tool, names);
  const structured = hasOutputSchema ? { _meta: { [VERDICT_META]: data } } : { structuredContent: data };
  return { result: { content: [{ type: "text", text }], isError: true, ...structured } };
}

/** The end of any other governed method. */
export function answerMethod(end: CallEnd, tool: string, names: Names): Answer {
  if (end.is === "answered") return passOn(end.answer);
  const { text, rpcCode, data } = say(end, tool, names);
  return { error: { code: rpcCode, message: text, data } };
}

/** A fault of the gateway's own, as an error. */
export function answerFault(fault: Fault, rpcCode: number): Answer {
  const data: JsonObject = {
    code: fault.code,
    ...(fault.at === undefined ? {} : { at: fault.at }),
    ...(fault.remedy === undefined ? {} : { remedy: fault.remedy }),
  };
  return { error: { code: rpcCode, message: fault.message, data } };
}

/** An answer in the form of the era that the client speaks. */
export function inEra(answer: Answer, era: Era, method: string): Answer {
  if ("error" in answer) return answer;
  const { resultType, ...result } = answer.result;
  if (era === "handshake") return { result };
  const meta = isJsonObject(result["_meta"]) ? result["_meta"] : {};
  const cache = CACHEABLE.includes(method) ? { ttlMs: 0, cacheScope: "private" } : {};
  return { result: { ...cache, ...result, resultType: resultType ?? "complete", _meta: { ...meta, [META.serverInfo]: INTERLOCK } } };
}

/** The server's own answer; an error without what JSON-RPC has no place for. */
function passOn(answer: { readonly result: Json } | { readonly error: RpcError }): Answer {
  if ("error" in answer) return { error: answer.error };
  return { result: isJsonObject(answer.result) ? answer.result : {} };
}

function say(end: Exclude<CallEnd, { is: "answered" }>, tool: string, names: Names): Said {
  const name = `\`${printable(tool)}\``;
  switch (end.is) {
    case "denied":
      return { text: end.explanation.text, rpcCode: RPC.denied, data: verdictData(end.explanation, end.proposal, names) };
    case "pending": {
      const data = { ...verdictData(end.explanation, end.proposal, names), code: "gateway/pending", ticket: ticketOf(end.proposal) };
      const isAllowed = end.explanation.verdict === "allow";
      return { text: isAllowed ? underWay(name, ticketOf(end.proposal)) : end.explanation.text, rpcCode: RPC.pending, data };
    }
    case "failed":
      return {
        text:
          `Not executed (${end.code}): ${name} was allowed, but nothing was executed, so nothing has changed. ` +
          `Trying again later is safe${end.wasParked ? ": people are asked anew, because what they allowed was that one call" : ""}.`,
        rpcCode: RPC.denied,
        data: { code: "gateway/call-failed", reason: end.code, verdict: "allow", ticket: ticketOf(end.proposal) },
      };
    case "disagreed":
      return {
        text:
          `Denied (${end.code}, ticket ${ticketOf(end.proposal)}): the two judges do not agree on ${name}, so nothing was executed and ` +
          "nothing has changed. Trying again does not help: tell the user, whoever runs Interlock has to look.",
        rpcCode: RPC.denied,
        data: { code: end.code, verdict: "deny", ticket: ticketOf(end.proposal) },
      };
    case "doubt":
      return {
        text:
          `IN DOUBT (${end.code}, ticket ${ticketOf(end.proposal)}): ${name} was allowed, and it may or may not have happened; ` +
          "what came of it is not known. Do not assume either, and do not repeat it: tell the user, " +
          `and go on with what does not depend on it.${wayOut(end.code, ticketOf(end.proposal))}`,
        rpcCode: RPC.denied,
        data: { code: "gateway/in-doubt", reason: end.code, verdict: "allow", ticket: ticketOf(end.proposal) },
      };
    case "refused": {
      const { code, message, remedy, cause } = end.fault;
      const opening = code === "gateway/no-decision" || code === "gateway/entry-forged" ? "Not answered" : "Not executed";
      return {
        text: `${opening} (${code}): ${message}.${remedy === undefined ? "" : ` What to do: ${remedy}.`}`,
        rpcCode: RPC.denied,
        data: { code, verdict: "deny", ...(cause === undefined ? {} : { reason: cause.code }) },
      };
    }
  }
}

function underWay(name: string, ticket: string): string {
  return (
    `Under way (ticket ${ticket}): people have allowed ${name}, and its result is not here yet. Do not assume that it has or has not ` +
    "happened. Go on with other work; the same call again returns the result once there is one."
  );
}

/** How a doubt ends, where it is more than this gateway's own. */
function wayOut(code: string, ticket: string): string {
  if (code === "gateway/ledger-unreachable" || code === "gateway/answer-unreadable") return "";
  return ` A person looks what became of it and ends the doubt: \`interlock doubts\`, then \`interlock discard ${ticket}\`.`;
}

/** A decision's explanation as data, with the names that the agent knows. */
function verdictData({ verdict, codes, clauses, admissible, ticket, until }: Explanation, proposal: number, names: Names): JsonObject {
  return {
    code: codes[0] ?? "charter/no-action",
    codes,
    verdict,
    clauses: clauses.map(({ name, condition, at }) => ({ name, condition, at })),
    admissible: admissible.map((name) => shownName(name, names)),
    ticket: ticket ?? ticketOf(proposal),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}

/** `server/tool` as the agent knows it; a method by its own name. */
function shownName(pinned: string, names: Names): string {
  const end = pinned.search(/[/#]/);
  return pinned[end] === "/" ? names.shown(pinned.slice(0, end), pinned.slice(end + 1)) : pinned.slice(end + 1);
}
