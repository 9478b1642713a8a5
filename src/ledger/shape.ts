/**
 * Shapes of JSON values: what a message or an entry must look like, as data. Shapes are closed (an unknown member is a
 * mistake) and total: every JSON value fits, or there is one complaint that says where and why not.
 */
import { isJsonArray, isJsonObject, type Json } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";

/** What is wrong, and at which JSON pointer. */
interface Complaint {
  readonly at: string;
  readonly message: string;
}

/** Looks at a value (undefined: the member is absent) and complains, or not. */
export type Shape = (value: Json | undefined, at: string) => Complaint | undefined;

/** A value that fits, as the type that the shape describes. `T` is the caller's claim about the shape. */
export function fits<T, Code extends string>(shape: Shape, value: Json, code: Code): Result<T, Code> {
  const complaint = shape(value, "");
  return complaint === undefined ? ok(value as T) : fail(code, complaint.message, { at: complaint.at === "" ? "/" : complaint.at });
}

function where(holds: (value: Json | undefined) => boolean, message: string): Shape {
  return (value, at) => (holds(value) ? undefined : { at, message });
}

/** Any JSON value. */
export const anything: Shape = where((value) => value !== undefined, "a value is missing");

/** A string of at most `lengthMax` UTF-16 units. */
export function text(lengthMax: number): Shape {
  return where((value) => typeof value === "string" && value.length <= lengthMax, `expected a text of at most ${lengthMax} characters`);
}

export function matching(pattern: RegExp, name: string): Shape {
  return where((value) => typeof value === "string" && pattern.test(value), `expected ${name}`);
}

/** Lower-case hex of exactly `bytes` bytes. */
export function hex(bytes: number): Shape {
  return matching(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes in lower-case hex`);
}

/** An integer from `least` that a double holds exactly. */
export function integer(least: number = 0): Shape {
  return where((value) => Number.isSafeInteger(value) && (value as number) >= least, `expected an integer from ${least}`);
}

export const flag: Shape = where((value) => typeof value === "boolean", "expected true or false");

export function oneOf(...values: readonly Json[]): Shape {
  return where(
    (value) => value !== undefined && values.includes(value),
    `expected one of ${values.map((value) => JSON.stringify(value)).join(", ")}`,
  );
}

export function optional(shape: Shape): Shape {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

export function list(shape: Shape, lengthMax: number): Shape {
  return (value, at) => {
    if (!isJsonArray(value) || value.length > lengthMax) return { at, message: `expected a list of at most ${lengthMax}` };
    for (const [index, item] of value.entries()) {
      const complaint = shape(item, `${at}/${index}`);
      if (complaint !== undefined) return complaint;
    }
    return undefined;
  };
}

/** A list of exactly two. */
export function pair(first: Shape, second: Shape): Shape {
  return (value, at) => {
    if (!isJsonArray(value) || value.length !== 2) return { at, message: "expected a list of two" };
    return first(value[0], `${at}/0`) ?? second(value[1], `${at}/1`);
  };
}

/** An object from any name of a shape to values of one shape. */
export function table(name: Shape, shape: Shape, sizeMax: number): Shape {
  return (value, at) => {
    if (!isJsonObject(value) || Object.keys(value).length > sizeMax)
      return { at, message: `expected an object of at most ${sizeMax} members` };
    for (const [key, item] of Object.entries(value)) {
      const complaint = name(key, `${at}/${pointer(key)}`) ?? shape(item, `${at}/${pointer(key)}`);
      if (complaint !== undefined) return complaint;
    }
    return undefined;
  };
}

/** An object with exactly these members, of which optional ones may be absent. */
export function members(shapes: { readonly [name: string]: Shape }): Shape {
  const known = new Map(Object.entries(shapes));
  return (value, at) => {
    if (!isJsonObject(value)) return { at, message: "expected an object" };
    for (const name of Object.keys(value)) {
      if (!known.has(name)) return { at: `${at}/${pointer(name)}`, message: "the member is unknown here" };
    }
    for (const [name, shape] of known) {
      const complaint = shape(Object.hasOwn(value, name) ? value[name] : undefined, `${at}/${name}`);
      if (complaint !== undefined) return complaint;
    }
    return undefined;
  };
}

/** An object whose member `tag` says which other members it has. */
export function taggedBy(tag: string, shapes: { readonly [name: string]: { readonly [name: string]: Shape } }): Shape {
  const known = new Map(Object.entries(shapes).map(([name, shape]) => [name as Json, members({ [tag]: anything, ...shape })]));
  const complaint = `expected one of ${[...known.keys()].join(", ")}`;
  return (value, at) => {
    const shape = isJsonObject(value) && Object.hasOwn(value, tag) ? known.get(value[tag] as Json) : undefined;
    return shape === undefined ? { at: `${at}/${tag}`, message: complaint } : shape(value, at);
  };
}

/** A member's name in a JSON pointer (RFC 6901). */
function pointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
