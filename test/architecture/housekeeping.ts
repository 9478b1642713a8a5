/**
 * What must not be left lying about: files without a header, notes to oneself, tests that are switched off, paths of
 * somebody's machine, and a lock that a fresh checkout cannot install from.
 */
import { dirname, join } from "node:path";
import ts from "typescript";
import { lineOf, type SourceFile, type SourceTree, visitNodes } from "../../scripts/source-tree.ts";
import type { Rule } from "./rule.ts";

const HEADER_LINES_MAX = 8;

/** The text lines of the comment that a file opens with, or undefined. */
function headerOf(source: SourceFile): readonly string[] | undefined {
  const header = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(source.text)?.[1];
  return header
    ?.split("\n")
    .map((line) => line.replace(/^\s*\*/, "").trim())
    .filter((line) => line !== "");
}

export const headers: Rule = {
  name: `a file opens with a comment of at most ${HEADER_LINES_MAX} lines: what it is, promises and never contains`,
  remedy: "write /** … */ as the first thing in the file",
  offences: (tree) =>
    tree.sources
      .filter((source) => !/\.test\.tsx?$/.test(source.path) && source.path.includes("/"))
      .flatMap((source) => {
        const lines = headerOf(source)?.length ?? 0;
        if (lines === 0) return [`${source.path} has no header`];
        return lines > HEADER_LINES_MAX ? [`${source.path} has a header of ${lines} lines`] : [];
      }),
};

/** Every comment of a file, once, with the line it starts on. */
function commentsOf(source: SourceFile): { text: string; line: number }[] {
  const comments = new Map<number, { text: string; line: number }>();
  const collect = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const { pos, end } of ranges ?? []) {
      comments.set(pos, { text: source.text.slice(pos, end), line: source.syntax.getLineAndCharacterOfPosition(pos).line + 1 });
    }
  };
  const visit = (node: ts.Node): void => {
    collect(ts.getLeadingCommentRanges(source.text, node.getFullStart()));
    collect(ts.getTrailingCommentRanges(source.text, node.getEnd()));
    for (const child of node.getChildren(source.syntax)) visit(child);
  };
  visit(source.syntax);
  return [...comments.values()];
}

export const notesToOneself: Rule = {
  name: "no comment says TODO, FIXME, XXX or HACK, or silences the compiler",
  remedy: "do it now, or file an issue and delete the note",
  offences: (tree) =>
    tree.sources.flatMap((source) =>
      commentsOf(source).flatMap(({ text, line }) => {
        const note = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck|expect-error)/.exec(text)?.[0];
        return note === undefined ? [] : [`${source.path}:${line} says ${note}`];
      }),
    ),
};

export const everyTestRuns: Rule = {
  name: "no test is focused, skipped or left to be written",
  remedy: "let it run; a test that lacks its data uses skipIf and says so in its name",
  offences: (tree) =>
    tree.sources
      .filter((source) => source.isTest)
      .flatMap((source) => {
        const found: string[] = [];
        visitNodes(source.syntax, (node) => {
          if (!ts.isPropertyAccessExpression(node) || !["only", "skip", "todo"].includes(node.name.text)) return;
          if (!/^(test|it|describe)\b/.test(node.expression.getText())) return;
          found.push(`${source.path}:${lineOf(source.syntax, node)} has ${node.getText()}`);
        });
        return found;
      }),
};

export const machinePaths: Rule = {
  name: "no file names a path of the machine that it was written on",
  remedy: "make it relative to the repository, or to a temporary folder",
  offences: (tree) => {
    // A checkout directly below the root (`/app`) has too plain a name to tell apart from an example.
    if (tree.root.split("/").length < 3) return [];
    const paths = [tree.root, join(dirname(tree.root), "shared")];
    return [...tree.texts].flatMap(([file, text]) =>
      text
        .split("\n")
        .flatMap((line, index) => (paths.some((path) => line.includes(path)) ? [`${file}:${index + 1} names this machine`] : [])),
    );
  },
};

interface Lock {
  readonly packages: {
    readonly [place: string]: {
      readonly resolved?: string;
      readonly hasInstallScript?: boolean;
      readonly optionalDependencies?: { readonly [name: string]: string };
    };
  };
}

function lockOf(tree: SourceTree): Lock {
  return JSON.parse(tree.texts.get("package-lock.json") ?? '{ "packages": {} }') as Lock;
}

export const lock: Rule = {
  name: "package-lock.json names no registry and holds the packages of every platform",
  remedy: "keep .npmrc's omit-lockfile-registry-resolved; install a version whose packages the registry has for every platform",
  offences: (tree) => {
    const { packages } = lockOf(tree);
    const places = Object.keys(packages);
    return Object.entries(packages).flatMap(([place, { resolved, optionalDependencies }]) => [
      ...(resolved?.startsWith("http") ? [`${place} is tied to ${new URL(resolved).host}`] : []),
      ...Object.keys(optionalDependencies ?? {})
        .filter((name) => !places.some((other) => other.endsWith(`node_modules/${name}`)))
        .map((name) => `${place} may need ${name}, which is not in the lock: npm ci would refuse it`),
    ]);
  },
};

export const installScripts: Rule = {
  name: "every package with an install script is judged by name",
  remedy: "read the script, then name the package in package.json's allowScripts: true where it needs the script, else false",
  offences: (tree) => {
    const { allowScripts = {} } = JSON.parse(tree.texts.get("package.json") ?? "{}") as { allowScripts?: Record<string, boolean> };
    return Object.entries(lockOf(tree).packages)
      .filter(([place, { hasInstallScript }]) => hasInstallScript && allowScripts[place.replace(/^.*node_modules\//, "")] === undefined)
      .map(([place]) => `${place} has an install script`);
  },
};
