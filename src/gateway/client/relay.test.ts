/**
 * Routing: which server a method of the agent means, lists of several servers, and what is not offered. Without a
 * ledger: calls end as the test says.
 */
import { describe, expect, test } from "vitest";
import { digestOfDefinition, type Lock } from "../../execution/index.ts";
import type { SealedCall, SealedResult } from "../../ledger/index.ts";
import { Catalogue } from "../catalogue/catalogue.ts";
import { Names } from "../catalogue/names.ts";
import { Course } from "../session/course.ts";
import type { Proposer } from "../session/govern.ts";
import { agentMethod, isAnswer, Relay, type RoutedCall } from "./relay.ts";

const definition = { name: "t", inputSchema: { type: "object" } };
const pinned = { methods: [], tools: { t: { digest: digestOfDefinition(definition), definition } } };
const lock: Lock = { format: "interlock-lock/1", servers: { one: pinned, two: pinned } };

/** Answers each allowed call with what `answer` says of it. */
function relayOf(
  servers: readonly string[],
  chartered: readonly string[],
  answer: (call: SealedCall) => SealedResult = () => ({ result: {} }),
): Relay {
  const names = Names.of(servers);
  if (!names.ok) throw new Error(names.fault.message);
  const proposer: Proposer = {
    propose: async (call) => {
      const course = new Course(1, Date.now() + 1_000);
      const decision = {
        kind: "decision",
        proposal: 1,
        prefix: { size: 2, root: "" },
        verdict: "allow",
        codes: [],
        clauses: [],
        actions: [],
        machine: "",
      } as const;
      course.takeDecision({ index: 2, entry: decision, at: 0, explain: () => undefined });
      course.takeOutcome({
        index: 3,
        entry: { kind: "outcome", proposal: 1, decision: 2, result: "returned", epoch: "", durationMs: 0 },
        at: 0,
        answer: answer(call),
      });
      return { ok: true, value: course };
    },
    recall: async () => undefined,
    forget: () => undefined,
    now: () => Date.now(),
  };
  return new Relay(proposer, new Catalogue(lock, names.value, new Set(chartered)), names.value);
}

function route(
  relay: Relay,
  name: string,
  params: { readonly [name: string]: never } | object,
): RoutedCall | ReturnType<Relay["routeMethod"]> {
  const method = agentMethod(name);
  if (method === undefined) throw new Error(name);
  return relay.routeMethod(method, params as never, false);
}

describe("routing", () => {
  const both = ["one", "two"].flatMap((server) =>
    ["prompts/get", "resources/read", "completion/complete", "prompts/list", "logging/setLevel"].map((method) => `${server}#${method}`),
  );

  test("finds the server in a qualified name, URI or reference, and gives it its own", () => {
    const relay = relayOf(["one", "two"], both);
    expect(route(relay, "prompts/get", { name: "two__greet", arguments: { a: "b" } })).toEqual({
      tool: "two#prompts/get",
      args: { name: "greet", arguments: { a: "b" } },
      progress: false,
    });
    expect(route(relay, "resources/read", { uri: "one__file:///a" })).toMatchObject({
      tool: "one#resources/read",
      args: { uri: "file:///a" },
    });
    const argument = { name: "x", value: "y" };
    expect(route(relay, "completion/complete", { ref: { type: "ref/prompt", name: "one__greet" }, argument })).toMatchObject({
      tool: "one#completion/complete",
      args: { ref: { type: "ref/prompt", name: "greet" }, argument },
    });
    expect(route(relay, "completion/complete", { ref: { type: "ref/resource", uri: "two__r" }, argument })).toMatchObject({
      tool: "two#completion/complete",
      args: { ref: { uri: "r" } },
    });
  });

  test("refuses a name that could mean several: gateway/which-server", () => {
    const answer = route(relayOf(["one", "two"], both), "prompts/get", { name: "greet" });
    expect(answer).toMatchObject({
      error: { code: -32_602, data: { code: "gateway/which-server", remedy: "write the name as `SERVER__greet`" } },
    });
  });

  test("takes an unqualified name where only one server offers the method", () => {
    expect(route(relayOf(["one", "two"], ["two#prompts/get"]), "prompts/get", { name: "greet" })).toMatchObject({
      tool: "two#prompts/get",
      args: { name: "greet" },
    });
  });

  test("refuses what no charter can admit: gateway/not-chartered", () => {
    expect(route(relayOf(["one"], []), "resources/read", { uri: "x" })).toMatchObject({
      error: { code: -32_601, data: { code: "gateway/not-chartered" } },
    });
  });

  test("refuses a request that says nothing, and one that is no call", () => {
    const relay = relayOf(["one"], ["one#prompts/get"]);
    expect(route(relay, "prompts/get", {})).toMatchObject({ error: { code: -32_602 } });
    expect(relay.routeTool({ name: 1 }, false)).toMatchObject({ error: { code: -32_602 } });
    expect(relay.routeTool({ name: "t", arguments: [] }, false)).toMatchObject({ error: { code: -32_602 } });
    expect(isAnswer(relay.routeTool({ name: "t" }, false))).toBe(false);
  });
});

