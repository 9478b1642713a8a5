/** Folders that a charter names, as absolute paths: lexically, by POSIX rules, without touching any file. */
import type { Reporter } from "../diagnostic.ts";
import type { Located } from "../source.ts";

/** The absolute, normal form of a folder, starting from `base`; `undefined` after reporting why there is none. */
export function absolute(folder: Located<string>, base: string | undefined, reporter: Reporter): string | undefined {
  const { value, span } = folder;
  if (value === "" || /^~|[$%\\*?\0]/.test(value)) {
    reporter.error(
      "charter/bad-value",
      span,
      `\`${value}\` is not a plain folder`,
      "write a path without `~`, variables, `%`, backslashes and wildcards",
    );
    return undefined;
  }
  if (!value.startsWith("/") && base === undefined) {
    reporter.error(
      "charter/bad-value",
      span,
      `\`${value}\` is relative, and there is no folder that it starts from`,
      "write an absolute path",
    );
    return undefined;
  }
  const segments: string[] = [];
  for (const segment of `${value.startsWith("/") ? "" : (base ?? "")}/${value}`.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}
