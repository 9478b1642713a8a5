/**
 * Who writes what tools return, as one charter's `sources` say: for the whole and for each named field the source with the most
 * specific pattern, else the world.
 */

import type { CharterWriters } from "../origin/session-words.ts";
import { namesCovered, weightOf } from "../tool-pattern.ts";
import type { WrittenCharter } from "./written-charter.ts";

export const WORLD = "world";

/** Sources that nobody declares: people under a grant, and what the charter states. Their words count, the world's do not. */
const TRUSTED = ["user", "charter"];

export function charterWriters(written: WrittenCharter, tools: readonly string[], isAsked: boolean): CharterWriters {
  const constants = written.definitions.flatMap((definition) => {
    if (definition.is === "list") return definition.values;
    return definition.is === "table" ? definition.entries.map(([, value]) => value) : [];
  });
  const { name, remembers } = written;
  return { charter: name, isAsked, constants, sizeMax: remembers, tools: new Map(tools.map((tool) => [tool, writersOf(tool, written)])) };
}

/** All sources of a charter, and those whose words are as good as the user's. */
export function sourcesIn({ sources }: WrittenCharter): { readonly all: readonly string[]; readonly trusted: readonly string[] } {
  const trusted = [...TRUSTED, ...sources.filter(({ isTrusted }) => isTrusted).map(({ name }) => name)];
  return { all: [...TRUSTED, WORLD, ...sources.map(({ name }) => name)], trusted };
}

/** Whoever may have written in a tool's results. */
export function writersIn(tool: string, written: WrittenCharter): readonly string[] {
  const { whole, fields } = writersOf(tool, written);
  return [...new Set([whole, ...fields.map(({ source }) => source)])];
}

/** A tool of which the name begins like this leaves nothing with its server, and neither does any other method. */
const LOOKS_UP =
  /^[^/]*\/(get|list|read|search|find|show|describe|query|fetch|count|lookup|view|browse|directory|tree|stat|open|echo)([_A-Z-]|$)/;

type ToolWriters = CharterWriters["tools"] extends ReadonlyMap<string, infer Of> ? Of : never;

function writersOf(tool: string, written: WrittenCharter): ToolWriters {
  const claims = new Map([["", { name: WORLD, weight: -1 }]]);
  for (const { name, results } of written.sources) {
    for (const result of results) {
      const [, pattern = "", field = ""] = /^([^/#]*[/#][^#]*)(?:#(.*))?$/s.exec(result) ?? [];
      if (namesCovered(pattern, [tool]).length === 0) continue;
      const path = (field.match(/[^.[\]]+/g) ?? []).join(".");
      const weight = weightOf(pattern);
      if (weight > (claims.get(path)?.weight ?? -1)) claims.set(path, { name, weight });
    }
  }
  const { trusted } = sourcesIn(written);
  const names = [...claims.values()].map(({ name }) => name);
  const [[, whole] = ["", undefined], ...fields] = claims;
  return {
    whole: whole?.name ?? WORLD,
    fields: fields.map(([path, { name }]) => ({ path: path.split("."), source: name })),
    least: names.find((name) => !trusted.includes(name)) ?? whole?.name ?? WORLD,
    looksUp: LOOKS_UP.test(tool) || /^[^/#]*#/.test(tool),
  };
}
