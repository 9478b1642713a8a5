/** Which pinned names a pattern means: `server/tool`, `server#method`, with `*` for any run of characters in the part after. */

/** The names, in their order, that the pattern covers. */
export function namesCovered(pattern: string, names: readonly string[]): readonly string[] {
  const pieces = pattern
    .split("*")
    .map((piece) => piece.replace(/[^A-Za-z0-9]/g, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`));
  const whole = new RegExp(`^${pieces.join("[^]*")}$`, "u");
  return names.filter((name) => whole.test(name));
}

/** Of two patterns that cover a name, the one with more letters is more specific; a name without `*` is the most. */
export function weightOf(pattern: string): number {
  return pattern.includes("*") ? pattern.replaceAll("*", "").length : Number.POSITIVE_INFINITY;
}

/** The server of a pinned name. */
export function serverOf(tool: string): string {
  return tool.split(/[/#]/)[0] ?? "";
}
