/**
 * The functions of a source file and how long each is: what a rule bounds and a benchmark reports.
 */
import ts from "typescript";
import { lineOf, type SourceFile, visitNodes } from "../../scripts/source-tree.ts";
import { codeLines } from "./rule.ts";

/** Every function with a body: its name and how many lines of code it spans, those of functions inside it too. */
export function functionsOf(source: SourceFile): { name: string; line: number; lines: number }[] {
  const code = codeLines(source.text);
  const found: { name: string; line: number; lines: number }[] = [];
  visitNodes(source.syntax, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
    const first = lineOf(source.syntax, node);
    const last = source.syntax.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
    found.push({ name: nameOf(node), line: first, lines: code.filter((line) => line >= first && line <= last).length });
  });
  return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const parent = node.parent;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : "a nameless function";
}
