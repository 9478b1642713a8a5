/**
 * How large a thing may be: a file is one idea, a function one promise, and the kernel is read in an hour.
 */
import { functionsOf } from "./functions.ts";
import { codeLines, productSources, type Rule } from "./rule.ts";

const FILE_LINES_MAX = 399;
const FUNCTION_CODE_LINES_MAX = 60;
const LINE_COLUMNS_MAX = 140;
const KERNEL_CODE_LINES_MAX = 800;

/** A digest, a key or an address is one word that cannot be broken. */
const UNBREAKABLE = /\S{70}/;

export const fileLength: Rule = {
  name: `a file has at most ${FILE_LINES_MAX} lines`,
  remedy: "split it by idea: two names for two things",
  offences: (tree) =>
    tree.sources
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > FILE_LINES_MAX)
      .map(({ path, lines }) => `${path} has ${lines} lines`),
};

export const lineLength: Rule = {
  name: `a line has at most ${LINE_COLUMNS_MAX} columns`,
  remedy: "run `npm run format`; break comments and long texts by hand",
  offences: (tree) =>
    tree.sources.flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) =>
          line.length > LINE_COLUMNS_MAX && !UNBREAKABLE.test(line) ? [`${path}:${index + 1} has ${line.length} columns`] : [],
        ),
    ),
};

export const functionLength: Rule = {
  name: `a function has at most ${FUNCTION_CODE_LINES_MAX} lines of code`,
  remedy: "give a part of it a name of its own",
  offences: (tree) =>
    tree.sources
      .filter((source) => !source.isTest)
      .flatMap((source) =>
        functionsOf(source)
          .filter(({ lines }) => lines > FUNCTION_CODE_LINES_MAX)
          .map(({ name, line, lines }) => `${source.path}:${line} \`${name}\` has ${lines} lines of code`),
      ),
};

export const kernelSize: Rule = {
  name: `the kernel has at most ${KERNEL_CODE_LINES_MAX} lines of code`,
  remedy: "move out what is not deciding",
  offences: (tree) => {
    const kernel = productSources(tree).filter((source) => source.layer === "kernel");
    const lines = kernel.reduce((sum, source) => sum + codeLines(source.text).length, 0);
    return lines > KERNEL_CODE_LINES_MAX ? [`src/kernel has ${lines} lines of code in ${kernel.length} files`] : [];
  },
};
