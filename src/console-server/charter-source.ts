/** The texts of a charter, and what stands in them around a clause. */
import { isJsonArray, isJsonObject, type Json } from "../crypto/index.ts";
import type { ApiClause } from "./api.ts";
import { SOURCE_LINES } from "./limits.ts";

/** The texts that are sealed with a charter, outermost first. */
export function sourcesOf(content: Json | undefined): readonly { readonly file: string; readonly text: string }[] {
  const sources = isJsonObject(content ?? null) ? (content as { readonly [member: string]: Json })["sources"] : undefined;
  if (!isJsonArray(sources ?? null)) return [];
  return (sources as readonly Json[]).flatMap((source) => {
    const { file, text } = isJsonObject(source) ? source : {};
    return typeof file === "string" && typeof text === "string" ? [{ file, text }] : [];
  });
}

/** The lines around `file:line:column`. */
export function sourceAround(content: Json | undefined, at: string): ApiClause["source"] {
  const [, file = "", number = ""] = /^(.*):([0-9]+):[0-9]+$/.exec(at) ?? [];
  const text = sourcesOf(content).find((source) => source.file === file || source.file.endsWith(`/${file}`))?.text;
  if (text === undefined) return undefined;
  const line = Number(number);
  const first = Math.max(1, line - SOURCE_LINES);
  return { first, line, lines: text.split("\n").slice(first - 1, line + SOURCE_LINES) };
}
