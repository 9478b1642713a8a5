/**
 * Which values look like secrets: they are masked until somebody asks to see them, which is noted. Of a call by its names and the form of
 * its texts; of what others say about a call also where they repeat one of its secrets, or set one down beside its name.
 */
import { isJsonArray, isJsonObject, type Json } from "../crypto/index.ts";

const NAMED = /pass(?:word|wd|phrase)?$|secret|token|api[_-]?key|private[_-]?key|credential|authorization/i;
const SHAPED =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:sk|pk|rk)[-_](?:live|test|ant|proj)?[-_A-Za-z0-9]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[-A-Za-z0-9]{10,}|\beyJ[\w-]{10,}\.[\w-]{10,}\./;

/** A name and what is set for it, as lines of files have it. */
const ASSIGNED = /(?:pass(?:word|wd|phrase)|secret|token|api[_-]?key|private[_-]?key|credential|authorization)["']?\s*[:=]\s*\S/i;

/** Shorter ones are in too many words. */
const REPEATED_MIN = 4;

/** JSON pointers into the value. */
export function secretsIn(value: Json, at = "", name = ""): readonly string[] {
  if (typeof value === "string") return (value !== "" && NAMED.test(name)) || SHAPED.test(value) ? [at] : [];
  if (isJsonArray(value)) return value.flatMap((element, index) => secretsIn(element, below(at, index), name));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) => secretsIn(inner, below(at, member), member));
}

/** Whether a value at a JSON pointer looks like a secret, or holds one. */
export function looksSecret(value: Json, at: string): boolean {
  return secretsIn(value, at, at.slice(at.lastIndexOf("/") + 1)).length > 0;
}

/** Pointers to what is not shown of a finding about a call with such arguments: texts that hold one of its secrets, or look like one. */
export function secretsAbout(args: Json | undefined, found: Json): readonly string[] {
  const known = secretTexts(args);
  const isSecret = (text: string): boolean => ASSIGNED.test(text) || known.some((secret) => text.includes(secret));
  return [...new Set([...secretsIn(found), ...textsIn(found).flatMap(({ at, text }) => (isSecret(text) ? [at] : []))])];
}

/** The text with every secret of a call with such arguments as dots, and whatever has the form of one. */
export function maskText(args: Json | undefined, text: string): string {
  const known = secretTexts(args).reduce((masked, secret) => masked.replaceAll(secret, dots(secret)), text);
  return known.replaceAll(new RegExp(SHAPED.source, "g"), dots);
}

/** The value with every secret in it as so many dots: what a page gets until somebody asks for one, and that is recorded. */
export function maskSecrets(value: Json, secrets: readonly string[] = secretsIn(value)): Json {
  return masked(value, new Set(secrets), "");
}

/** The value at one of the pointers to secrets; undefined for any other. */
export function secretAt(value: Json, pointer: string, secrets: readonly string[] = secretsIn(value)): Json | undefined {
  return secrets.includes(pointer) ? valueAt(value, pointer) : undefined;
}

function secretTexts(args: Json | undefined): readonly string[] {
  if (args === undefined) return [];
  const texts = secretsIn(args).flatMap((pointer) => {
    const text = valueAt(args, pointer);
    if (typeof text !== "string") return [];
    // A file with a secret in it has other lines; a secret by its name, and a key, has none.
    const isWhole = NAMED.test(pointer.slice(pointer.lastIndexOf("/") + 1)) || text.includes("PRIVATE KEY-----");
    return isWhole ? [text, ...text.split(/\r?\n/)] : [text];
  });
  return texts.filter((text) => text.length >= REPEATED_MIN);
}

function textsIn(value: Json, at = ""): readonly { readonly at: string; readonly text: string }[] {
  if (typeof value === "string") return [{ at, text: value }];
  if (isJsonArray(value)) return value.flatMap((inner, index) => textsIn(inner, below(at, index)));
  return isJsonObject(value) ? Object.entries(value).flatMap(([name, inner]) => textsIn(inner, below(at, name))) : [];
}

function below(at: string, name: string | number): string {
  return `${at}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function valueAt(value: Json, pointer: string): Json | undefined {
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
  if (typeof value === "string") return secrets.has(at) ? dots(value) : value;
  if (isJsonArray(value)) return value.map((inner, index) => masked(inner, secrets, below(at, index)));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner, secrets, below(at, name))]));
}

function dots(text: string): string {
  return "•".repeat(Math.min(text.length, DOTS_MAX));
}

/** More dots say no more. */
const DOTS_MAX = 64;
