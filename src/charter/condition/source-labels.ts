/**
 * Whose words the results of a tool are: the declared source with the most specific pattern, else the world; and of single
 * fields, where the charter names them. Labels come from the charter alone, never from the tool or its server.
 */
import type { ToolSources } from "../../vocabulary/index.ts";
import type { Reporter } from "../diagnostic.ts";
import { looksUp } from "../looks-up.ts";
import { suggestion } from "../nearest.ts";
import { expand, specificity, splitSource } from "../patterns.ts";
import type { Located } from "../source.ts";
import type { Named, SourceText } from "../text/charter-text.ts";

/** Content that no declared source covers. */
export const WORLD = "world";

/** Sources that are there without being declared: what people said, what the charter itself states, and everything else. */
export const BUILT_IN: ReadonlyMap<string, { readonly trusted: boolean }> = new Map([
  ["user", { trusted: true }],
  ["charter", { trusted: true }],
  [WORLD, { trusted: false }],
]);

interface Claim {
  readonly source: string;
  readonly weight: number;
}

interface Claims {
  whole: Claim | undefined;
  /** By the path, written with dots. */
  readonly fields: Map<string, Claim>;
}

/** The sources of each tool's results. Two sources that claim the same equally are an error. */
export function sourcesOfTools(
  sources: readonly Named<SourceText>[],
  { tools, reporter }: { readonly tools: readonly string[]; readonly reporter: Reporter },
): ReadonlyMap<string, ToolSources> {
  const claims = new Map(tools.map((tool): [string, Claims] => [tool, { whole: undefined, fields: new Map() }]));
  for (const { name, nameSpan, value } of sources) {
    if (BUILT_IN.has(name)) reporter.error("charter/bad-name", nameSpan, `the source \`${name}\` is built in`, "choose another name");
    for (const pattern of value.results) claimResults(claims, name, pattern, tools, reporter);
  }
  const trusted = trustedAmong(sources);
  return new Map([...claims].map(([tool, claimed]) => [tool, { ...settled(claimed, trusted), looksUp: looksUp(tool) }]));
}

/** Names of the sources whose words are as good as the user's. */
export function trustedAmong(sources: readonly Named<SourceText>[]): ReadonlySet<string> {
  const declared = sources.filter(({ value }) => value.trusted?.value === true).map(({ name }) => name);
  return new Set([...[...BUILT_IN].filter(([, { trusted }]) => trusted).map(([name]) => name), ...declared]);
}

function claimResults(
  claims: ReadonlyMap<string, Claims>,
  source: string,
  pattern: Located<string>,
  known: readonly string[],
  reporter: Reporter,
): void {
  const { tools, field } = splitSource(pattern.value);
  const covered = expand(tools, known);
  if (covered.length === 0) {
    const remedy = suggestion(tools, known, "pin the server's tools first");
    reporter.error("charter/no-such-tool", pattern.span, `no pinned tool is called \`${tools}\``, remedy);
  }
  const made: Claim = { source, weight: specificity(tools) };
  for (const tool of covered) {
    const of = claims.get(tool);
    if (of === undefined) continue;
    const before = field === undefined ? of.whole : of.fields.get(field.join("."));
    if (before !== undefined && before.weight === made.weight && before.source !== source) {
      const what = field === undefined ? `\`${tool}\`` : `\`${field.join(".")}\` of \`${tool}\``;
      const message = `${what} is claimed by \`${before.source}\` and by \`${source}\` alike`;
      reporter.error("charter/source-overlap", pattern.span, message, "make one of the two patterns more specific");
    }
    if (before !== undefined && made.weight <= before.weight) continue;
    if (field === undefined) of.whole = made;
    else of.fields.set(field.join("."), made);
  }
}

/** A result that is not strictly data is anybody's who could have written in it: an untrusted source, where there is one. */
function settled(claims: Claims, trusted: ReadonlySet<string>): Omit<ToolSources, "looksUp"> {
  const whole = claims.whole?.source ?? WORLD;
  const fields = [...claims.fields].map(([path, { source }]) => ({ path: path.split("."), source }));
  const named = [whole, ...fields.map(({ source }) => source)];
  const least = named.find((source) => !trusted.has(source)) ?? whole;
  return { whole, fields: fields.sort((a, b) => (a.path.join(".") < b.path.join(".") ? -1 : 1)), least };
}
