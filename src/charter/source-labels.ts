/**
 * Whose words the results of a tool are: the declared source with the most specific pattern, else the world. Labels come
 * from the charter alone, never from the tool or its server.
 */
import type { Named, SourceText } from "./charter-text.ts";
import type { Reporter } from "./diagnostic.ts";
import { suggestion } from "./nearest.ts";
import { expand, PATTERN, specificity } from "./patterns.ts";
import type { Located } from "./source.ts";

/** Content that no declared source covers. */
export const WORLD = "world";

interface Claim {
  readonly source: string;
  readonly weight: number;
}

/** The source of each tool's results. Two sources that claim a tool equally are an error. */
export function sourceOfTools(
  sources: readonly Named<SourceText>[],
  { tools, reporter }: { readonly tools: readonly string[]; readonly reporter: Reporter },
): ReadonlyMap<string, string> {
  const claims = new Map<string, Claim>();
  for (const { name, nameSpan, value } of sources) {
    if (name === WORLD || name === "user")
      reporter.error("charter/bad-name", nameSpan, `the source \`${name}\` is built in`, "choose another name");
    for (const pattern of value.results) {
      for (const tool of toolsOf(pattern, tools, reporter))
        claim(claims, tool, { source: name, weight: specificity(pattern.value) }, pattern, reporter);
    }
  }
  return new Map(tools.map((tool) => [tool, claims.get(tool)?.source ?? WORLD]));
}

function toolsOf(pattern: Located<string>, tools: readonly string[], reporter: Reporter): string[] {
  if (!PATTERN.test(pattern.value)) {
    const message = "sources of single fields belong to the language, but this version cannot compile them yet";
    reporter.error("charter/reserved", pattern.span, message, "name the tool without `#…`");
    return [];
  }
  const covered = expand(pattern.value, tools);
  if (covered.length === 0) {
    reporter.error(
      "charter/no-such-tool",
      pattern.span,
      `no pinned tool is called \`${pattern.value}\``,
      suggestion(pattern.value, tools, "pin the server's tools first"),
    );
  }
  return covered;
}

function claim(claims: Map<string, Claim>, tool: string, made: Claim, pattern: Located<string>, reporter: Reporter): void {
  const known = claims.get(tool);
  if (known !== undefined && known.weight === made.weight && known.source !== made.source) {
    const message = `\`${tool}\` is claimed by \`${known.source}\` and by \`${made.source}\` alike`;
    reporter.error("charter/source-overlap", pattern.span, message, "make one of the two patterns more specific");
  }
  if (known === undefined || made.weight > known.weight) claims.set(tool, made);
}
