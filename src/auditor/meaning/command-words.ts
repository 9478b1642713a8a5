/**
 * The commands of a shell text as lists of literal words, and the text that means these words to every POSIX shell. The text is parsed
 * by `unbash`, as the first judge does; which trees are accepted is said here by code of our own. Undefined for all others.
 */
import { parse, type Script, type Word } from "unbash";

const TEXT_MAX = 16_384;
const COMMANDS_MAX = 50;
const WORDS_MAX = 1_000;

export interface CommandWords {
  readonly commands: readonly (readonly string[])[];
  readonly pipes: number;
  readonly text: string;
}

type Statement = Script["commands"][number];
type Node = Statement["command"];
type Pipeline = Extract<Node, { readonly type: "Pipeline" }>;
type Simple = Extract<Node, { readonly type: "Command" }>;

/** One character, or a run of an escape, that no shell gives a meaning outside quotes. */
const PLAIN = /^(?:[\p{L}\p{M}\p{N}_./:,+@%-]|(?<!^)=|(?<=[A-Za-z0-9])~|\\[ -~])*$/u;
const NEVER_FIRST = new Set("if then else elif fi do done case esac while until for in function select time coproc".split(" "));

export function commandWords(text: string): CommandWords | undefined {
  if (text.length > TEXT_MAX || !text.isWellFormed() || /[^\P{Cc}\n\t]/u.test(text)) return undefined;
  const script = parse(text);
  if ((script.errors?.length ?? 0) > 0 || script.shebang !== undefined) return undefined;
  if (script.commands.length === 0 || script.commands.length > COMMANDS_MAX) return undefined;
  const reading = new Reading();
  const written = script.commands.map((statement) => (statement.background === true ? undefined : reading.write(statement.command)));
  if (written.includes(undefined) || reading.commands.length > COMMANDS_MAX || !isAllRead(text, reading.places)) return undefined;
  return { commands: reading.commands, pipes: reading.pipes, text: written.join("; ") };
}

class Reading {
  readonly commands: string[][] = [];
  readonly places: { readonly pos: number; readonly end: number }[] = [];
  pipes = 0;

  /** The text of a part that holds nothing but literal words, noting them. */
  write(node: Node): string | undefined {
    switch (node.type) {
      case "AndOr":
        return this.#join(node.commands, node.operators);
      case "Pipeline":
        return this.#pipeline(node);
      case "Command":
        return this.#command(node);
      default:
        return undefined;
    }
  }

  #pipeline(node: Pipeline): string | undefined {
    if (node.prefixes.length > 0 || node.operators.some((operator) => operator !== "|")) return undefined;
    this.pipes += node.operators.length;
    return this.#join(node.commands, node.operators);
  }

  #join(nodes: readonly Node[], operators: readonly string[]): string | undefined {
    const texts = nodes.map((node) => this.write(node));
    if (texts.includes(undefined)) return undefined;
    return texts.map((text, at) => (at === 0 ? text : `${operators[at - 1]} ${text}`)).join(" ");
  }

  #command(node: Simple): string | undefined {
    if (node.name === undefined || node.prefix.length > 0 || node.suffix.length > WORDS_MAX) return undefined;
    const parts = [node.name, ...node.suffix];
    const words = parts.flatMap((part) => (part.type === "Word" ? (literal(part) ?? []) : []));
    const [program = ""] = words;
    if (words.length < parts.length || !/^(?!-)[\p{L}\p{N}_./+@-]+$/u.test(program) || NEVER_FIRST.has(program)) return undefined;
    this.commands.push(words);
    this.places.push(...parts);
    return words.map(quoted).join(" ");
  }
}

function literal({ text, value, parts }: Word): string | undefined {
  const isPlain = (part: NonNullable<Word["parts"]>[number]): boolean =>
    part.type === "SingleQuoted" ||
    (part.type === "Literal" && PLAIN.test(part.text)) ||
    (part.type === "DoubleQuoted" && part.parts.every((inner) => inner.type === "Literal"));
  return (parts === undefined ? PLAIN.test(text) : parts.every(isPlain)) ? value : undefined;
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:,+@%-]+$/.test(word) ? word : `'${word.split("'").join("'\\''")}'`;
}

/** Whether only separators, each before a command, blanks and comments stand between the words: the parser drops what it can't place. */
function isAllRead(text: string, places: Reading["places"]): boolean {
  let at = 0;
  const between = places.map(({ pos, end }) => {
    const gap = text.slice(at, pos);
    at = end;
    return `${gap}\u0001`;
  });
  const rest = `${between.join("")}${text.slice(at)}`;
  const bare = rest.replace(/(^|[\s;&|])#.*$/gm, "$1").replace(/\\\n|[ \t]/g, "");
  const [lead = "", ...gaps] = bare.split(/\u0001+/);
  const tail = gaps.pop();
  const separates = (gap: string): boolean => /^(?:;\n*|\n+|&&\n*|\|\|?\n*)$/.test(gap);
  return tail !== undefined && /^\n*$/.test(lead) && gaps.every(separates) && /^(?:;|\n)?\n*$/.test(tail);
}
