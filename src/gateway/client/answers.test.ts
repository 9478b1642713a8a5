/** What agents are told, by snapshot: a model must be able to act on each. */
import { describe, expect, test } from "vitest";
import type { Explanation } from "../../execution/index.ts";
import { Names } from "../catalogue/names.ts";
import type { CallEnd } from "../session/govern.ts";
import { answerFault, answerMethod, answerTool, inEra } from "./answers.ts";

const made = Names.of(["files"]);
if (!made.ok) throw new Error(made.fault.message);
const names = made.value;
const denial: Explanation = {
  text: "Denied (clause/deny): `files/write_file` was not executed.",
  verdict: "deny",
  codes: ["clause/deny"],
  admissible: ["files/read", "files#resources/read"],
  clauses: [{ name: "write.deny.1", condition: 'seen("mail")', at: "charter.yaml:7:5", verdict: "deny", code: "clause/deny" }],
};
const parked: Explanation = {
  text: "Waiting for a person: `files/write_file` has not run.",
  verdict: "escalate",
  codes: ["clause/escalate"],
  clauses: [],
  admissible: [],
  ticket: "t7",
  until: 1_800_000_000_000,
};
const ends: readonly CallEnd[] = [
  { is: "denied", proposal: 7, explanation: denial },
  { is: "pending", proposal: 7, explanation: parked },
  { is: "failed", proposal: 7, code: "executor/warrant-expired", wasParked: false },
  { is: "doubt", proposal: 7, code: "executor/call-timed-out" },
  { is: "refused", fault: { code: "gateway/ledger-unreachable", message: "the ledger is gone", remedy: "start it again" } },
];

describe("answers to an agent", () => {
  test.each(ends.map((end) => [end.is, end] as const))("a tool call that ended %s is an error it can act on", (_, end) => {
    expect(answerTool(end, "files/write_file", names, false)).toMatchSnapshot();
  });

  test.each(ends.map((end) => [end.is, end] as const))("another method that ended %s is an error with data", (_, end) => {
    const answer = answerMethod(end, "files#resources/read", names);
    expect(answer).toMatchObject({ error: { code: end.is === "pending" ? -32_011 : -32_010 } });
    const tool = answerTool(end, "files#resources/read", names, true);
    expect("error" in answer && "result" in tool && [answer.error.message, answer.error.data]).toEqual(
      "result" in tool
        ? [
            (tool.result["content"] as { text: string }[])[0]?.text,
            (tool.result["_meta"] as { [name: string]: unknown })["interlock/verdict"],
          ]
        : [],
    );
  });

  test("where people had allowed what was not executed, it says that they are asked anew", () => {
    const { result } = answerTool(
      { is: "failed", proposal: 7, code: "executor/warrant-expired", wasParked: true },
      "files/a",
      names,
      false,
    ) as {
      result: { content: [{ text: string }] };
    };
    expect(result.content[0].text).toContain("Trying again later is safe: people are asked anew");
  });

  test("a server's own answer passes unchanged, and only then without an error", () => {
    const result = { content: [{ type: "text", text: "hello" }], structuredContent: { a: 1 } };
    expect(answerTool({ is: "answered", answer: { result } }, "files/read", names, true)).toEqual({ result });
    const error = { code: -32_602, message: "no such resource", data: { uri: "x" } };
    expect(answerMethod({ is: "answered", answer: { error } }, "files#resources/read", names)).toEqual({ error });
  });

  test("where clients check structured content, a denial has none", () => {
    const [denied] = ends;
    const answer = denied === undefined ? undefined : answerTool(denied, "files/read", names, true);
    expect(answer).not.toHaveProperty("result.structuredContent");
    expect(answer).toHaveProperty(["result", "_meta", "interlock/verdict", "code"], "clause/deny");
  });

  test("each era gets its own form", () => {
    const answer = { result: { tools: [], resultType: "complete" } };
    expect(inEra(answer, "handshake", "tools/list")).toEqual({ result: { tools: [] } });
    expect(inEra({ result: { tools: [] } }, "envelope", "tools/list")).toMatchObject({
      result: {
        tools: [],
        resultType: "complete",
        ttlMs: 0,
        cacheScope: "private",
        _meta: { "io.modelcontextprotocol/serverInfo": { name: "interlock" } },
      },
    });
    expect(inEra({ result: { content: [] } }, "envelope", "tools/call")).not.toHaveProperty("result.ttlMs");
  });

  test("a fault names its code, its place and what to do", () => {
    expect(
      answerFault({ code: "mcp/message-malformed", message: "an id is a short text", at: "/id", remedy: "send one" }, -32_600),
    ).toEqual({
      error: { code: -32_600, message: "an id is a short text", data: { code: "mcp/message-malformed", at: "/id", remedy: "send one" } },
    });
  });
});
