/** The table of governed methods: closed, unambiguous, and cut to what a server declares. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { governedMethod, METHODS, offeredMethods } from "./methods.ts";

describe("governed methods", () => {
  test("each name stands once and is found", () => {
    expect(new Set(METHODS.map(({ name }) => name)).size).toBe(METHODS.length);
    for (const method of METHODS) expect(governedMethod(method.name)).toBe(method);
    expect(governedMethod("tools/call")).toBeUndefined();
    expect(governedMethod("toString")).toBeUndefined();
  });

  test("each method that an agent sends names its server in some way", () => {
    for (const method of METHODS) expect(method.routedBy !== undefined, method.name).toBe(method.from === "agent");
  });

  test.each([
    ["agent", ["tools/call"]],
    ["server", []],
  ] as const)("docs/mcp.md has a row for each method from the %s, and for no other", (from, besides) => {
    const page = readFileSync(new URL("../../../docs/mcp.md", import.meta.url), "utf8");
    const section =
      page.split(/^## /m).find((each) => each.startsWith(`Governed, from ${from === "agent" ? "the agent" : "a server"}`)) ?? "";
    const rows = section.split("\n").filter((line) => line.startsWith("| `"));
    const documented = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ""));
    const sent = METHODS.filter((method) => method.from === from || method.from === "either").map(({ name }) => name);
    expect(documented.sort()).toEqual([...besides, ...sent].sort());
    for (const row of rows) {
      const [, names = "", proposals = ""] = row.split("|");
      for (const [, proposal] of proposals.matchAll(/`server#([a-z/_A-Z]+)`/g)) expect(names).toContain(`\`${proposal}\``);
    }
  });

  test("a server without capabilities offers only what any server can send", () => {
    expect(offeredMethods({})).toEqual([
      "elicitation/create",
      "notifications/cancelled",
      "notifications/elicitation/complete",
      "notifications/progress",
      "notifications/roots/list_changed",
      "roots/list",
      "sampling/createMessage",
    ]);
  });

  test("a server offers what it declares", () => {
    expect(offeredMethods({ resources: {} })).toContain("resources/read");
    expect(offeredMethods({ resources: {} })).not.toContain("resources/subscribe");
    expect(offeredMethods({ resources: { subscribe: true } })).toContain("resources/subscribe");
    expect(offeredMethods({ resources: { subscribe: false } })).not.toContain("resources/subscribe");
    expect(offeredMethods({ logging: null, prompts: [] })).not.toContain("prompts/get");
    expect(offeredMethods(null)).toEqual(offeredMethods({}));
  });
});
