/**
 * From the text of a charter to a plain tree of maps, lists and scalars with places: the smallest part of YAML 1.2 that a
 * charter needs. Everything in YAML that makes a text mean something other than it says (tags, anchors, aliases, merge
 * keys, duplicate keys, conditions that a comma, a colon or a quote cuts) is refused, with the fix printed.
 */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, parseDocument, type YAMLError } from "yaml";
import type { Reporter } from "../diagnostic.ts";
import { TEXT_SIZE_MAX, YAML_DEPTH_MAX } from "../limits.ts";
import { type Source, type Span, textOf } from "../source.ts";

export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: "scalar";
  readonly value: null | boolean | number | string;
  /** As written, with its quotes. */
  readonly span: Span;
}

export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly span: Span;
}

export interface YamlMap {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

/** Reads a text, reports everything in it that a charter may not contain, and returns the tree if there was nothing. */
export function readYaml(source: Source, reporter: Reporter): YamlNode | undefined {
  if (source.text.length > TEXT_SIZE_MAX) {
    reporter.error(
      "charter/too-large",
      spanOf(source, 0, 0),
      `the charter has more than ${TEXT_SIZE_MAX} characters`,
      "split it into charters that are composed",
    );
    return undefined;
  }
  const document = parseDocument(source.text, {
    version: "1.2",
    schema: "core",
    merge: false,
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: "error",
  });
  const reading = new Reading(source, reporter);
  for (const error of firstOnEachLine(source.text, document.errors)) reading.syntaxError(error);
  if (document.directives?.yaml.explicit === true || /^%/m.test(source.text.slice(0, document.contents?.range[0] ?? 0))) {
    reading.refuse("charter/yaml", 0, 1, "a charter has no YAML directives", "delete the lines that start with `%`");
  }
  if (document.contents === null) reading.refuse("charter/missing-key", 0, 0, "the charter is empty", "begin with `charter: NAME`");
  const tree = document.contents === null ? undefined : reading.node(document.contents, 0);
  return reading.clean ? tree : undefined;
}

class Reading {
  readonly #source: Source;
  readonly #reporter: Reporter;
  clean = true;

  constructor(source: Source, reporter: Reporter) {
    this.#source = source;
    this.#reporter = reporter;
  }

  refuse(code: Parameters<Reporter["error"]>[0], start: number, end: number, message: string, remedy: string): void {
    this.clean = false;
    this.#reporter.error(code, spanOf(this.#source, start, end), message, remedy);
  }

