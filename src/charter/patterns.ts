/**
 * Names of tools and patterns over them: `server/tool` for a tool, `server#method` for any other governed MCP method,
 * with `*` in the part after the server. Patterns are expanded when the charter is compiled; none is left at run time.
 */

/** `server/tool` or `server#method`; `*` stands for any run of characters, `/` included. */
export const PATTERN: RegExp = /^[A-Za-z0-9_-]+[/#][A-Za-z0-9_.*/-]+$/;

/** A source may also name a field of a result: `server/tool#[*].subject`, names from the outermost value inwards. */
export const SOURCE_PATTERN: RegExp = /^[A-Za-z0-9_-]+[/#][A-Za-z0-9_.*/-]+(#(\.?[A-Za-z0-9_-]+|\[\*\])(\.[A-Za-z0-9_-]+|\.\*|\[\*\])*)?$/;

/** The tools of a source pattern, and the path of the field; `*` in a path is every item or member. */
export function splitSource(pattern: string): { readonly tools: string; readonly field: readonly string[] | undefined } {
  const end = pattern.indexOf("#", pattern.search(/[/#]/) + 1);
  if (end < 0) return { tools: pattern, field: undefined };
  return { tools: pattern.slice(0, end), field: pattern.slice(end + 1).match(/[A-Za-z0-9_-]+|\*/g) ?? [] };
}

/** Which tools a pattern names. */
export function expand(pattern: string, tools: readonly string[]): string[] {
  if (!pattern.includes("*")) return tools.includes(pattern) ? [pattern] : [];
  return tools.filter((tool) => covers(pattern, tool));
}

/** Greedy matching of the pieces between the stars: the first at the start, the last at the end, the rest in order. */
export function covers(pattern: string, tool: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === tool;
  const last = rest.pop() ?? "";
  if (!tool.startsWith(first) || !tool.endsWith(last) || tool.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = tool.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= tool.length - last.length;
}

/** How exactly a pattern names its tools: a whole name is more specific than any pattern, then the more letters the more. */
export function specificity(pattern: string): number {
  return pattern.includes("*") ? pattern.replaceAll("*", "").length : Number.POSITIVE_INFINITY;
}
