import { describe, expect, test } from "vitest";
import { compileCharters } from "../../charter/index.ts";
import { digestOf } from "../../crypto/index.ts";
import { digestOfDefinition, type Lock, lockedTools } from "../../execution/index.ts";
import { draftCharter, placeMethod, placeTool } from "./draft-charter.ts";

const readOnly = { annotations: { readOnlyHint: true } };

function lockOf(tools: { readonly [tool: string]: { readonly [member: string]: never } | typeof readOnly }): Lock {
  const pinned = Object.entries(tools).map(([name, extra]) => {
    const definition = { name, inputSchema: { type: "object", properties: {} }, ...extra };
    return [name, { definition, digest: digestOfDefinition(definition) }] as const;
  });
  const methods = ["notifications/cancelled", "resources/list", "resources/read", "roots/list"];
  return { format: "interlock-lock/1", servers: { files: { methods, tools: Object.fromEntries(pinned) } } };
}

describe("a first charter", () => {
  test("allows only what says that it reads and is named so", () => {
    expect(placeTool("read_file", readOnly).placement).toBe("allow");
    expect(placeTool("read_file", {}).placement).toBe("escalate");
    expect(placeTool("frobnicate", readOnly).placement).toBe("escalate");
  });

  test("refuses a destroying name even where the server says it only reads", () => {
    expect(placeTool("delete_file", readOnly).placement).toBe("deny");
    expect(placeTool("move_file", {}).placement).toBe("deny");
    expect(placeTool("runCommand", readOnly).placement).toBe("deny");
  });

  test("allows methods that list or keep a call in step, and leaves out what carries somebody's words", () => {
    expect(["resources/list", "prompts/list", "notifications/progress"].map((method) => placeMethod(method).placement)).toEqual(
      Array(3).fill("allow"),
    );
    for (const method of ["roots/list", "resources/read", "sampling/createMessage"]) expect(placeMethod(method).placement).toBe("none");
  });

  test("compiles, with every tool in it", () => {
    const lock = lockOf({ read_file: readOnly, write_file: {}, delete_file: {} });
    const text = draftCharter("first", lock);
    const { machine, diagnostics } = compileCharters([{ file: "charter.yaml", text }], {
      tools: lockedTools(lock),
      base: "/",
      sha256: digestOf,
    });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(machine?.tools.map(({ name }) => name)).toEqual(lockedTools(lock).map(({ name }) => name));
    expect(text).not.toContain("\n\n\n");
    expect(text).toMatchSnapshot();
  });
});
