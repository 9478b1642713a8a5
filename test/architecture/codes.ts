/**
 * Every code that Interlock answers with is written once, means one thing, is used, and is provoked by a test that names it.
 */
import { type CodeTable, readCodeTables } from "../../scripts/code-tables.ts";
import { ERRORS_PAGE, renderErrors } from "../../scripts/errors-doc.ts";
import type { SourceTree } from "../../scripts/source-tree.ts";
import { productSources, type Rule } from "./rule.ts";

/** Every code with its table. */
function allCodes(tree: SourceTree): { table: CodeTable; code: string; meaning: string; tests: readonly string[] }[] {
  return readCodeTables(tree).flatMap((table) => table.codes.map((code) => ({ table, ...code })));
}

export const codesAreProvoked: Rule = {
  name: "every code is provoked by a test that names it",
  remedy: "write the test beside the file that returns the code, or delete the code",
  offences: (tree) =>
    allCodes(tree)
      .filter(({ tests }) => tests.length === 0)
      .map(({ table, code }) => `${table.path}: no test names ${code}`),
};

export const codesAreUsed: Rule = {
  name: "every code is returned by something",
  remedy: "delete the code from the table",
  offences: (tree) =>
    allCodes(tree)
      .filter(({ table, code }) => !productSources(tree).some(({ path, text }) => path !== table.path && text.includes(`"${code}"`)))
      .map(({ table, code }) => `${table.path}: nothing returns ${code}`),
};

export const codesAreWellFormed: Rule = {
  name: "a code is layer/what-is-wrong and stands once, with one sentence",
  remedy: "a fault starts with its layer's name; the sentence starts with a capital and ends with a full stop",
  offences: (tree) => {
    const codes = allCodes(tree);
    return codes.flatMap(({ table, code, meaning }, index) => [
      ...(/^[a-z-]+\/[a-z0-9]+(-[a-z0-9]+)*$/.test(code) ? [] : [`${table.path}: \`${code}\` is not kebab-case`]),
      ...(table.kind === "reasons" || code.startsWith(`${table.layer}/`)
        ? []
        : [`${table.path}: \`${code}\` does not start with its layer`]),
      ...(/^[A-Z`].*\.$/.test(meaning) ? [] : [`${table.path}: the meaning of ${code} is not one sentence`]),
      ...(codes.findIndex((other) => other.code === code) === index ? [] : [`${table.path}: ${code} stands twice`]),
    ]);
  },
};

export const errorsPage: Rule = {
  name: `${ERRORS_PAGE} says what the tables say`,
  remedy: "run `npm run docs`",
  offences: (tree) => (tree.texts.get(ERRORS_PAGE) === renderErrors(tree) ? [] : [`${ERRORS_PAGE} is out of date`]),
};
