/**
 * The difference of two texts in lines, as `diff -u` shows it: what is removed and added, with some lines around. Bounded in time and size;
 * where two texts are too different to be compared line by line, all of what differs is removed and added.
 */
import type { DiffLine } from "../../ledger/index.ts";
import { DIFF_BLANK_MAX, DIFF_CELLS_MAX, DIFF_CONTEXT_LINES, DIFF_LINE_MAX, DIFF_LINES_MAX } from "../limits.ts";

export interface LineDiff {
  readonly lines: readonly DiffLine[];
  /** Lines of the difference beyond the limit. */
  readonly left: number;
}

type Edit = DiffLine & { readonly is: "kept" | "removed" | "added" };

/** What makes `after` of `before`. */
export function lineDiff(before: string, after: string): LineDiff {
  return shortened(withBlanksCounted(withPlaces(edits(linesOf(before), linesOf(after)))));
}

/** Nobody reads thousands of blank lines, and what they would push out of sight is what somebody may want there. */
function withBlanksCounted(lines: readonly DiffLine[]): readonly DiffLine[] {
  const counted: DiffLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const { is } = lines[at] as DiffLine;
    let end = at;
    while (is !== "place" && lines[end]?.is === is && lines[end]?.text.trim() === "") end += 1;
    const blank = end - at;
    if (blank > DIFF_BLANK_MAX) counted.push({ is: "place", text: `${blank} blank lines ${is}` });
    else counted.push(...lines.slice(at, at + Math.max(1, blank)));
    at += Math.max(1, blank);
  }
  return counted;
}

/** As many lines as are shown, and as much of each. */
export function shortened(lines: readonly DiffLine[]): LineDiff {
  const shown = lines.slice(0, DIFF_LINES_MAX).map((line): DiffLine => {
    const cut = line.text.length - DIFF_LINE_MAX;
    return cut > 0 ? { ...line, text: line.text.slice(0, DIFF_LINE_MAX).toWellFormed(), cut } : { ...line, text: line.text.toWellFormed() };
  });
  return { lines: shown, left: lines.length - shown.length };
}

/** A last line that no line feed ends is another line than one that does, so it is said. */
function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  const last = lines.pop();
  return last === "" ? lines : [...lines, last ?? "", "\\ no line feed at the end"];
}

function edits(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const kept = (lines: readonly string[]): Edit[] => lines.map((text) => ({ is: "kept", text }));
  const middle = between(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...kept(before.slice(0, start)), ...middle, ...kept(before.slice(before.length - end))];
}

/** A longest common subsequence (Wagner and Fischer 1974), where the table for it is small enough. */
function between(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const removed = before.map((text): Edit => ({ is: "removed", text }));
  const added = after.map((text): Edit => ({ is: "added", text }));
  if (before.length * after.length > DIFF_CELLS_MAX) return [...removed, ...added];
  const longest = longestFrom(before, after);
  const found: Edit[] = [];
  let [row, column] = [0, 0];
  while (row < before.length && column < after.length) {
    const isSame = before[row] === after[column];
    const isRemoved = !isSame && longest(row + 1, column) >= longest(row, column + 1);
    if (isSame) found.push({ is: "kept", text: before[row] ?? "" });
    else found.push(...(isRemoved ? removed.slice(row, row + 1) : added.slice(column, column + 1)));
    if (isSame || isRemoved) row += 1;
    if (isSame || !isRemoved) column += 1;
  }
  return [...found, ...removed.slice(row), ...added.slice(column)];
}

/** How many lines the rests of both have in common, from a line of each on. */
function longestFrom(before: readonly string[], after: readonly string[]): (row: number, column: number) => number {
  const width = after.length + 1;
  const longest = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const isSame = before[row] === after[column];
      longest[row * width + column] = isSame ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  return at;
}

/** The edits with some kept lines around, and where each such piece begins, from line 1. */
function withPlaces(all: readonly Edit[]): readonly DiffLine[] {
  const isNear = all.map(() => false);
  for (const [index, { is }] of all.entries()) {
    if (is !== "kept") isNear.fill(true, Math.max(0, index - DIFF_CONTEXT_LINES), index + DIFF_CONTEXT_LINES + 1);
  }
  const shown: DiffLine[] = [];
  let [old, young] = [1, 1];
  for (const [index, edit] of all.entries()) {
    if (isNear[index] === true && isNear[index - 1] !== true) shown.push({ is: "place", text: `line ${old}, then ${young}` });
    if (isNear[index] === true) shown.push(edit);
    if (edit.is !== "added") old += 1;
    if (edit.is !== "removed") young += 1;
  }
  return shown;
}
