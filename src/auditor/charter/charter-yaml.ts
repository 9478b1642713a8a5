/**
 * The text of a charter as a plain tree of maps, lists and scalars, read by the `yaml` package (YAML 1.2, core schema). What
 * YAML has beyond that (tags, anchors, aliases, merge keys, directives, duplicate keys) no charter may contain: a doubt.
 */
import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Doubts } from "./doubts.ts";

export type Scalar = boolean | number | string;

/** `at` is the offset in the text. */
export type YamlTree =
  | { readonly is: "scalar"; readonly value: Scalar | null; readonly at: number }
  | { readonly is: "list"; readonly items: readonly YamlTree[]; readonly at: number }
  | {
      readonly is: "map";
      readonly entries: readonly { readonly key: string; readonly value: YamlTree; readonly at: number }[];
      readonly at: number;
    };

export const NOTHING: YamlTree = { is: "scalar", value: null, at: 0 };

export function readYamlTree(text: string, doubts: Doubts): YamlTree {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    strict: true,
    uniqueKeys: true,
    logLevel: "silent",
  });
  for (const { message } of document.errors) doubts.note(`the charter is not YAML: ${message.split("\n")[0] ?? ""}`);
  if (document.directives?.yaml.explicit === true) doubts.note("a charter has no YAML directives");
  return treeOf(document.contents, doubts);
}

function treeOf(node: unknown, doubts: Doubts): YamlTree {
  if (node === null || node === undefined) return NOTHING;
  if (isAlias(node)) doubts.note("a charter has no YAML aliases");
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return NOTHING;
  const at = node.range?.[0] ?? 0;
  if (node.anchor !== undefined || node.tag !== undefined) doubts.note("a charter has no YAML tags and anchors");
  if (isSeq(node)) return { is: "list", items: node.items.map((item) => treeOf(item, doubts)), at };
  if (isMap(node)) return { is: "map", entries: node.items.map(({ key, value }) => entryOf(key, value, doubts)), at };
  const { value } = node;
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return { is: "scalar", value, at };
  doubts.note("a charter has no numbers beyond doubles");
  return NOTHING;
}

function entryOf(key: unknown, value: unknown, doubts: Doubts): { key: string; value: YamlTree; at: number } {
  const { value: name, at } = isScalar(key) ? { value: key.value, at: key.range?.[0] ?? 0 } : { value: null, at: 0 };
  if (name === null || name === "<<") doubts.note("a key of a charter is a plain text");
  if (isScalar(key) && (key.anchor !== undefined || key.tag !== undefined)) doubts.note("a charter has no YAML tags and anchors");
  return { key: String(name), value: treeOf(value, doubts), at };
}
