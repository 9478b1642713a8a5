/**
 * Every code that Interlock can answer with: the faults of each layer (`src/<layer>/faults.ts`) and the reasons of a
 * verdict (`src/<layer>/reasons.ts`), read from the one table where each is written, with the tests that name it.
 */
import ts from "typescript";
import type { SourceFile, SourceTree } from "./source-tree.ts";

export interface Code {
  readonly code: string;
  /** One sentence. */
  readonly meaning: string;
  /** Paths of the test files that name the code. */
  readonly tests: readonly string[];
}

export interface CodeTable {
  readonly layer: string;
  readonly kind: "faults" | "reasons";
  readonly path: string;
  readonly codes: readonly Code[];
}

/** The tables of a tree, faults before reasons, each in the order of the source. */
export function readCodeTables(tree: SourceTree): CodeTable[] {
  const tests = tree.sources.filter((source) => source.isTest);
  const tables: CodeTable[] = [];
  for (const kind of ["faults", "reasons"] as const) {
    for (const source of tree.sources) {
      if (source.layer === undefined || source.path !== `src/${source.layer}/${kind}.ts`) continue;
      const codes = codesOf(source).map(([code, meaning]) => ({ code, meaning, tests: testsThatName(code, tests) }));
      tables.push({ layer: source.layer, kind, path: source.path, codes });
    }
  }
  return tables;
}

/** The members with text of the file's exported object literals. */
function codesOf(source: SourceFile): [code: string, meaning: string][] {
  return source.syntax.statements
    .filter((statement) => ts.isVariableStatement(statement))
    .flatMap((statement) => [...statement.declarationList.declarations])
    .map((declaration) => objectLiteralIn(declaration.initializer))
    .flatMap((literal) => literal?.properties ?? [])
    .filter((property) => ts.isPropertyAssignment(property))
    .flatMap((property): [string, string][] => {
      const meaning = textOf(property.initializer);
      return ts.isStringLiteral(property.name) && meaning !== undefined ? [[property.name.text, meaning]] : [];
    });
}

function objectLiteralIn(expression: ts.Expression | undefined): ts.ObjectLiteralExpression | undefined {
  if (expression === undefined) return undefined;
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression)) return objectLiteralIn(expression.expression);
  return ts.isObjectLiteralExpression(expression) ? expression : undefined;
}

function textOf(expression: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (!ts.isBinaryExpression(expression)) return undefined;
  const left = textOf(expression.left);
  const right = textOf(expression.right);
  return left === undefined || right === undefined ? undefined : left + right;
}

function testsThatName(code: string, tests: readonly SourceFile[]): string[] {
  const whole = new RegExp(`(?<![\\w/-])${code}(?![\\w/-])`);
  return tests.filter((test) => whole.test(test.text)).map((test) => test.path);
}
