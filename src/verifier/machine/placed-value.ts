/** Puts a value at a path of member names: how examples of single places become the arguments of one call. */
import type { Json } from "../../kernel/index.ts";

/** `whole` with `value` at `path`; what is no object on the way becomes one. */
export function placed(whole: Json, path: readonly string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const members = typeof whole === "object" && whole !== null && !Array.isArray(whole) ? (whole as { readonly [name: string]: Json }) : {};
  return { ...members, [name]: placed(members[name] ?? {}, rest, value) };
}
