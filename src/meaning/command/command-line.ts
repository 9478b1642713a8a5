/**
 * From shell text to argument vectors: commands of literal words, joined by `;`, a new line, `&&`, `||` and `|`. Everything
 * that a shell computes (variables, substitutions, globs, braces, tildes), redirects, keywords, background jobs and
 * assignments have no vector and are not understood. The canonical text means the same vectors to every POSIX shell.
 */
import { type Command, type PipelineNode, parse, type Statement, type Word } from "unbash";
import { COMMAND_LINE_SIZE_MAX, COMMANDS_MAX, WORDS_MAX } from "../limits.ts";

/** `|` binds closest, `;` least, and `&&` and `||` alike, from left to right. */
export type Join = ";" | "&&" | "||" | "|";

type Vectors = Pick<CommandLine, "commands" | "joins">;

export interface CommandLine {
  /** Argument vectors in the order they are written; each has at least a program. */
  readonly commands: readonly (readonly string[])[];
  /** What stands between each command and the next. */
  readonly joins: readonly Join[];
  readonly text: string;
}

/** Unquoted characters that no shell gives a meaning where they stand, and escaped ones. */
const UNQUOTED = /^(?:[\p{L}\p{M}\p{N}_./:,+@%-]|(?<!^)=|(?<=[A-Za-z0-9])~|\\[\x20-\x7e])*$/u;
const NEEDS_NO_QUOTES = /^[A-Za-z0-9_./:,+@%-]+$/;
const PROGRAM = /^(?!-)[\p{L}\p{N}_./+@-]+$/u;
/** Quoted, they are names of programs; the canonical text would not quote them. */
const KEYWORDS: ReadonlySet<string> = new Set(
  "if then else elif fi do done case esac while until for in function select time coproc".split(" "),
);
/** What stands between words, which are written `w` here: separators, each followed by a command. */
const SKELETON = /^\n*w(?:(?:;\n*|\n+|&&\n*|\|\|?\n*)w)*(?:;|\n)?\n*$/;
const CONTROL = /[^\P{Cc}\n\t]/u;

/** Undefined for text above the limits, with syntax errors, or with anything that is not a literal word. */
export function parseCommandLine(text: string): CommandLine | undefined {
  if (text.length > COMMAND_LINE_SIZE_MAX || CONTROL.test(text) || !text.isWellFormed()) return undefined;
  const script = parse(text);
  if (script.errors !== undefined && script.errors.length > 0) return undefined;
  if (script.shebang !== undefined || script.commands.length === 0 || script.commands.length > COMMANDS_MAX) return undefined;
  const line = joinParts(
    script.commands.map(readStatement),
    Array.from(script.commands.slice(1), () => ";"),
  );
  if (line === undefined || line.commands.length > COMMANDS_MAX || !SKELETON.test(skeleton(text, script.commands))) return undefined;
  return { ...line, text: textOf(line) };
}

/** The text without its words, comments and blanks: the parser recovers from signs that it does not expect, and drops them. */
function skeleton(text: string, statements: readonly Statement[]): string {
  let rest = "";
  let at = 0;
  for (const { pos, end } of statements.flatMap(wordsOf)) {
    rest += `${text.slice(at, pos)}\u0001`;
    at = end;
  }
  return `${rest}${text.slice(at)}`
    .replace(/(^|[\s;&|])#.*$/gm, "$1")
    .replace(/\\\n|[ \t]/g, "")
    .replaceAll(/\u0001+/g, "w");
}

function wordsOf({ command }: Statement): readonly { readonly pos: number; readonly end: number }[] {
  const pipelines = command.type === "AndOr" ? command.commands : [command];
  const commands = pipelines.flatMap((node) => (node.type === "Pipeline" ? node.commands : [node]));
  return commands.flatMap((node) => (node.type === "Command" && node.name !== undefined ? [node.name, ...node.suffix] : []));
}

function readStatement(statement: Statement): Vectors | undefined {
  if (statement.background === true) return undefined;
  const { command } = statement;
  return command.type === "AndOr" ? joinParts(command.commands.map(readPipeline), command.operators) : readPipeline(command);
}

function readPipeline(node: PipelineNode): Vectors | undefined {
  if (node.type !== "Pipeline") return readCommand(node);
  const joins = node.operators.filter((operator) => operator === "|");
  if (node.prefixes.length > 0 || joins.length < node.operators.length) return undefined;
  return joinParts(node.commands.map(readCommand), joins);
}

function joinParts(parts: readonly (Vectors | undefined)[], joins: readonly Join[]): Vectors | undefined {
  const read = parts.filter((part) => part !== undefined);
  if (read.length < parts.length) return undefined;
  return {
    commands: read.flatMap(({ commands }) => commands),
    joins: read.flatMap((part, at) => [...joins.slice(at - 1, at), ...part.joins]),
  };
}

function readCommand(node: PipelineNode): Vectors | undefined {
  if (node.type !== "Command" || node.name === undefined || node.prefix.length > 0 || node.suffix.length > WORDS_MAX) return undefined;
  const argv = [node.name, ...node.suffix].map(literalWord);
  if (!argv.every((word) => word !== undefined) || !isProgram(argv[0])) return undefined;
  return { commands: [argv], joins: [] };
}

function textOf({ commands, joins }: Vectors): string {
  const texts = commands.map((argv, at) => {
    const join = joins[at - 1] ?? "";
    return `${join === ";" || join === "" ? join : ` ${join}`}${at === 0 ? "" : " "}${argv.map(quote).join(" ")}`;
  });
  return texts.join("");
}

function isProgram(word: string | undefined): boolean {
  return word !== undefined && PROGRAM.test(word) && !KEYWORDS.has(word);
}

/** The word's value if every part of it is literal. */
function literalWord(word: Word | Command["suffix"][number]): string | undefined {
  if (word.type !== "Word") return undefined;
  if (word.parts === undefined) return UNQUOTED.test(word.text) ? word.value : undefined;
  const isLiteral = word.parts.every((part) => {
    if (part.type === "Literal") return UNQUOTED.test(part.text);
    if (part.type === "DoubleQuoted") return part.parts.every((inner) => inner.type === "Literal");
    return part.type === "SingleQuoted";
  });
  return isLiteral ? word.value : undefined;
}

function quote(word: string): string {
  return NEEDS_NO_QUOTES.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
