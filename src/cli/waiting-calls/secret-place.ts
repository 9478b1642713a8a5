/**
 * A place in what is sealed beside an entry, as it is shown and typed: names, one after the other. Whoever wrote the names may be hostile,
 * so whatever a shell could understand is written as its bytes.
 */

/** Of a JSON pointer: `/args/api key` is `args.api%20key`. */
export function placeText(pointer: string): string {
  const names = pointer.split("/").slice(1);
  return names.map((name) => encoded(name.replaceAll("~1", "/").replaceAll("~0", "~"))).join(".");
}

/** The JSON pointer that such a text stands for. */
export function readPlace(text: string): string {
  const names = text.split(".").map((name) => decoded(name).replaceAll("~", "~0").replaceAll("/", "~1"));
  return names.map((name) => `/${name}`).join("");
}

function encoded(name: string): string {
  return [...Buffer.from(name)]
    .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`))
    .join("");
}

function decoded(name: string): string {
  const parts = name.match(/%[0-9a-f]{2}|./gisu) ?? [];
  return Buffer.concat(parts.map((part) => (part.length === 3 ? Buffer.from(part.slice(1), "hex") : Buffer.from(part)))).toString("utf8");
}

function isPlain(byte: number): boolean {
  return /[A-Za-z0-9_-]/.test(String.fromCharCode(byte));
}
