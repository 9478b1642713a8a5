/**
 * How the command line speaks: results on standard output, everything else on standard error; colours only on a terminal; with
 * `--json` exactly one JSON value, or one a line where a command goes on. Foreign text is always escaped.
 */
import { styleText } from "node:util";
import type { Fault } from "../../fault/index.ts";

type Style = Parameters<typeof styleText>[0];

export interface Output {
  readonly json: boolean;
  /** One line of the result for people; nothing in JSON mode. */
  line(text?: string): void;
  /** The result for programs; nothing in the human mode. */
  value(value: unknown): void;
  /** A remark for people, on standard error. */
  note(text: string): void;
  fault(fault: Fault): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    line: (text = "") => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    value: (value) => {
      if (json) process.stdout.write(`${jsonText(value)}\n`);
    },
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
    fault: (fault) => {
      if (json) process.stdout.write(`${jsonText({ fault })}\n`);
      process.stderr.write(renderFault(fault));
    },
  };
}

/** A fault as people read it: what is wrong, where, why, and what to do. */
export function renderFault(fault: Fault): string {
  const lines = [`${paint("red", "error")}: ${visible(fault.message)} ${paint("dim", `[${fault.code}]`)}`];
  if (fault.at !== undefined) lines.push(`  at: ${visible(fault.at)}`);
  for (let cause = fault.cause; cause !== undefined; cause = cause.cause) {
    lines.push(
      `  because: ${visible(cause.message)} ${paint("dim", `[${cause.code}]`)}${cause.at === undefined ? "" : ` at ${visible(cause.at)}`}`,
    );
    if (fault.remedy === undefined && cause.remedy !== undefined) lines.push(`  try: ${visible(cause.remedy)}`);
  }
  if (fault.remedy !== undefined) lines.push(`  try: ${visible(fault.remedy)}`);
  return `${lines.join("\n")}\n`;
}

/** Styles text on a terminal, and leaves it alone elsewhere. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stderr.isTTY ? process.stderr : process.stdout, validateStream: true });
}

/** What has no shape, or changes how its neighbours look: controls, directions, fillers, selectors, spaces that are none. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** Other alphabets with letters that look like Latin ones. */
const ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;

/** Foreign text as it may be shown: as code points what can't be seen, and in a word of two alphabets all that is not ASCII. */
export function visible(text: string): string {
  const isMixed = (word: string): boolean => LATIN.test(word) && ALIKE.test(word);
  return text.replace(UNSEEN, codePoint).replace(WORD, (word) => (isMixed(word) ? word.replace(/[^ -~]/gu, codePoint) : word));
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** JSON of one line that shows on a terminal what it is, and says the same to programs: such characters stand in its texts only. */
export function jsonText(value: unknown): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return (JSON.stringify(value) ?? "null").replace(UNSEEN, (character) => character.split("").map(escaped).join(""));
}

/** A number and what it counts. */
export function count(number: number | bigint, one: string, many = `${one}s`): string {
  return `${size(number)} ${BigInt(number) === 1n ? one : many}`;
}

/** A whole number, beyond what anybody reads as a power of ten. */
export function size(number: number | bigint): string {
  const digits = String(number);
  return digits.length <= DIGITS_MAX ? digits : `${digits[0]}.${digits.slice(1, 4)}e${digits.length - 1}`;
}

const DIGITS_MAX = 15;

const VERDICT_STYLES = { allow: "green", escalate: "yellow", quarantine: "magenta", deny: "red" } as const;

/** A verdict, coloured and padded to one width. */
export function verdictWord(verdict: string): string {
  const style = VERDICT_STYLES[verdict as keyof typeof VERDICT_STYLES];
  return style === undefined ? verdict : paint(style, verdict.padEnd(10));
}
