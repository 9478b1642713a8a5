/**
 * One word, one meaning: files are named after the thing they hold, and exported names use the glossary's word for a
 * thing, never another word for it.
 */
import ts from "typescript";
import type { SourceFile } from "../../scripts/source-tree.ts";
import { productSources, type Rule } from "./rule.ts";

const FORBIDDEN_NAMES = /^(utils?|helpers?|common|misc|shared|types|interfaces|constants|managers?|services?|core|lib)$/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|property|contract))*\.tsx?$/;

/** Words that mean something in the glossary already, and the word that it has for it. */
const SYNONYMS: { readonly [word: string]: string } = {
  policy: "a charter",
  permission: "a verdict",
  permit: "to allow",
  rule: "a clause or guard",
  request: "a proposal",
  token: "a warrant or grant",
  log: "the ledger",
  trace: "entries",
};

/** Other standards have words of their own: a request of JSON-RPC or HTTP is not a proposal. */
const FOREIGN_STANDARD = /Rpc|Http|Mcp/;

/** Files in which a word means something else, as everybody who opens them knows. */
const OTHER_MEANING: { readonly [path: string]: string } = {
  "src/charter/condition/condition-tokens.ts": "token", // of a text that is parsed
  "src/cli/commands/log.ts": "log", // the command's name
};

export const fileNames: Rule = {
  name: "files and folders are kebab-case and named after what they hold",
  remedy: "name it after its main export; a name that fits any file says nothing",
  offences: (tree) =>
    tree.sources.flatMap(({ path }) => {
      const parts = path.split("/");
      const file = parts.at(-1) ?? "";
      const forbidden = parts.map((part) => part.replace(/\..*$/, "")).find((part) => FORBIDDEN_NAMES.test(part));
      if (forbidden !== undefined) return [`${path} is called \`${forbidden}\``];
      return KEBAB_CASE.test(file) || parts.length === 1 ? [] : [`${path} is not kebab-case`];
    }),
};

/** The names that a file exports, of types too. */
function exportedNames(source: SourceFile): string[] {
  return source.syntax.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map((element) => element.name.text) : [];
    }
    const exported =
      ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) return [];
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
    return "name" in statement && statement.name !== undefined ? [(statement.name as ts.Identifier).text] : [];
  });
}

/** `parseRoleRequests` is parse, role, request; `MAX_POLICIES` is max, policy. */
function wordsOf(name: string): string[] {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return words.split(/[_$]+/).map((word) => word.replace(/ies$/, "y").replace(/s$/, ""));
}

export const glossary: Rule = {
  name: "exported names use the glossary's words",
  remedy: "use the glossary's word; where another standard owns the word, say so in the name (JsonRpcRequest)",
  offences: (tree) =>
    productSources(tree).flatMap((source) =>
      exportedNames(source)
        .filter((name) => !FOREIGN_STANDARD.test(name))
        .flatMap((name) =>
          wordsOf(name).flatMap((word) => {
            const ours = SYNONYMS[word];
            return ours === undefined || OTHER_MEANING[source.path] === word
              ? []
              : [`${source.path} exports \`${name}\`: \`${word}\` is ${ours} here`];
          }),
        ),
    ),
};
