/**
 * The text of one condition and where each of its characters stands in the charter, also where YAML folds lines,
 * strips indentation or decodes escapes between the two.
 */
import type { Source, Span } from "../source.ts";

export interface ConditionText {
  readonly text: string;
  /** Everything the author wrote for it, quotes included. */
  readonly span: Span;
  /** For each UTF-16 unit of `text`, and for its end, the offset in the source. */
  readonly offsets: readonly number[];
}

/** The text of a scalar whose YAML value is `text`. */
export function conditionText(text: string, span: Span): ConditionText {
  return { text, span, offsets: align(span.source, span, text) };
}

/** A condition on one line, as people are told of it. */
export function wordsOf({ text }: ConditionText): string {
  return text.trim().replace(/\s+/g, " ");
}

/** The part of the charter that `[start, end)` of a condition stands for. */
export function spanWithin(condition: ConditionText, start: number, end: number): Span {
  const { offsets, span } = condition;
  const from = offsets[start] ?? span.end;
  return { source: span.source, start: from, end: Math.max(from, (offsets[end - 1] ?? span.end - 1) + 1) };
}

/** Walks the written form and the value side by side: what does not fit in the written form is folding or quoting. */
function align(source: Source, span: Span, text: string): number[] {
  const offsets: number[] = [];
  let at = span.start;
  const blockHeader = /^[|>][^\n]*\n/.exec(source.text.slice(span.start, span.end));
  if (blockHeader !== null) at += blockHeader[0].length;
  for (let index = 0; index < text.length; index++) {
    const wanted = text[index] ?? "";
    while (at < span.end && !fits(wanted, source.text[at] ?? "") && isSkipped(source.text[at] ?? "")) at++;
    offsets.push(at);
    if (fits(wanted, source.text[at] ?? "")) at++;
    if (wanted === "'" && source.text[span.start] === "'" && source.text[at] === "'") at++;
  }
  offsets.push(Math.min(at, span.end));
  return offsets;
}

function fits(wanted: string, written: string): boolean {
  return wanted === written || (wanted === " " && written === "\n");
}

function isSkipped(written: string): boolean {
  return /[\s"'\\]/.test(written);
}
