import { describe, expect, test } from "vitest";
import { maskSecrets, secretAt, secretsIn } from "./secrets.ts";

const CALL = {
  tool: "web/login",
  args: { password: "hunter2", list: [{ "a/b~c": `ghp_${"x".repeat(24)}` }], note: "plain", passwords: 3 },
};

describe("secrets", () => {
  test("are found by name and by form, and nothing else is", () => {
    expect(secretsIn(CALL)).toEqual(["/args/password", "/args/list/0/a~1b~0c"]);
  });

  test("are dots until somebody asks for one", () => {
    const shown = JSON.stringify(maskSecrets(CALL));
    expect(shown).not.toMatch(/hunter2|ghp_/);
    expect(shown).toContain('"note":"plain","passwords":3');
    expect(secretAt(CALL, "/args/password")).toBe("hunter2");
    expect(secretAt(CALL, "/args/list/0/a~1b~0c")).toMatch(/^ghp_/);
  });

  test("are all that can be asked for", () => {
    for (const pointer of ["", "/args", "/args/note", "/nowhere", "/args/list/9"]) expect(secretAt(CALL, pointer)).toBeUndefined();
  });
});
