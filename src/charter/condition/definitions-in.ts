/**
 * What the names in a condition stand for, in the author's words: a person or an agent that is told of a clause has not read
 * the charter's definitions. Lists and tables are as long as they are, so they are cut; definitions inside definitions follow.
 */

import { DEFINITION_SHOWN_MAX, DEFINITIONS_SHOWN_MAX } from "../limits.ts";
import { childrenOf, type Expression } from "./expression.ts";
import type { Definition, Names } from "./names.ts";

/** `name = words` for each definition that a condition uses, itself or by another, the outer ones first; at most so many. */
export function definitionsIn(expression: Expression, { definitions }: Names): readonly string[] {
  const found = new Map<string, string>();
  const visit = (part: Expression): void => {
    const definition = part.kind === "name" ? definitions.get(part.name) : undefined;
    if (part.kind === "name" && definition !== undefined && !found.has(part.name) && found.size < DEFINITIONS_SHOWN_MAX) {
      found.set(part.name, wordsOf(definition));
      if (definition.kind === "expression") visit(definition.expression);
    }
    childrenOf(part).forEach(visit);
  };
  visit(expression);
  return [...found].map(([name, words]) => `${name} = ${words}`);
}

function wordsOf(definition: Definition): string {
  switch (definition.kind) {
    case "expression":
      return cut(definition.text);
    case "constants":
      return cut(`[${definition.values.map((value) => JSON.stringify(value)).join(", ")}]`);
    case "table":
      return cut(`{ ${definition.entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")} }`);
  }
}

function cut(words: string): string {
  return words.length > DEFINITION_SHOWN_MAX ? `${words.slice(0, DEFINITION_SHOWN_MAX - 1)}…` : words;
}
