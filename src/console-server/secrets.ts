/** Which values of a call look like secrets: they are masked until somebody asks to see them, which is noted. */
import { isJsonArray, isJsonObject, type Json } from "../crypto/index.ts";

const NAMED = /pass(?:word|wd|phrase)?$|secret|token|api[_-]?key|private[_-]?key|credential|authorization/i;
const SHAPED =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:sk|pk|rk)[-_](?:live|test|ant|proj)?[-_A-Za-z0-9]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[-A-Za-z0-9]{10,}|\beyJ[\w-]{10,}\.[\w-]{10,}\./;

/** JSON pointers into the value. */
export function secretsIn(value: Json, at = "", name = ""): readonly string[] {
  if (typeof value === "string") return (value !== "" && NAMED.test(name)) || SHAPED.test(value) ? [at] : [];
  if (isJsonArray(value)) return value.flatMap((element, index) => secretsIn(element, `${at}/${index}`, name));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) =>
    secretsIn(inner, `${at}/${member.replaceAll("~", "~0").replaceAll("/", "~1")}`, member),
  );
}

/** The value with every secret in it as so many dots: what a page gets until somebody asks for one, and that is recorded. */
export function maskSecrets(value: Json): Json {
  return masked(value, new Set(secretsIn(value)), "");
}

/** The value at a pointer that `secretsIn` gave; undefined for any other. */
export function secretAt(value: Json, pointer: string): Json | undefined {
  if (!secretsIn(value).includes(pointer)) return undefined;
  return pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((inner, name) => memberOf(inner ?? null, name), value);
}

function memberOf(value: Json, name: string): Json | undefined {
  if (isJsonArray(value)) return value[Number(name)];
  return isJsonObject(value) ? value[name] : undefined;
}

function masked(value: Json, secrets: ReadonlySet<string>, at: string): Json {
  if (typeof value === "string") return secrets.has(at) ? "•".repeat(Math.min(value.length, DOTS_MAX)) : value;
  const below = (name: string | number): string => `${at}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  if (isJsonArray(value)) return value.map((inner, index) => masked(inner, secrets, below(index)));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner, secrets, below(name))]));
}

/** More dots say no more. */
const DOTS_MAX = 64;
