import { describe, expect, test } from "vitest";
import { maskSecrets, maskText, secretAt, secretsAbout, secretsIn } from "./secrets.ts";

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

describe("what is said about a call", () => {
  const args = { password: "hunter2", pin: "12", path: "/w/.env" };
  const found = {
    is: "files",
    changes: [
      {
        path: "/w/.env",
        lines: [
          { is: "added", text: "login hunter2" },
          { is: "added", text: "API_KEY=abc" },
          { is: "kept", text: "the secret of good tea" },
          { is: "added", text: `x ghp_${"x".repeat(24)}` },
        ],
      },
    ],
  };

  test("is dots where it repeats a secret of the call, sets one down by name, or has the form of one", () => {
    const secrets = secretsAbout(args, found);
    expect(secrets.toSorted()).toEqual([0, 1, 3].map((line) => `/changes/0/lines/${line}/text`));
    const shown = JSON.stringify(maskSecrets(found, secrets));
    expect(shown).not.toMatch(/hunter2|abc|ghp_/);
    expect(shown).toContain("the secret of good tea");
    expect(secretAt(found, "/changes/0/lines/1/text", secrets)).toBe("API_KEY=abc");
    expect(secretAt(found, "/changes/0/lines/2/text", secrets)).toBeUndefined();
  });

  test("is dots in each line of a key, and in no other line of a file that holds one token", () => {
    const key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----";
    const lines = ["plain words", "MC4CAQAwBQYDK2Vw", `t ghp_${"x".repeat(24)}`];
    expect(secretsAbout({ content: key }, lines)).toEqual(["/2", "/1"]);
    expect(secretsAbout({ content: lines.join("\n") }, lines)).toEqual(["/2"]);
  });

  test("keeps the words around a secret in a sentence, and everything where there is none", () => {
    expect(maskText(args, `it quotes \`hunter2\` and ghp_${"x".repeat(24)}`)).toBe(`it quotes \`•••••••\` and ${"•".repeat(28)}`);
    expect(maskText({ path: "hunter2" }, "it quotes hunter2")).toBe("it quotes hunter2");
    expect(maskText(undefined, "plain")).toBe("plain");
  });
});
