/**
 * Canonical JSON, read strictly: a text is accepted only if writing its value by RFC 8785 gives back the same bytes. That
 * refuses every other spelling (duplicate names, other numbers, white space, lone surrogates), since none survives.
 */
import { isUtf8 } from "node:buffer";

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/** The value of a canonical text, or undefined where the bytes are none. */
export function readCanonical(bytes: Uint8Array): Value | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    const value = JSON.parse(text) as Value;
    return writeCanonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a value as RFC 8785 says. `JSON.stringify` does, several times as fast, where all names are in order. */
export function writeCanonical(value: Value): string {
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeCanonical).join(",")}]`;
  const members = value as { readonly [name: string]: Value };
  const names = Object.keys(members).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${writeCanonical(members[name] ?? null)}`).join(",")}}`;
}

/** Whether the names in a value come in the order of their UTF-16 code units, and each has a value. */
function isInOrder(value: Value | undefined): boolean {
  if (typeof value !== "object" || value === null) return value !== undefined;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before = "";
  for (const name of Object.keys(value)) {
    if (name < before || !isInOrder((value as { readonly [name: string]: Value })[name])) return false;
    before = name;
  }
  return true;
}
