/**
 * What the shell interpreter understood is what another parser reads: tree-sitter's grammar of bash, written by other people. Bash
 * itself is asked in `bash.test.ts`; a grammar can be asked about every recorded command, also about those that bash would not reach.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { Language, type Node, Parser } from "web-tree-sitter";
import { interpret } from "../../src/meaning/index.ts";

const RECORDED = fileURLToPath(new URL("../../../shared/data/shell/nl2bash.jsonl.gz", import.meta.url));
const GRAMMAR = createRequire(import.meta.url).resolve("tree-sitter-bash/tree-sitter-bash.wasm");
const COMMANDS = { from: "meaning", interpreter: "shell", of: [], field: "commands", parameters: [] } as const;

const parser = { current: undefined as Parser | undefined };
beforeAll(async () => {
  await Parser.init();
  parser.current = new Parser();
  parser.current.setLanguage(await Language.load(GRAMMAR));
});

/** An escaped blank, and an escape glued to a quoted word: the grammar drops or splits these words. `bash.test.ts` asks bash about them. */
const MISREAD = /\\[ \t]|["']\\/;

/** The commands that the grammar sees, in order; undefined where it can't parse the text. A word that it leaves raw is null. */
function otherReading(text: string): readonly (readonly (string | null)[])[] | undefined {
  const root = parser.current?.parse(text)?.rootNode;
  if (root === undefined || root.hasError) return undefined;
  return root.descendantsOfType("command").map((command) => (command?.namedChildren ?? []).flatMap((part) => wordOf(part)));
}

function wordOf(node: Node | null): readonly (string | null)[] {
  if (node === null || node.type === "variable_assignment" || node.type.endsWith("_redirect")) return [];
  if (node.type === "command_name") return wordOf(node.firstNamedChild);
  if (node.type === "raw_string") return [node.text.slice(1, -1)];
  if ((node.type === "word" || node.type === "number") && !/[\\~*?[\]{}!]/.test(node.text)) return [node.text];
  return [null];
}

/** What was judged and what the grammar reads, where they differ. */
function differenceOf(text: string): "not understood" | "not parsed" | "same" | { readonly [reader: string]: unknown } {
  const judged = interpret(COMMANDS, text, { roots: {} });
  if (!Array.isArray(judged)) return "not understood";
  const other = MISREAD.test(text) ? undefined : otherReading(text);
  if (other === undefined) return "not parsed";
  const vectors = judged.map(({ argv }: { readonly argv: readonly string[] }) => argv);
  const isSame =
    other.length === vectors.length &&
    other.every(
      (words, at) => words.length === vectors[at]?.length && words.every((word, place) => word === null || word === vectors[at]?.[place]),
    );
  return isSame ? "same" : { text, vectors, other };
}

const isHere = existsSync(RECORDED);
describe.skipIf(!isHere)(`shell against another grammar${isHere ? "" : " (skipped: shared data missing)"}`, () => {
  test("reads the same commands in what is understood of 12,607 recorded lines", () => {
    const lines = gunzipSync(readFileSync(RECORDED)).toString().trim().split("\n");
    const found = lines.map((line) => differenceOf((JSON.parse(line) as { readonly command: string }).command));
    expect(found.filter((one) => typeof one === "object")).toEqual([]);
    expect(found.filter((one) => one === "same").length).toBeGreaterThan(6_500);
    expect(found.filter((one) => one === "not parsed").length).toBeLessThan(250);
  });
});
