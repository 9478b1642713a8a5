/** The catalogue: pinned and chartered definitions, and capabilities that promise nothing else. */
import { describe, expect, test } from "vitest";
import { digestOfDefinition, type Lock } from "../../execution/index.ts";
import { Catalogue } from "./catalogue.ts";
import { Names } from "./names.ts";

const tool = (name: string): Lock["servers"][string]["tools"][string] => {
  const definition = { name, description: `does ${name}`, inputSchema: { type: "object" }, execution: { taskSupport: "optional" } };
  return { digest: digestOfDefinition(definition), definition };
};
const lock: Lock = {
  format: "interlock-lock/1",
  servers: {
    files: { methods: ["resources/read"], tools: { read: tool("read"), wipe: tool("wipe") } },
    mail: { methods: [], tools: { read: tool("read") } },
  },
};

function catalogue(servers: readonly string[], ...chartered: readonly string[]): Catalogue {
  const names = Names.of(servers);
  if (!names.ok) throw new Error(names.fault.message);
  return new Catalogue(lock, names.value, new Set(chartered));
}

describe("the catalogue", () => {
  test("lists what is pinned and chartered, under the agent's names, without calls as tasks", () => {
    expect(catalogue(["files", "mail"], "files/read", "mail/read", "files/unpinned").tools(undefined)).toEqual([
      { name: "files__read", description: "does read", inputSchema: { type: "object" } },
      { name: "mail__read", description: "does read", inputSchema: { type: "object" } },
    ]);
    expect(catalogue(["files"], "files/read").tools(undefined)).toEqual([
      { name: "read", description: "does read", inputSchema: { type: "object" } },
    ]);
  });

  test("says which tools are admissible now, once that is known", () => {
    const listed = catalogue(["files"], "files/read", "files/wipe").tools(new Set(["files/read"]));
    expect(listed.map(({ name, _meta }) => [name, _meta])).toEqual([
      ["read", { "interlock/admissible": true }],
      ["wipe", { "interlock/admissible": false }],
    ]);
  });

  test("promises only what is chartered", () => {
    expect(catalogue(["files"]).capabilities("handshake")).toEqual({ tools: { listChanged: true } });
    const all = [
      "resources/read",
      "resources/subscribe",
      "prompts/get",
      "completion/complete",
      "logging/setLevel",
      "notifications/prompts/list_changed",
    ];
    expect(catalogue(["files"], ...all.map((method) => `files#${method}`)).capabilities("handshake")).toEqual({
      tools: { listChanged: true },
      resources: { subscribe: true },
      prompts: { listChanged: true },
      completions: {},
      logging: {},
    });
    expect(catalogue(["files"], "files#logging/setLevel").capabilities("envelope")).toEqual({ tools: { listChanged: true } });
  });

  test("tells each server of the client only what it could use", () => {
    const client = { sampling: {}, roots: { listChanged: true }, experimental: { x: {} } };
    expect(catalogue(["files", "mail"], "files#roots/list", "mail#elicitation/create").clientCapabilities(client)).toEqual({
      files: { roots: { listChanged: true } },
      mail: {},
    });
  });
});
