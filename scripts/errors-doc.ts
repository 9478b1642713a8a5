/**
 * Writes docs/errors.md from the tables of codes: every code, what it means, and the test that provokes it.
 *   node scripts/errors-doc.ts            writes the page
 *   node scripts/errors-doc.ts --check    exits 1 where the page is not what would be written
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CodeTable, readCodeTables } from "./code-tables.ts";
import { readSourceTree, type SourceTree } from "./source-tree.ts";

/** Where the page lies in the tree. */
export const ERRORS_PAGE = "docs/errors.md";

const INTRODUCTION = `# Errors

Every code that Interlock answers with. A code never changes its meaning; the text beside it in a message is for people and
may. This page is written by \`npm run docs\` from the tables in \`src/*/faults.ts\` and \`src/*/reasons.ts\`: change it there.

A *fault* is an expected failure: bad input, a torn file, a part that is gone. Whatever fails, nothing is executed. A *reason*
says why a verdict is not allow.
`;

/** The text of the page for a tree. */
export function renderErrors(tree: SourceTree): string {
  const tables = readCodeTables(tree);
  return [INTRODUCTION, ...tables.map(renderTable)].join("\n");
}

function renderTable(table: CodeTable): string {
  const title = table.kind === "faults" ? `Faults of \`${table.layer}\`` : `Reasons of a verdict (\`${table.layer}\`)`;
  const rows = table.codes.map((code) => {
    const tests = code.tests.map((path) => `[${path.split("/").at(-1)}](../${path})`).join(" ");
    return `| \`${code.code}\` | ${code.meaning.replaceAll("|", "\\|")} | ${tests} |`;
  });
  return [`## ${title}`, "", "| Code | Meaning | Provoked by |", "|---|---|---|", ...rows, ""].join("\n");
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..");
  const tree = readSourceTree(root);
  const page = renderErrors(tree);
  if (!process.argv.includes("--check")) {
    writeFileSync(join(root, ERRORS_PAGE), page);
  } else if (tree.texts.get(ERRORS_PAGE) !== page) {
    console.error(`${ERRORS_PAGE} is out of date: run \`npm run docs\``);
    process.exitCode = 1;
  }
}