  /** One node and what is below it. `null` stands for a value that is not there. */
  node(node: ParsedNode | null, depth: number, place: number = 0): YamlNode {
    const [start, end] = node?.range ?? [place, place];
    const span = spanOf(this.#source, start, end);
    if (node === null) return { kind: "scalar", value: null, span };
    if (depth > YAML_DEPTH_MAX) {
      this.refuse(
        "charter/too-large",
        start,
        start + 1,
        `maps and lists are nested more than ${YAML_DEPTH_MAX} levels deep`,
        "no part of a charter needs that",
      );
      return { kind: "scalar", value: null, span };
    }
    if (isAlias(node)) {
      this.refuse(
        "charter/anchor",
        start,
        end,
        `YAML reads \`${textOf(span)}\` as an alias`,
        "write the value itself; a tool pattern begins with its server, as in `mail/*`",
      );
      return { kind: "scalar", value: null, span };
    }
    this.#properties(node, start);
    if (isMap(node)) return { kind: "map", entries: this.#entries(node, depth), span };
    if (isSeq(node)) {
      if (node.flow === true) for (const item of node.items) this.#cutByComma(item);
      return { kind: "list", items: node.items.map((item) => this.node(item as ParsedNode, depth + 1, end)), span };
    }
    return { kind: "scalar", value: isScalar(node) ? (node.value as YamlScalar["value"]) : null, span };
  }

  #entries(map: Extract<ParsedNode, { items: unknown }>, depth: number): YamlEntry[] {
    const entries: YamlEntry[] = [];
    for (const pair of map.items) {
      if (!("key" in pair)) continue;
      const key = pair.key as ParsedNode;
      const [start, end] = key.range;
      const keySpan = spanOf(this.#source, start, end);
      if (map.flow === true) this.#cutByComma(pair.value);
      if (!isScalar(key) || key.value === null) {
        this.refuse("charter/wrong-shape", start, end, "a key is a plain text", "give it a name");
        continue;
      }
      if (textOf(keySpan) === "<<") {
        this.refuse("charter/merge-key", start, end, "a charter has no merge keys", "write the entries out");
        continue;
      }
      this.#properties(key, start);
      entries.push({ key: String(key.value), keySpan, value: this.node(pair.value as ParsedNode | null, depth + 1, end) });
    }
    return entries;
  }

  /** Tags and anchors stand directly before their node. */
  #properties(node: ParsedNode, start: number): void {
    const line = this.#source.text.slice(this.#source.text.lastIndexOf("\n", start - 1) + 1, start);
    const found = /(?:(?<=^|[\s[{,])[!&]\S*\s*)+$/.exec(line)?.[0];
    if (found === undefined || (node.tag === undefined && node.anchor === undefined)) return;
    const from = start - found.length;
    const meant = this.#restOfLine(from);
    const first = /^\S+/.exec(meant)?.[0] ?? found;
    if (found.startsWith("!")) {
      this.refuse(
        "charter/tag",
        from,
        from + first.length,
        `YAML reads \`${first}\` as a tag, not as part of the value`,
        `quote it: ${quoted(meant)}`,
      );
    } else {
      this.refuse(
        "charter/anchor",
        from,
        from + first.length,
        `YAML reads \`${first}\` as an anchor`,
        `a charter has no anchors; if it is part of a condition, quote it: ${quoted(meant)}`,
      );
    }
  }

  /** In a flow map or list a comma ends the value, so a condition with a call in it is cut in two. */
  #cutByComma(node: unknown): void {
    if (!isScalar(node) || node.type !== "PLAIN" || typeof node.value !== "string" || !node.range) return;
    const [start, end] = node.range;
    const open = (node.value.match(/[([{]/g) ?? []).length - (node.value.match(/[)\]}]/g) ?? []).length;
    if (open <= 0 || !/^\s*,/.test(this.#source.text.slice(end))) return;
    const message = "between braces or brackets YAML ends this value at the comma";
    this.refuse("charter/flow-comma", start, end, message, `quote the whole value: ${quoted(balanced(this.#restOfLine(start)))}`);
  }

  syntaxError(error: YAMLError): void {
    const [start] = error.pos;
    const end = Math.max(start + 1, error.pos[1]);
    switch (error.code) {
      case "DUPLICATE_KEY":
        return this.refuse(
          "charter/duplicate-key",
          start,
          end,
          `the key \`${this.#wordAt(start)}\` is written twice`,
          "merge the two, or delete one",
        );
      case "BLOCK_AS_IMPLICIT_KEY":
      case "BLOCK_IN_FLOW":
      case "MULTILINE_IMPLICIT_KEY":
        return this.refuse(
          "charter/unquoted",
          start,
          end,
          "YAML reads the `: ` in this value as the start of a map",
          `quote the value: ${quoted(this.#restOfLine(start))}`,
        );
      case "BAD_ALIAS":
        return; // The node itself is refused as an alias.
      case "BAD_SCALAR_START":
        return this.refuse(
          "charter/unquoted",
          start,
          end,
          `YAML does not let a value start with \`${this.#source.text[start] ?? ""}\``,
          `quote it: ${quoted(this.#restOfLine(start))}`,
        );
      case "UNEXPECTED_TOKEN":
        if (/["']\s*$/.test(this.#source.text.slice(0, start))) {
          const from = this.#valueStart(start);
          return this.refuse(
            "charter/unquoted",
            from,
            end,
            "YAML ends a value that begins with a quote at the closing quote",
            `quote the whole condition: ${quoted(this.#restOfLine(from))}`,
          );
        }
    }
    this.refuse(
      "charter/yaml",
      start,
      end,
      `${error.message.slice(0, 1).toLowerCase()}${error.message.slice(1)}`.replace(/\s+/g, " "),
      "see how YAML reads the line; quotes around the value often help",
    );
  }

  #wordAt(start: number): string {
    return /^[^:\s]+/.exec(this.#source.text.slice(start))?.[0] ?? "";
  }

  #restOfLine(start: number): string {
    return /^[^\n]*/.exec(this.#source.text.slice(start))?.[0].trimEnd() ?? "";
  }

  /** Where the value on this line begins: after the last `: ` or `- ` before its first quote. */
  #valueStart(offset: number): number {
    const lineStart = this.#source.text.lastIndexOf("\n", offset - 1) + 1;
    const quote = this.#source.text.slice(lineStart, offset).search(/["']/);
    return quote === -1 ? offset : lineStart + quote;
  }
}

/** Later errors on a line mostly follow from the first. */
function firstOnEachLine(text: string, errors: readonly YAMLError[]): YAMLError[] {
  const lines = new Set<number>();
  return errors.filter(({ pos }) => {
    const line = text.slice(0, pos[0]).split("\n").length;
    return !lines.has(line) && lines.add(line) !== undefined;
  });
}

function spanOf(source: Source, start: number, end: number): Span {
  return { source, start, end };
}

/** As much of a line as its brackets belong together. */
function balanced(line: string): string {
  let depth = 0;
  for (const [index, sign] of [...line].entries()) {
    if ("([{".includes(sign)) depth++;
    if (")]}".includes(sign)) depth--;
    if (depth < 0 || (depth === 0 && sign === ",")) return [...line].slice(0, index).join("").trimEnd();
  }
  return line;
}

/** The value in the quotes that need the fewest escapes. */
function quoted(value: string): string {
  return value.includes('"') && !value.includes("'") ? `'${value}'` : `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
