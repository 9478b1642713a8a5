/**
 * Writes clauses into the text of a charter: named conditions under `deny` or `escalate` of its actions, in the form that each
 * action is written in, and exclusions under `limits`. Everything else stays as it is, character by character, so that the
 * change can be reviewed as a patch.
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";

export interface AddedClause {
  /** As the charter names it: under `actions`, or the tool that the short form made an action of. */
  readonly action: string;
  readonly verdict: "deny" | "escalate";
  readonly name: string;
  readonly when: string;
  /** Instead of a clause, an exclusion: whichever of the two actions is executed first bars the other. */
  readonly excludes?: readonly [string, string];
}

interface Edit {
  readonly at: number;
  /** Characters that are replaced. */
  readonly length: number;
  readonly text: string;
}

/** The text with the clauses added; undefined where the charter is not of a form that a clause can be added to. */
export function addClauses(text: string, clauses: readonly AddedClause[]): string | undefined {
  const groups = Map.groupBy(clauses, ({ action, verdict, excludes }) => (excludes === undefined ? `${verdict} ${action}` : "excludes"));
  let edited = text;
  for (const group of groups.values()) {
    const [{ action, verdict } = { action: "", verdict: "deny" as const }] = group;
    const edit = editFor(edited, action, verdict, group);
    if (edit === undefined) return undefined;
    edited = edited.slice(0, edit.at) + edit.text + edited.slice(edit.at + edit.length);
  }
  return edited;
}

function editFor(text: string, action: string, verdict: string, group: readonly AddedClause[]): Edit | undefined {
  const lines = new LineCounter();
  const root = parseDocument(text, { lineCounter: lines }).contents;
  if (!isMap(root)) return undefined;
  const columnOf = (offset: number): number => lines.linePos(offset).col - 1;
  const exclusions = group.flatMap(({ excludes }) => (excludes === undefined ? [] : [`{ excludes: [${excludes.join(", ")}] }`]));
  if (exclusions.length > 0) return intoMap(text, root, "limits", exclusions, columnOf);
  const actions = root.get("actions", true);
  const named = isMap(actions) ? actions.get(action, true) : undefined;
  if (isMap(named)) {
    const items = group.map(({ name, when }) => `{ name: ${name}, when: ${quoted(when)} }`);
    return intoMap(text, named, verdict, items, columnOf);
  }
  const items = group.map(({ name, when }) => `${action}: { name: ${name}, when: ${quoted(when)} }`);
  return intoMap(text, root, verdict, root.flow === true ? items.map((item) => `{ ${item} }`) : items, columnOf);
}

/** Adds items to the list at a key of a map, which is made, or made of a single condition, where it is none. */
function intoMap(
  text: string,
  map: YAMLMap,
  key: string,
  items: readonly string[],
  columnOf: (offset: number) => number,
): Edit | undefined {
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
  const last = map.items.at(-1);
  const [mapStart, mapEnd] = rangeOf(map) ?? [];
  if (last === undefined || mapStart === undefined || mapEnd === undefined) return undefined;
  if (pair === undefined) {
    if (map.flow === true) return insert(endOf(text, last), `, ${key}: [${items.join(", ")}]`);
    const indent = " ".repeat(columnOf(keyStart(last)));
    return after(text, last, [`${indent}${key}:`, ...items.map((item) => `${indent}  - ${item}`)]);
  }
  const value = pair.value;
  if (isSeq(value)) {
    const [start = 0, end = 0] = rangeOf(value) ?? [];
    if (value.flow === true) {
      const inner = items.map((item) => (item.startsWith("{") ? item : `{ ${item} }`)).join(", ");
      return insert(end - 1, value.items.length === 0 ? inner : `, ${inner}`);
    }
    const indent = " ".repeat(columnOf(start));
    return after(
      text,
      pair,
      items.map((item) => `${indent}- ${item}`),
    );
  }
  const [start, end] = rangeOf(value) ?? [];
  if (!isScalar(value) || start === undefined || end === undefined) return undefined;
  const written = text.slice(start, end);
  if (map.flow === true) return { at: start, length: end - start, text: `[${written}, ${items.join(", ")}]` };
  const indent = " ".repeat(columnOf(keyStart(pair)));
  return { at: start - 1, length: end - start + 1, text: ["", ...[written, ...items].map((item) => `${indent}  - ${item}`)].join("\n") };
}

function insert(at: number, text: string): Edit {
  return { at, length: 0, text };
}

/** New lines after the last line of a pair. */
function after(text: string, pair: Pair, lines: readonly string[]): Edit {
  const end = endOf(text, pair);
  const newline = text.indexOf("\n", end);
  return newline < 0 ? insert(text.length, `\n${lines.join("\n")}\n`) : insert(newline, `\n${lines.join("\n")}`);
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return (node as Node | null)?.range ?? undefined;
}

function keyStart(pair: Pair): number {
  return rangeOf(pair.key)?.[0] ?? 0;
}

/** Where the last character of a pair is written. */
function endOf(text: string, pair: Pair): number {
  const end = rangeOf(pair.value)?.[1] ?? rangeOf(pair.key)?.[1] ?? 0;
  let at = end;
  while (at > 0 && /\s/.test(text[at - 1] ?? "")) at -= 1;
  return at;
}

/** A condition as YAML text on one line, whatever is in it. */
function quoted(when: string): string {
  return `'${when.replaceAll("'", "''")}'`;
}
