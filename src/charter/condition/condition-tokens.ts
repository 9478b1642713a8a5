/**
 * Cuts a condition into tokens and checks that values and operators alternate and brackets close, so that the commonest
 * mistakes are named in plain words at the right place. What passes here goes to the CEL parser, which has the last word.
 */

import type { Reporter } from "../diagnostic.ts";
import type { CharterCode } from "../faults.ts";
import { CONDITION_SIZE_MAX, NESTING_MAX } from "../limits.ts";
import { type ConditionText, spanWithin } from "../text/condition-text.ts";

export interface Token {
  readonly kind: "name" | "number" | "text" | "sign";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Tokens {
  readonly list: readonly Token[];
  /** For each opening bracket, by its start, the closing one. */
  readonly closing: ReadonlyMap<number, Token>;
}

const SPACE = /\s+/y;
const TOKEN = new RegExp(
  [
    /(?<text>[rR]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))/,
    /(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/,
    /(?<name>[A-Za-z_][A-Za-z0-9_]*)/,
    /(?<sign>&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "y",
);

const CLOSING: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const CLOSINGS = new Set(CLOSING.values());
const OPERATORS = new Set(["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "in", "?", ":", ",", "."]);

/** What people write instead, and what CEL writes. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
  ["AND", "&&"],
  ["OR", "||"],
  ["NOT", "!"],
]);

/** The tokens of a condition, or `undefined` after reporting why there are none. */
export function tokenize(condition: ConditionText, reporter: Reporter): Tokens | undefined {
  const report: Report = (start, end, message, remedy, code = "charter/syntax") => {
    reporter.error(code, spanWithin(condition, start, Math.max(end, start + 1)), message, remedy);
    return undefined;
  };
  if (condition.text.length > CONDITION_SIZE_MAX) {
    reporter.error(
      "charter/too-large",
      condition.span,
      `the condition has more than ${CONDITION_SIZE_MAX} characters`,
      "name parts of it under `define`",
    );
    return undefined;
  }
  const list: Token[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(condition.text)?.[0].length ?? 0;
    if (at === condition.text.length) break;
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(condition.text);
    if (found === null) return unreadable(condition.text, at, report);
    const [kind = "sign"] = Object.entries(found.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
    list.push({ kind: kind as Token["kind"], text: found[0], start: at, end: at + found[0].length });
    at += found[0].length;
  }
  return alternation(list, report);
}

type Report = (start: number, end: number, message: string, remedy: string, code?: CharterCode) => undefined;

function unreadable(text: string, at: number, report: Report): undefined {
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (sign === '"' || sign === "'") {
    return report(
      at,
      text.length,
      "this text never ends",
      "close its quote; if it contains ` #`, quote the whole condition, because YAML reads ` #` as a comment",
    );
  }
  if (["=", "&", "|"].includes(sign)) return report(at, at + 1, `a single \`${sign}\` means nothing here`, `write \`${sign}${sign}\``);
  return report(
    at,
    at + sign.length,
    `\`${sign}\` is not part of the language`,
    "conditions are CEL: names, numbers, texts in quotes, `&&`, `||`, `!`, comparisons, calls",
  );
}

/** Values and operators take turns; brackets pair up. */
function alternation(list: readonly Token[], report: Report): Tokens | undefined {
  const turns = new Turns(list, report);
  for (const index of list.keys()) if (!turns.take(index)) return undefined;
  return turns.end();
}

class Turns {
  readonly #list: readonly Token[];
  readonly #report: Report;
  readonly #open: Token[] = [];
  readonly #closing = new Map<number, Token>();
  #wantsValue = true;

  constructor(list: readonly Token[], report: Report) {
    this.#list = list;
    this.#report = report;
  }

  /** Whether the token can stand where it stands; if not, that was reported. */
  take(index: number): boolean {
    const token = this.#list[index];
    const before = this.#list[index - 1];
    if (token === undefined) return false;
    const other = token.kind === "name" && before?.text !== "." ? OTHER_WORDS.get(token.text) : undefined;
    if (other !== undefined) return this.#refuse(token, `\`${token.text}\` is not an operator`, `write \`${other}\``);
    if (CLOSINGS.has(token.text)) return this.#close(token, before);
    const fits = this.#wantsValue ? this.#value(token, before) : this.#operator(token, before);
    if (!fits || this.#open.length <= NESTING_MAX) return fits;
    return this.#refuse(
      token,
      `more than ${NESTING_MAX} brackets are open`,
      "name parts of the condition under `define`",
      "charter/too-large",
    );
  }

  end(): Tokens | undefined {
    const unclosed = this.#open.at(-1);
    const last = this.#list.at(-1);
    if (unclosed !== undefined)
      this.#refuse(unclosed, `this \`${unclosed.text}\` is never closed`, `add \`${CLOSING.get(unclosed.text) ?? ""}\``);
    else if (last !== undefined && this.#wantsValue)
      this.#refuse(last, `a value is missing after \`${last.text}\``, "complete the condition");
    else return { list: this.#list, closing: this.#closing };
    return undefined;
  }

  #close(token: Token, before: Token | undefined): boolean {
    const opening = this.#open.pop();
    if (opening === undefined || CLOSING.get(opening.text) !== token.text) {
      return this.#refuse(token, `nothing is open that \`${token.text}\` would close`, "delete it, or add the opening bracket");
    }
    if (this.#wantsValue && before !== opening)
      return this.#refuse(token, `a value is missing before \`${token.text}\``, "complete the condition");
    this.#closing.set(opening.start, token);
    this.#wantsValue = false;
    return true;
  }

  #value(token: Token, before: Token | undefined): boolean {
    const opens = CLOSING.has(token.text);
    const isWord = token.text === "in" && before?.text !== ".";
    const isSign = token.kind === "sign" && !opens && token.text !== "!" && token.text !== "-";
    if (isWord || isSign) return this.#refuse(token, `a value is missing before \`${token.text}\``, "complete the condition");
    if (opens) this.#open.push(token);
    this.#wantsValue = token.kind === "sign";
    return true;
  }

  #operator(token: Token, before: Token | undefined): boolean {
    const opens = token.text === "(" || token.text === "[";
    if (token.text === "(" && before?.kind !== "name")
      return this.#refuse(token, "only a name can be called", "put an operator between the two");
    if (!opens && !OPERATORS.has(token.text)) {
      return this.#refuse(token, `an operator is missing before \`${token.text}\``, "join two conditions with `&&` or `||`");
    }
    if (opens) this.#open.push(token);
    this.#wantsValue = true;
    return true;
  }

  #refuse(token: Token, message: string, remedy: string, code?: CharterCode): false {
    this.#report(token.start, token.end, message, remedy, code);
    return false;
  }
}
