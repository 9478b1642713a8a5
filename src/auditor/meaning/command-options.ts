/** Reads the words after a program's name by the options that it is known with. One that is not known leaves nothing known. */

/**
 * `flags` and `values` are letters; `long` and `longValues` names apart by spaces; `-20` is an option where `counts` holds. A value of
 * `joined` stands in the option's own word, one of `longJoined` after its `=`, and one of `apart` in the next word; nowhere else.
 */
export interface Options {
  readonly flags?: string;
  readonly values?: string;
  readonly joined?: string;
  readonly apart?: string;
  readonly long?: string;
  readonly longValues?: string;
  readonly longJoined?: string;
  readonly counts?: boolean;
}

export interface GivenWords {
  /** Options as given, with the values of those that take one. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  /** How many of the operands stand before `--`. */
  readonly free: number;
}

/** Options may stand among operands. Undefined at the first that is not known, or that lacks its value. */
export function givenWords(words: readonly string[], known: Options): GivenWords | undefined {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at++] ?? "";
    if (word === "--") return { given, operands: [...operands, ...words.slice(at)], free: operands.length };
    if (word === "-" || !word.startsWith("-")) {
      operands.push(word);
      continue;
    }
    const read = word.startsWith("--") ? longOption(word.slice(2), known) : letters(word.slice(1), known);
    if (read === undefined) return undefined;
    for (const name of read.plain) given.set(name, given.get(name) ?? []);
    if (read.valued === undefined) continue;
    const value = read.value ?? valueIn(words[at++]);
    if (value === undefined) return undefined;
    given.set(read.valued, [...(given.get(read.valued) ?? []), value]);
  }
  return { given, operands, free: operands.length };
}

/** The options in one word: those without a value, and the one whose value follows, in the word or in the next. */
interface ReadOptions {
  readonly plain: readonly string[];
  readonly valued?: string;
  readonly value?: string;
}

/** A word that can only be a value: `-` and `-5` are, another with a dash in front may be an option. */
function valueIn(word: string | undefined): string | undefined {
  return word?.startsWith("-") === true && /\D/.test(word.slice(1)) ? undefined : word;
}

function longOption(text: string, { long, longValues, longJoined }: Options): ReadOptions | undefined {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  if (equals < 0 && isAmong(long, name)) return { plain: [name] };
  if (!isAmong(longValues, name) && !(equals >= 0 && isAmong(longJoined, name))) return undefined;
  return { plain: [], valued: name, ...(equals < 0 ? {} : { value: text.slice(equals + 1) }) };
}

function letters(text: string, { flags = "", values = "", joined = "", apart = "", counts }: Options): ReadOptions | undefined {
  if (counts === true && /^\d+$/.test(text)) return { plain: ["count"] };
  const all = [...text];
  const place = all.findIndex((letter, at) => (values + (at + 1 < all.length ? joined : apart)).includes(letter));
  const plain = place < 0 ? all : all.slice(0, place);
  if (!plain.every((letter) => flags.includes(letter))) return undefined;
  if (place < 0) return { plain };
  const value = all.slice(place + 1).join("");
  return { plain, valued: all[place] ?? "", ...(value === "" ? {} : { value }) };
}

function isAmong(names: string | undefined, name: string): boolean {
  return names?.split(" ").includes(name) === true;
}
