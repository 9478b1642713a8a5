/**
 * Checking that a value from outside has the shape a type promises: a small algebra of shapes. Nothing is converted
 * and nothing is filled in; an unknown member is a flaw like a missing one.
 */
import { TEXT_MAX } from "./limits.ts";

/** Where a value is not what it should be. `path` leads there, outermost member first. */
export interface Flaw {
  readonly path: string[];
  readonly expected: string;
  readonly tooLarge: boolean;
}

export type Shape = (value: unknown) => Flaw | undefined;

/** A value for which `holds`; `expected` completes the sentence "expected …". */
export function scalar(expected: string, holds: (value: unknown) => boolean): Shape {
  return (value) => (holds(value) ? undefined : { path: [], expected, tooLarge: false });
}

export const boolean: Shape = scalar("true or false", (value) => typeof value === "boolean");
export const finite: Shape = scalar("a finite number", (value) => Number.isFinite(value));
export const integer: Shape = scalar("an integer", (value) => Number.isSafeInteger(value));
export const natural: Shape = scalar("a natural number", (value) => Number.isSafeInteger(value) && Number(value) >= 0);
export const positive: Shape = scalar("a positive integer", (value) => Number.isSafeInteger(value) && Number(value) > 0);
export const text: Shape = (value) => {
  if (typeof value !== "string") return { path: [], expected: "a text", tooLarge: false };
  return value.length <= TEXT_MAX ? undefined : { path: [], expected: `at most ${TEXT_MAX} characters`, tooLarge: true };
};
export const anything: Shape = () => undefined;

export function oneOf(...allowed: readonly unknown[]): Shape {
  return scalar(`one of ${allowed.join(", ")}`, (value) => allowed.includes(value));
}

export function list(of: Shape, max: number): Shape {
  return (value) => {
    if (!Array.isArray(value)) return { path: [], expected: "a list", tooLarge: false };
    if (value.length > max) return { path: [], expected: `at most ${max} elements`, tooLarge: true };
    for (let i = 0; i < value.length; i++) {
      const flaw = of(value[i]);
      if (flaw !== undefined) return within(String(i), flaw);
    }
    return undefined;
  };
}

/** An object with all of `required`, perhaps some of `optional`, and nothing else. */
export function record(required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape {
  const shapes = new Map([...Object.entries(required), ...Object.entries(optional)]);
  return (value) => {
    if (!isObject(value)) return { path: [], expected: "an object", tooLarge: false };
    const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name));
    if (missing !== undefined) return { path: [missing], expected: "this member", tooLarge: false };
    for (const [name, member] of Object.entries(value)) {
      const shape = shapes.get(name);
      if (shape === undefined) return { path: [name], expected: "no such member", tooLarge: false };
      const flaw = shape(member);
      if (flaw !== undefined) return within(name, flaw);
    }
    return undefined;
  };
}

/** An object whose members, by whatever names, all have one shape. */
export function dictionary(of: Shape, max: number): Shape {
  return (value) => {
    if (!isObject(value)) return { path: [], expected: "an object", tooLarge: false };
    const entries = Object.entries(value);
    if (entries.length > max) return { path: [], expected: `at most ${max} members`, tooLarge: true };
    for (const [name, member] of entries) {
      const flaw = of(member);
      if (flaw !== undefined) return within(name, flaw);
    }
    return undefined;
  };
}

/** The shape that belongs to the value of one member, as in a tagged union. */
export function tagged(tag: string, shapes: Readonly<Record<string, Shape>>): Shape {
  const byTag = new Map(Object.entries(shapes));
  return (value) => {
    const found = isObject(value) && Object.hasOwn(value, tag) ? byTag.get(String(value[tag])) : undefined;
    return found === undefined ? { path: [tag], expected: `one of ${[...byTag.keys()].join(", ")}`, tooLarge: false } : found(value);
  };
}

/** One shape for objects that have a member, another for those that do not. */
export function either(member: string, having: Shape, lacking: Shape): Shape {
  return (value) => (isObject(value) && Object.hasOwn(value, member) ? having : lacking)(value);
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function within(name: string, flaw: Flaw): Flaw {
  flaw.path.unshift(name);
  return flaw;
}
