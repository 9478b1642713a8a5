/** What the user has put between quotation marks: short as it may be, it was set apart on purpose, so it is told like a field. */

const MARKS: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ["‘", "’"],
  ["“", "”"],
  ["«", "»"],
  ["`", "`"],
]);
const LONGEST = 64;

/** Each piece between a mark that opens a word and the next mark that closes one, on one line. */
export function quotationsIn(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const closing = MARKS.get(text.charAt(at));
    if (closing === undefined || !(at === 0 || /[\s([{:,;=]/.test(text.charAt(at - 1)))) continue;
    const end = text.indexOf(closing, at + 1);
    const inside = end < 0 ? "" : text.slice(at + 1, end);
    if (inside === "" || inside.length > LONGEST || inside.includes("\n")) continue;
    if (end + 1 < text.length && !/[\s.,;:!?)\]}]/.test(text.charAt(end + 1))) continue;
    found.push(inside);
    at = end;
  }
  return found;
}
