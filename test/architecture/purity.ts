/**
 * What the compiler cannot refuse: a clock or a die is part of the language, so a pure layer could read one. The kernel is
 * a function of its arguments; elsewhere the world comes in as an argument, from the process entry files.
 */
import ts from "typescript";
import { lineOf, type SourceFile, visitNodes } from "../../scripts/source-tree.ts";
import { isProcessEntry, productSources, type Rule } from "./rule.ts";

/** Names of the world, of text and of waiting. */
const IMPURE_NAMES = new Set(
  (
    "Date JSON Promise Intl process globalThis console performance crypto fetch eval Function require setTimeout setInterval " +
    "setImmediate queueMicrotask structuredClone WeakRef FinalizationRegistry"
  ).split(" "),
);

const PURE_LAYERS = ["fault", "kernel", "diagram"];

/** What a node does that a pure function cannot, or undefined. */
function impurityOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && IMPURE_NAMES.has(node.text) && isReference(node)) return node.text;
  if (isCallOf(node, "Math", "random")) return "Math.random";
  if (ts.isAwaitExpression(node)) return "await";
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "async";
  return undefined;
}

/** True where an identifier stands for a value of the world, not for a member, a property or a name being declared. */
function isReference(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  return !(ts.isPropertySignature(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent)) || parent.name !== node;
}

/** True for `object.member` as written. */
function isCallOf(node: ts.Node, object: string, member: string): boolean {
  return (
    ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === object && node.name.text === member
  );
}

function find(source: SourceFile, see: (node: ts.Node) => string | undefined): string[] {
  const found: string[] = [];
  visitNodes(source.syntax, (node) => {
    const what = see(node);
    if (what !== undefined) found.push(`${source.path}:${lineOf(source.syntax, node)} uses ${what}`);
  });
  return found;
}

export const purity: Rule = {
  name: "fault, kernel and diagram are pure: no clock, chance, I/O, waiting or JSON text",
  remedy: "take the value as an argument; parse and print in another layer",
  offences: (tree) =>
    productSources(tree)
      .filter((source) => PURE_LAYERS.includes(source.layer ?? ""))
      .flatMap((source) => [
        ...source.imports
          .filter(({ specifier }) => specifier.startsWith("node:"))
          .map(({ specifier, line }) => `${source.path}:${line} imports ${specifier}`),
        ...find(source, impurityOf),
      ]),
};

/** What reads the world without being given it, or undefined. */
function worldReadBy(node: ts.Node): string | undefined {
  if (isCallOf(node, "Date", "now")) return "Date.now";
  if (isCallOf(node, "performance", "now")) return "performance.now";
  if (isCallOf(node, "Math", "random")) return "Math.random";
  if (isCallOf(node, "process", "env")) return "process.env";
  if (isCallOf(node, "process", "argv")) return "process.argv";
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Date" && !node.arguments?.length)
    return "new Date()";
  return undefined;
}

export const worldIsPassedIn: Rule = {
  name: "clock, chance and environment are passed in; only cli and process.ts read them",
  remedy: "take a function or a value as an argument, and hand it in from src/<layer>/process.ts or src/cli",
  offences: (tree) =>
    productSources(tree)
      .filter((source) => !isProcessEntry(source))
      .flatMap((source) => find(source, worldReadBy)),
};

export const processesEndAtTheirEntry: Rule = {
  name: "process.exit is called only in cli and process.ts",
  remedy: "return a Fault and let the entry file decide how the process ends",
  offences: (tree) =>
    productSources(tree)
      .filter((source) => !isProcessEntry(source))
      .flatMap((source) => find(source, (node) => (isCallOf(node, "process", "exit") ? "process.exit" : undefined))),
};

/** What hands a text to a shell, or undefined. */
function shellOf(node: ts.Node): string | undefined {
  if (ts.isImportSpecifier(node) && /^exec(Sync)?$/.test((node.propertyName ?? node.name).text)) return "exec";
  const isShell = ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "shell";
  return isShell && node.initializer.kind === ts.SyntaxKind.TrueKeyword ? "shell: true" : undefined;
}

export const noShell: Rule = {
  name: "nothing goes through a shell: a program is started by its name, with a list of words",
  remedy: "use spawn or execFile; what others name (an address, a path) is one word, after the options",
  offences: (tree) => productSources(tree).flatMap((source) => find(source, shellOf)),
};
