/** Messages: three shapes and nothing else, written canonically. */
import { describe, expect, test } from "vitest";
import { messageToFrame, parseMessage } from "./message.ts";

const parse = (text: string): ReturnType<typeof parseMessage> => parseMessage(Buffer.from(text), {});

describe("messages", () => {
  test.each([
    ["a request", '{"jsonrpc":"2.0","id":0,"method":"ping"}', { is: "request", id: 0, method: "ping", params: {} }],
    ["a notification", '{"jsonrpc":"2.0","method":"n","params":{"a":1}}', { is: "notification", method: "n", params: { a: 1 } }],
    ["a result", '{"jsonrpc":"2.0","id":"x","result":{}}', { is: "result", id: "x", result: {} }],
    [
      "an error",
      '{"jsonrpc":"2.0","id":7,"error":{"code":-1,"message":"m","data":[]}}',
      { is: "error", id: 7, error: { code: -1, message: "m", data: [] } },
    ],
    [
      "an error about an unreadable id",
      '{"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"m"}}',
      { is: "error", id: undefined, error: { code: -1, message: "m" } },
    ],
  ])("%s is read, and written again", (_, text, message) => {
    const parsed = parse(text);
    expect(parsed.ok && JSON.parse(JSON.stringify(parsed.value))).toEqual(JSON.parse(JSON.stringify(message)));
    if (!parsed.ok) return;
    const again = parseMessage(messageToFrame(parsed.value).subarray(0, -1), {});
    expect(again).toEqual(parsed);
  });

  test("a batch is refused: mcp/batch-refused", () => {
    expect(parse('[{"jsonrpc":"2.0","id":0,"method":"ping"}]')).toMatchObject({ ok: false, fault: { code: "mcp/batch-refused" } });
  });

  test.each(["{", '{"jsonrpc":"2.0","jsonrpc":"2.0","id":0,"method":"ping"}', '{"a":1e400}', "\ufeff{}"])(
    "%s is refused: mcp/json-refused",
    (text) => {
      const parsed = parse(text);
      expect(parsed).toMatchObject({ ok: false, fault: { code: "mcp/json-refused" } });
      expect(!parsed.ok && parsed.fault.cause?.code).toMatch(/^crypto\/json-/);
    },
  );

  test.each([
    "1",
    "null",
    "{}",
    '{"jsonrpc":"1.0","id":0,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
    '{"jsonrpc":"2.0","id":{},"method":"m"}',
    '{"jsonrpc":"2.0","id":null,"method":"m"}',
    '{"jsonrpc":"2.0","id":0,"method":1}',
    '{"jsonrpc":"2.0","id":0,"method":"m","params":[]}',
    '{"jsonrpc":"2.0","id":0,"method":"m","result":{}}',
    '{"jsonrpc":"2.0","id":0,"result":{},"error":{"code":1,"message":""}}',
    '{"jsonrpc":"2.0","id":0,"result":[]}',
    '{"jsonrpc":"2.0","result":{}}',
    '{"jsonrpc":"2.0","id":0,"error":{"code":"1","message":""}}',
    '{"jsonrpc":"2.0","id":0,"method":"m","approved":true}',
    `{"jsonrpc":"2.0","id":"${"x".repeat(257)}","method":"m"}`,
  ])("%s is refused: mcp/message-malformed", (text) => {
    expect(parse(text)).toMatchObject({ ok: false, fault: { code: "mcp/message-malformed" } });
  });
});
