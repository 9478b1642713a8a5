/** JSON as this ledger has it: one value, one text (RFC 8785). Read with the platform's parser, then written again and compared. */

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** The canonical text of a value. Member names are sorted by UTF-16 units, numbers written as ECMAScript does. */
export function canonicalText(value: Plain): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (isRecord(value)) {
    const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonicalText(value[name] ?? null)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Reads canonical bytes; undefined for any other spelling, duplicate names and broken UTF-8 included. */
export function readCanonical(bytes: Uint8Array): Plain | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text) as Plain;
    return canonicalText(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(value: Plain | undefined): value is { readonly [name: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that is a text; empty where it is none. */
export function textOf(record: Plain | undefined, name: string): string {
  const value = isRecord(record) ? record[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** A member that is a number; NaN where it is none. */
export function numberOf(record: Plain | undefined, name: string): number {
  const value = isRecord(record) ? record[name] : undefined;
  return typeof value === "number" ? value : Number.NaN;
}
