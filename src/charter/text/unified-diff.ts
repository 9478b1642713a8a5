/** The difference of two texts as a unified diff, as `patch` and reviewers read it: a shortest edit script by lines (Myers 1986). */

const CONTEXT = 3;

interface Line {
  readonly kind: " " | "-" | "+";
  readonly text: string;
}

/** The diff with three lines of context; empty where the texts are equal. */
export function unifiedDiff(before: string, after: string, names: readonly [before: string, after: string]): string {
  const lines = editScript(linesOf(before), linesOf(after));
  const changed = lines.flatMap(({ kind }, index) => (kind === " " ? [] : [index]));
  if (changed.length === 0) return "";
  const hunks: [from: number, to: number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    if (last !== undefined && index - last[1] <= 2 * CONTEXT) last[1] = index;
    else hunks.push([index, index]);
  }
  const text = hunks.map(([from, to]) => hunkText(lines, Math.max(0, from - CONTEXT), Math.min(lines.length, to + CONTEXT + 1)));
  return `--- ${names[0]}\n+++ ${names[1]}\n${text.join("")}`;
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function hunkText(lines: readonly Line[], from: number, to: number): string {
  const count = (kinds: string, part: readonly Line[]): number => part.filter(({ kind }) => kinds.includes(kind)).length;
  const [head, hunk] = [lines.slice(0, from), lines.slice(from, to)];
  const range = (kinds: string): string => `${count(kinds, head) + (count(kinds, hunk) === 0 ? 0 : 1)},${count(kinds, hunk)}`;
  return `@@ -${range(" -")} +${range(" +")} @@\n${hunk.map(({ kind, text }) => `${kind}${text}\n`).join("")}`;
}

/** Myers' greedy algorithm: for each number of edits the furthest places on each diagonal, then the way back. */
function editScript(before: readonly string[], after: readonly string[]): readonly Line[] {
  const traces: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let edits = 0; ; edits++) {
    traces.push(furthest);
    const next = new Map(furthest);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const [below = -1, right = -1] = [furthest.get(diagonal + 1), furthest.get(diagonal - 1)];
      let x = diagonal === -edits || (diagonal !== edits && right < below) ? below : right + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return wayBack(before, after, traces);
    }
    furthest = next;
  }
}

function wayBack(before: readonly string[], after: readonly string[], traces: readonly Map<number, number>[]): readonly Line[] {
  const lines: Line[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = traces.length - 1; edits >= 0; edits--) {
    const furthest = traces[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const [below = -1, right = -1] = [furthest.get(diagonal + 1), furthest.get(diagonal - 1)];
    const isDown = diagonal === -edits || (diagonal !== edits && right < below);
    const fromX = isDown ? below : right;
    const fromY = fromX - (isDown ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY && x > 0 && y > 0 && before[x - 1] === after[y - 1]) {
      x -= 1;
      y -= 1;
      lines.push({ kind: " ", text: before[x] ?? "" });
    }
    if (edits === 0) break;
    if (isDown) {
      y -= 1;
      lines.push({ kind: "+", text: after[y] ?? "" });
    } else {
      x -= 1;
      lines.push({ kind: "-", text: before[x] ?? "" });
    }
  }
  return lines.reverse();
}
