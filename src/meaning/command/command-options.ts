/**
 * Reads the words after a program's name against a closed table of the options it is understood with. An option that is
 * not in the table may mean anything, so the whole command is then not understood. Abbreviated long options are not known.
 */

/** The options that a program is understood with: single letters, and long names without the dashes. */
export interface OptionTable {
  /** Letters that take no value. */
  readonly flags?: string;
  /** Letters that take a value: the rest of the word, or the next word. */
  readonly values?: string;
  /** Letters whose value is the rest of the word. Without one the program takes none: the next word is another. */
  readonly joined?: string;
  /** Letters whose value is the next word. What follows them in their own word is more letters. */
  readonly apart?: string;
  readonly longFlags?: readonly string[];
  /** Long names that take a value: after `=`, or in the next word. */
  readonly longValues?: readonly string[];
  /** Long names that take a value after `=` only. */
  readonly longJoined?: readonly string[];
  /** Whether `-20` is an option of its own, as for `head`. */
  readonly count?: boolean;
}

export interface CommandWords {
  /** Options as given, by letter or long name, with their values; an option without a value has none. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  /** How many of the operands stand before `--`; all of them where there is none. */
  readonly beforeDashes: number;
}

/** Options may stand among the operands, as GNU programs and git read them. Undefined at the first unknown one. */
export function readCommandWords(words: readonly string[], table: OptionTable): CommandWords | undefined {
  const options = new Map<string, string[]>();
  const operands: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") return { options, operands: [...operands, ...queue], beforeDashes: operands.length };
    if (!word.startsWith("-") || word === "-") operands.push(word);
    else if (table.count === true && /^-[0-9]+$/.test(word)) give(options, "count", word.slice(1));
    else if (
      !(word.startsWith("--") ? readLong(word.slice(2), table, queue, options) : readLetters(word.slice(1), table, queue, options))
    ) {
      return undefined;
    }
  }
  return { options, operands, beforeDashes: operands.length };
}

function readLong(word: string, table: OptionTable, queue: string[], options: Map<string, string[]>): boolean {
  const equals = word.indexOf("=");
  const name = equals < 0 ? word : word.slice(0, equals);
  if (equals < 0 && table.longFlags?.includes(name) === true) return give(options, name);
  if (equals >= 0 && table.longJoined?.includes(name) === true) return give(options, name, word.slice(equals + 1));
  if (table.longValues?.includes(name) !== true) return false;
  const value = equals < 0 ? nextValue(queue) : word.slice(equals + 1);
  return value !== undefined && give(options, name, value);
}

function readLetters(letters: string, table: OptionTable, queue: string[], options: Map<string, string[]>): boolean {
  for (const [at, letter] of [...letters].entries()) {
    const rest = letters.slice(at + letter.length);
    const takes = (kind: string | undefined): boolean => kind?.includes(letter) === true;
    if (takes(table.values) || takes(rest === "" ? table.apart : table.joined)) {
      const value = rest === "" ? nextValue(queue) : rest;
      return value !== undefined && give(options, letter, value);
    }
    if (!takes(table.flags)) return false;
    give(options, letter);
  }
  return true;
}

/** The next word as an option's value. One that looks like an option could be one, to another version of the program. */
function nextValue(queue: string[]): string | undefined {
  return /^-(?![0-9]*$)/.test(queue[0] ?? "") ? undefined : queue.shift();
}

function give(options: Map<string, string[]>, name: string, value?: string): true {
  const values = options.get(name) ?? [];
  options.set(name, value === undefined ? values : [...values, value]);
  return true;
}