describe("lists", () => {
  const chartered = [
    "one#prompts/list",
    "two#prompts/list",
    "one#resources/list",
    "two#resources/list",
    "one#logging/setLevel",
    "two#logging/setLevel",
  ];
  const ask = async (relay: Relay, name: string, params: object = {}): Promise<object> => {
    const method = agentMethod(name);
    if (method === undefined) throw new Error(name);
    return await relay.askEveryone(method, params as never);
  };

  test("of one server pass with their cursors", async () => {
    const seen: SealedCall[] = [];
    const relay = relayOf(["one"], chartered, (call) => {
      seen.push(call);
      return { result: { prompts: [{ name: "a" }], nextCursor: "2" } };
    });
    expect(await ask(relay, "prompts/list", { cursor: "1" })).toEqual({ result: { prompts: [{ name: "a" }], nextCursor: "2" } });
    expect(seen).toEqual([{ tool: "one#prompts/list", args: { cursor: "1" } }]);
  });

  test("of several servers come whole, each name qualified", async () => {
    const relay = relayOf(["one", "two"], chartered, ({ tool, args }) => {
      const isFirst = (args as { cursor?: string }).cursor === undefined;
      if (tool === "one#prompts/list")
        return { result: isFirst ? { prompts: [{ name: "a" }], nextCursor: "2" } : { prompts: [{ name: "b" }] } };
      return { result: { prompts: [{ name: "a" }] } };
    });
    expect(await ask(relay, "prompts/list")).toEqual({ result: { prompts: [{ name: "one__a" }, { name: "one__b" }, { name: "two__a" }] } });
    expect(await ask(relay, "prompts/list", { cursor: "2" })).toMatchObject({ error: { code: -32_602 } });
  });

  test("of resources have qualified URIs and their own names", async () => {
    const relay = relayOf(["one", "two"], chartered, () => ({ result: { resources: [{ uri: "file:///a", name: "a" }] } }));
    expect(await ask(relay, "resources/list")).toEqual({
      result: {
        resources: [
          { uri: "one__file:///a", name: "a" },
          { uri: "two__file:///a", name: "a" },
        ],
      },
    });
  });

  test("leave out a server that refuses, and are refused where every one does", async () => {
    const error = { error: { code: -1, message: "no" } };
    const some = relayOf(["one", "two"], chartered, ({ tool }) =>
      tool.startsWith("one") ? error : { result: { prompts: [{ name: "a" }] } },
    );
    expect(await ask(some, "prompts/list")).toEqual({ result: { prompts: [{ name: "two__a" }] } });
    expect(
      await ask(
        relayOf(["one", "two"], chartered, () => error),
        "prompts/list",
      ),
    ).toEqual(error);
  });

  test("a level is set at everyone, and counts where anyone takes it", async () => {
    const relay = relayOf(["one", "two"], chartered, ({ tool }) =>
      tool.startsWith("one") ? { error: { code: -1, message: "no" } } : { result: {} },
    );
    expect(await ask(relay, "logging/setLevel", { level: "info" })).toEqual({ result: {} });
  });
});
