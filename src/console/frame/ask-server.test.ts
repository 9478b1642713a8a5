import { describe, expect, test } from "vitest";
import { connectToServer } from "./ask-server.ts";

const answering = (body: string, status = 200): typeof fetch => (() => Promise.resolve(new Response(body, { status }))) as typeof fetch;
const silent: typeof fetch = () => Promise.reject(new TypeError("network"));

describe("connectToServer", () => {
  test("gives values and the server's own faults", async () => {
    expect(await connectToServer(answering('{"items":[]}')).ask("/api/inbox")).toEqual({ ok: true, value: { items: [] } });
    const fault = { code: "any/code", message: "no" };
    expect(await connectToServer(answering(JSON.stringify(fault), 409)).tell("/api/answers", {})).toEqual({ ok: false, fault });
  });

  test("says console/server-silent where nobody answers, and console/answer-garbled where the answer is no JSON object", async () => {
    expect(await connectToServer(silent).ask("/api/me")).toMatchObject({ ok: false, fault: { code: "console/server-silent" } });
    for (const body of ["<html>", "null", '"text"', ""]) {
      expect(await connectToServer(answering(body)).ask("/api/me")).toMatchObject({ ok: false, fault: { code: "console/answer-garbled" } });
    }
  });

  test("sends the header that only this page knows with everything that changes something, and only then", async () => {
    const sent: (readonly [string | undefined, string | null])[] = [];
    const server = connectToServer(((_path: string, init: RequestInit) => {
      sent.push([init.method, new Headers(init.headers).get("x-interlock-csrf")]);
      return Promise.resolve(new Response("{}"));
    }) as typeof fetch);
    server.setCsrf("secret");
    await server.ask("/api/me");
    await server.tell("/api/answers", {});
    expect(sent).toEqual([
      [undefined, null],
      ["POST", "secret"],
    ]);
  });
});
