/**
 * Checking that a value from outside has the shape a type promises: a small algebra of shapes. Nothing is converted
 * and nothing is filled in; an unknown member is a flaw like a missing one.
 */

/** Where a value is not what it should be: `path` leads there, outermost member first. */
export interface Misfit {
  readonly path: readonly string[];
  readonly expected: string;
  readonly tooLarge?: true;
}

export type Shape = (value: unknown) => Misfit | undefined;

export type Members = Readonly<Record<string, Shape>>;

/** A value for which `fits` holds. */
export function scalar(expected: string, fits: (value: unknown) => boolean): Shape {
  return (value) => (fits(value) ? undefined : { path: [], expected });
}

export function oneOf(...allowed: readonly unknown[]): Shape {
  return scalar(`one of ${allowed.join(", ")}`, (value) => allowed.includes(value));
}

/** A list of at most `max` elements. */
export function list(of: Shape, max: number): Shape {
  return (value) => (Array.isArray(value) ? members(value, max, () => of) : { path: [], expected: "a list" });
}

/** An object with at most `max` members of any name. */
export function dictionary(of: Shape, max: number): Shape {
  return (value) => (isRecord(value) ? members(value, max, () => of) : { path: [], expected: "an object" });
}

/** An object with all of `required`, perhaps some of `optional`, and nothing else. */
export function record(required: Members, optional: Members = {}): Shape {
  const shapes = new Map(Object.entries({ ...required, ...optional }));
  return (value) => {
    if (!isRecord(value)) return { path: [], expected: "an object" };
    const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name));
    if (missing !== undefined) return { path: [missing], expected: "this member" };
    return members(value, Infinity, (name) => shapes.get(name) ?? UNKNOWN);
  };
}

/** An object whose member `tag` says which of `shapes` it has. */
export function tagged(tag: string, shapes: Members): Shape {
  const byTag = new Map(Object.entries(shapes));
  return (value) => {
    const found = isRecord(value) ? byTag.get(String(value[tag])) : undefined;
    return found === undefined ? { path: [tag], expected: `one of ${[...byTag.keys()].join(", ")}` } : found(value);
  };
}

const UNKNOWN: Shape = scalar("no such member", () => false);

/** The first misfit among the members of a list or an object. */
function members(value: object, max: number, shapeOf: (name: string) => Shape): Misfit | undefined {
  const entries = Object.entries(value);
  if (entries.length > max) return { path: [], expected: `at most ${max}`, tooLarge: true };
  for (const [name, member] of entries) {
    const misfit = shapeOf(name)(member);
    if (misfit !== undefined) return { ...misfit, path: [name, ...misfit.path] };
  }
  return undefined;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
