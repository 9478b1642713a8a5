/**
 * The text of one charter and places in it. Offsets count UTF-16 units from 0, lines and columns count from 1, columns
 * in characters as an editor shows them. Contains no file access: the text was read by somebody else.
 */

export interface Source {
  /** As the reader will see it in `file:line:column`. */
  readonly file: string;
  readonly text: string;
}

/** A stretch of a source: from `start` up to, not including, `end`. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A value and where it was written. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset. */
export function positionOf(source: Source, offset: number): Position {
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: [...before.slice(lineStart)].length + 1 };
}

/** `file:line:column` of the start of a span. */
export function placeOf(span: Span): string {
  const { line, column } = positionOf(span.source, span.start);
  return `${span.source.file}:${line}:${column}`;
}

/** The text a span covers. */
export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** The smallest span that covers both. */
export function spanning(left: Span, right: Span): Span {
  return { source: left.source, start: Math.min(left.start, right.start), end: Math.max(left.end, right.end) };
}
