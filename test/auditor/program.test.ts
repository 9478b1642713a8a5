/** The auditor as a program of its own: exit codes and words. */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { forge, removeForged } from "../worlds/audited.ts";
import { DEFINITION } from "../worlds/ledger-world.ts";

afterEach(removeForged);

describe("the auditor as a program", () => {
  const program = join(import.meta.dirname, "../../src/auditor/process.ts");
  function run(...words: string[]): { status: number | null; out: string; words: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...words], {
      encoding: "utf8",
      env: {},
    });
    return { status, out: stdout, words: stderr };
  }

  test("ends with 0, 1 or 2, and says why", () => {
    const made = forge().write();
    const [folder, ring, key] = ["ledger", "ring.json", "auditor.key"].map((name) => join(made.folder, name)) as [string, string, string];
    expect(run(folder, "--ring", ring, "--key", key)).toMatchObject({ status: 0, words: "" });
    expect(run(folder, "--ring", ring).status).toBe(2);
    made.decide(made.propose(), "deny", { machine: DEFINITION });
    made.write();
    const wrong = run(folder, "--ring", ring, "--key", key);
    expect(wrong.status).toBe(1);
    expect(wrong.out).toContain(`WRONG at entry ${made.size - 1}: the machine that judges the session was`);
    const json = run(folder, "--ring", ring, "--key", key, "--json");
    const findings = [{ code: "auditor/machine-differs", entry: made.size - 1 }, { code: "auditor/decision-wrong" }];
    expect(JSON.parse(json.out)).toMatchObject({ verdict: "WRONG", findings });
  });

  test("says what it can't read: auditor/folder-unreadable, auditor/ring-malformed, auditor/key-malformed, auditor/usage", () => {
    const made = forge().write();
    const folder = join(made.folder, "ledger");
    const ring = join(made.folder, "ring.json");
    const odd = join(made.folder, "odd.json");
    writeFileSync(
      odd,
      JSON.stringify({
        format: "interlock-ring/1",
        identities: [{ identity: { id: "0", name: "n", signKey: "", sealKey: "" }, duties: [] }],
      }),
    );
    const codeOf = (...words: string[]): string => {
      const { status, words: said } = run(...words);
      return `${status} ${/\[(auditor.*)\]/.exec(said)?.[1]}`;
    };
    expect(codeOf(made.folder, "--ring", ring)).toBe("3 auditor/folder-unreadable");
    expect(codeOf(folder, "--ring", join(made.folder, "none"))).toBe("3 auditor/folder-unreadable");
    expect(codeOf(folder, "--ring", odd)).toBe("3 auditor/ring-malformed");
    expect(codeOf(folder, "--ring", join(made.folder, "auditor.key"))).toBe("3 auditor/ring-malformed");
    expect(codeOf(folder, "--ring", ring, "--key", ring)).toBe("3 auditor/key-malformed");
    expect(codeOf()).toBe("64 auditor/usage");
    expect(codeOf(folder, "--odd")).toBe("64 auditor/usage");
    rmSync(join(folder, "journal"), { recursive: true });
    writeFileSync(join(folder, "journal"), "");
    expect(codeOf(folder, "--ring", ring)).toBe("3 auditor/folder-unreadable");
  });
});
