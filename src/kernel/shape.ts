/**
 * Checking that a value from outside has the shape a type promises: a small algebra of shapes. Nothing is converted
 * and nothing is filled in; an unknown member is a misfit like a missing one.
 */

/** The first place that does not fit, as a JSON pointer (RFC 6901) from the value itself; `undefined` where all of it fits. */
export type Shape = (value: unknown) => string | undefined;

export type Members = Readonly<Record<string, Shape>>;

/** A value for which `fits` holds. */
export function scalar(fits: (value: unknown) => boolean): Shape {
  return (value) => (fits(value) ? undefined : "");
}

export function oneOf(...allowed: readonly unknown[]): Shape {
  return scalar((value) => allowed.includes(value));
}

/** A list of at most `max` elements. */
export function list(of: Shape, max: number): Shape {
  return (value) => (Array.isArray(value) && value.length <= max ? firstMisfit(value, () => of) : "");
}

/** An object with at most `max` members of any name. */
export function dictionary(of: Shape, max: number): Shape {
  return (value) => (isRecord(value) && Object.keys(value).length <= max ? firstMisfit(value, () => of) : "");
}

/** An object with all of `required`, perhaps some of `optional`, and nothing else. */
export function record(required: Members, optional: Members = {}): Shape {
  const shapes = new Map(Object.entries({ ...required, ...optional }));
  return (value) => {
    if (!isRecord(value) || Object.keys(required).some((name) => !Object.hasOwn(value, name))) return "";
    return firstMisfit(value, (name) => shapes.get(name) ?? NOTHING);
  };
}

/** An object whose member `tag` says which of `shapes` it has. */
export function tagged(tag: string, shapes: Members): Shape {
  const byTag = new Map(Object.entries(shapes));
  const untagged: Shape = () => `/${tag}`;
  return (value) => (isRecord(value) ? (byTag.get(String(value[tag])) ?? untagged)(value) : "");
}

const NOTHING: Shape = () => "";

function firstMisfit(value: object, shapeOf: (name: string) => Shape): string | undefined {
  for (const [name, member] of Object.entries(value)) {
    const misfit = shapeOf(name)(member);
    if (misfit !== undefined) return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}${misfit}`;
  }
  return undefined;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
