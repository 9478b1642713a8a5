/**
 * This repository as data: the text of every file that people write, and for TypeScript its syntax tree and imports.
 * What checks the house (the architecture test) and what describes it (docs/errors.md) read it from here, so both can be
 * tried on an invented tree. It reads files and runs nothing.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";

export interface Import {
  /** As written: `../kernel/index.ts`, `node:fs`, `yaml`. */
  readonly specifier: string;
  /** Path in the tree, for a relative import. */
  readonly target?: string;
  readonly line: number;
  /** `import type …` or `export type …`: nothing of it is left when it runs. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The folder below `src`; undefined outside it. */
  readonly layer: string | undefined;
  readonly isTest: boolean;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
}

export interface SourceTree {
  /** Where the tree was read from; empty for an invented one. */
  readonly root: string;
  /** Every text file by its path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The TypeScript files among them, sorted by path. */
  readonly sources: readonly SourceFile[];
}

const FOREIGN_FOLDERS = new Set([".git", ".interlock", "node_modules", "dist", "dist-test", "coverage"]);
const TEXT_FILE = /(\.(tsx?|cjs|mjs|json|md|ya?ml|sh|css|html|svg|tla|pml)|^\.ci\/run|^\.npmrc|^\.gitignore|^LICENSE)$/;

/** Reads the repository at `root`. */
export function readSourceTree(root: string): SourceTree {
  const texts = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !FOREIGN_FOLDERS.has(entry.name)) visit(path);
      if (entry.isFile() && TEXT_FILE.test(path)) texts.set(path, readFileSync(join(root, path), "utf8"));
    }
  };
  visit("");
  return { ...sourceTreeOf(texts), root };
}

/** Makes a tree of given texts, by path. */
export function sourceTreeOf(texts: ReadonlyMap<string, string>): SourceTree {
  const paths = [...texts.keys()].filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts")).sort();
  return { root: "", texts, sources: paths.map((path) => sourceFileOf(path, texts.get(path) ?? "")) };
}

function sourceFileOf(path: string, text: string): SourceFile {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const layer = /^src\/([^/]+)\//.exec(path)?.[1];
  const isTest = /\.(test|contract)\.tsx?$/.test(path) || path.startsWith("test/");
  return { path, text, layer, isTest, syntax, imports: importsOf(path, syntax) };
}

function importsOf(path: string, syntax: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  visitNodes(syntax, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    const target = specifier.startsWith(".") ? { target: posix.join(posix.dirname(path), specifier) } : {};
    imports.push({ specifier, ...target, line: lineOf(syntax, node), typeOnly: isTypeOnly(node) });
  });
  return imports;
}

/** What a node imports: static, re-exported, dynamic or in a type. */
function specifierOf(node: ts.Node): string | undefined {
  let specifier: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) specifier = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) specifier = node.argument.literal;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) specifier = node.arguments[0];
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return ts.isImportTypeNode(node) || (ts.isExportDeclaration(node) && node.isTypeOnly);
}

/** Calls `see` with every node below `node`, parents first. */
export function visitNodes(node: ts.Node, see: (node: ts.Node) => void): void {
  ts.forEachChild(node, (child) => {
    see(child);
    visitNodes(child, see);
  });
}

/** The line a node starts on, from 1. */
export function lineOf(syntax: ts.SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}
