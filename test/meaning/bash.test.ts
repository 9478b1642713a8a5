/**
 * What the shell interpreter understood is what bash runs: the argument vectors that were judged of the form that is sent, from that
 * form and from the text as written. Bash finds no program here and has no builtin that acts; it reports what it was about to run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interpret } from "../../src/meaning/index.ts";
import { createDice } from "../generators/dice.ts";
import { sentValue } from "./sent-value.ts";

const RECORDED = fileURLToPath(new URL("../../../shared/data/shell/nl2bash.jsonl.gz", import.meta.url));
const hasBash = spawnSync("bash", ["--version"]).status === 0;
const CONTEXT = { roots: {} };
const GENERATED = 2_000;
const RECORDED_MAX = 1_200;

const BUILTINS = ["echo", "printf", "pwd", "test", "[", "true", "false", "kill", "times", "type", "help", "bg"];
const REPORTER = `
command_not_found_handle() { builtin printf '%s\\0' "$#" "$@" >> "$REPORT"; }
${BUILTINS.map((name) => `${name}() { command_not_found_handle ${name} "$@"; }`).join("\n")}
PATH=/nonexistent
at=0
while [[ -e script.$at ]]; do
  REPORT=report.$at
  ( . ./script.$at ) < /dev/null > /dev/null 2> /dev/null
  at=$((at + 1))
done
`;

const PIECES = [
  ..."ls cat git echo printf test true rm -la -- --x=y a.txt b/c é HEAD~1 @ % + , : ./a a=b do done then if q a#b !!".split(" "),
  ...'| && ; ( ) { } < > & $ ` * ? [ ] ~ ! # ^ = $x $(id) {a,b} \\ \\\' \\" \\$ \\\\ \\n \'\' "" "$" "`" "\\q" \' "'.split(" "),
  ...["'a b'", '"c d"', "'x'\\''y'", "a\\ b", "\n", "\\\n", "\t"],
];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-bash-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs each text in a subshell of its own and returns the vectors that were to be run, in no order of their own. */
function runVectors(texts: readonly string[]): readonly string[] {
  const run = mkdtempSync(join(folder, "run-"));
  for (const [at, text] of texts.entries()) writeFileSync(join(run, `script.${at}`), text);
  writeFileSync(join(run, "reporter"), REPORTER);
  const { status } = spawnSync("bash", ["--norc", "--noprofile", "reporter"], { cwd: run, env: { LC_ALL: "C.UTF-8" } });
  expect(status).toBe(0);
  return texts.map((_text, at) => {
    const report = join(run, `report.${at}`);
    const words = existsSync(report) ? readFileSync(report, "utf8").split("\0").slice(0, -1) : [];
    const vectors: string[][] = [];
    while (words.length > 0) vectors.push(words.splice(0, 1 + Number(words[0])).slice(1));
    return inOrder(vectors);
  });
}

function inOrder(vectors: readonly (readonly string[])[]): string {
  return JSON.stringify(vectors.map((vector) => JSON.stringify(vector)).sort());
}

/** The text that is sent, or undefined where a command line is not understood. */
function sentText(text: string): string | undefined {
  const sent = sentValue("shell", text, CONTEXT);
  return typeof sent === "string" ? sent : undefined;
}

/** The vectors that were judged. */
function judgedVectors(text: string): readonly (readonly string[])[] {
  const commands = interpret({ from: "meaning", interpreter: "shell", of: [], field: "commands", parameters: [] }, text, CONTEXT);
  return (Array.isArray(commands) ? commands : []).map(({ argv }: { readonly argv: readonly string[] }) => argv);
}

/** The first texts that are understood, name no file as a program, and run all of their commands if every one succeeds. */
function comparable(texts: Iterable<string>, most: number): readonly string[] {
  const found: string[] = [];
  for (const text of texts) {
    if (found.length === most) break;
    const sent = sentText(text);
    const isComparable = sent !== undefined && !sent.includes("||") && judgedVectors(sent).every(([program]) => !program?.includes("/"));
    if (isComparable) found.push(text);
  }
  return found;
}

function expectSameVectors(texts: readonly string[]): void {
  const sent = texts.map((text) => sentText(text) ?? "");
  const judged = sent.map((text) => inOrder(judgedVectors(text)));
  const differences = runVectors(texts).flatMap((ran, at) => (ran === judged[at] ? [] : [{ text: texts[at], judged: judged[at], ran }]));
  expect(differences).toEqual([]);
  expect(runVectors(sent)).toEqual(judged);
}

describe.skipIf(!hasBash)(`shell against bash${hasBash ? "" : " (skipped: no bash on this machine)"}`, () => {
  test("runs what was judged, on generated command lines", () => {
    const dice = createDice(20_261);
    const texts = Array.from({ length: 15 * GENERATED }, () =>
      Array.from({ length: 1 + dice.below(8) }, () => dice.pick(PIECES) + (dice.oneIn(3) ? "" : " ")).join(""),
    );
    const understood = comparable(new Set(texts), GENERATED);
    expect(understood.length).toBeGreaterThan(GENERATED / 2);
    expectSameVectors(understood);
  });

  test.skipIf(!existsSync(RECORDED))(
    `runs what was judged, on recorded commands${existsSync(RECORDED) ? "" : " (skipped: shared data missing)"}`,
    () => {
      const lines = gunzipSync(readFileSync(RECORDED)).toString().trim().split("\n");
      const texts = lines.map((line) => (JSON.parse(line) as { readonly command: string }).command);
      const understood = comparable(texts, RECORDED_MAX);
      expect(understood.length).toBeGreaterThan(1_000);
      expectSameVectors(understood);
    },
  );
});
