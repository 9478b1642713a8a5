/** A call that leads along one path through a tool's diagram, in words, for diagnostics. */
import type { Json } from "../../kernel/index.ts";
import { assemble } from "../classes/example.ts";
import { exampleParts } from "./lowering.ts";
import type { ToolDiagram } from "./tool-diagram.ts";

/** Initial values are left out. The state variables' values by number; `choices` as in a path of the diagram layer. */
export function callInWords(
  { tool, lowering }: ToolDiagram,
  choices: ReadonlyMap<number, number>,
  states: readonly { readonly name: string; readonly values: readonly Json[] }[],
): string {
  const parts = exampleParts(lowering.terms, choices);
  const circumstances = [
    ...states.flatMap(({ name, values }, variable) =>
      choices.has(variable) ? [`${name} = ${JSON.stringify(values[choices.get(variable) ?? 0] ?? null)}`] : [],
    ),
    ...parts.flatMap(({ name, reads, value }) =>
      reads.from === "args" ? [] : [`${name} = ${value === undefined ? "undefined" : JSON.stringify(value)}`],
    ),
  ];
  return `\`${tool}\` ${JSON.stringify(assemble(parts, "args"))}${circumstances.length === 0 ? "" : ` with ${circumstances.join(", ")}`}`;
}
