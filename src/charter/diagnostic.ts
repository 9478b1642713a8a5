/**
 * What the compiler says about a charter: a fault with a place, shown as a good compiler shows it. Collected, not
 * thrown, so that one run reports everything that is wrong. Never contains raw control characters of the charter.
 */
import type { Fault } from "../fault/index.ts";
import type { CharterCode } from "./faults.ts";
import { DIAGNOSTICS_MAX } from "./limits.ts";
import { placeOf, positionOf, type Span } from "./source.ts";

export interface Diagnostic extends Fault<CharterCode> {
  /** An error refuses the charter; a warning does not. */
  readonly severity: "error" | "warning";
  readonly at: string;
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** How many characters of that line are meant: at least 1. */
  readonly width: number;
}

/** Collects diagnostics in the order they are found, each once; after `DIAGNOSTICS_MAX` it only counts. */
export class Reporter {
  readonly #found = new Map<string, Diagnostic>();
  #errors = 0;

  /** How many errors were reported. */
  get errors(): number {
    return this.#errors;
  }

  error(code: CharterCode, span: Span, message: string, remedy?: string): void {
    this.#add("error", code, span, message, remedy);
  }

  warn(code: CharterCode, span: Span, message: string, remedy?: string): void {
    this.#add("warning", code, span, message, remedy);
  }

  /** By file in the order first reported, then by place. */
  get diagnostics(): readonly Diagnostic[] {
    const found = [...this.#found.values()];
    const files = [...new Set(found.map(({ file }) => file))];
    return found.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column);
  }

  #add(severity: "error" | "warning", code: CharterCode, span: Span, message: string, remedy: string | undefined): void {
    if (severity === "error") this.#errors++;
    const at = placeOf(span);
    const key = `${at} ${code} ${message}`;
    if (this.#found.has(key) || this.#found.size >= DIAGNOSTICS_MAX) return;
    const { line, column } = positionOf(span.source, span.start);
    const [first = ""] = span.source.text.slice(span.start, span.end).split("\n");
    const width = Math.max(1, [...first.trimEnd()].length);
    this.#found.set(key, {
      severity,
      code,
      message,
      at,
      file: span.source.file,
      line,
      column,
      width,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
}

/** How much of a very long line is shown on each side. */
const CONTEXT = 120;

/** A diagnostic with its source line, a caret under what is meant, and what to do. Several lines, without a final newline. */
export function renderDiagnostic(diagnostic: Diagnostic, source: string): string {
  const { severity, code, message, at, line, column, width, remedy } = diagnostic;
  const number = String(line);
  const margin = " ".repeat(number.length);
  const shown = [...(source.split("\n")[line - 1] ?? "")];
  const before = printable(shown.slice(Math.max(0, column - 1 - CONTEXT), column - 1).join(""));
  const meant = printable(shown.slice(column - 1, column - 1 + Math.min(width, CONTEXT)).join(""));
  const after = printable(shown.slice(column - 1 + width, column - 1 + width + CONTEXT).join(""));
  const lines = [
    `${severity}[${code}]: ${printable(message)}`,
    `${margin}--> ${at}`,
    `${margin} |`,
    `${number} | ${before}${meant}${after}`.trimEnd(),
    `${margin} | ${" ".repeat(before.length)}${"^".repeat(Math.max(1, meant.length))}`,
  ];
  if (remedy !== undefined) lines.push(`${margin} = ${printable(remedy)}`);
  return lines.join("\n");
}

/** Text of the charter as a terminal may show it: controls, format characters and tabs become visible or plain. */
function printable(text: string): string {
  return text
    .replaceAll("\t", " ")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
