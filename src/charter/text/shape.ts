/**
 * The parts a charter's grammar is made of. One shape is both: how a piece of YAML is read (with a diagnostic where it
 * does not fit) and the JSON Schema that tells an editor the same. So the two can't drift apart.
 */

import type { Reporter } from "../diagnostic.ts";
import { DIGITS_MAX } from "../limits.ts";
import { nearest } from "../nearest.ts";
import { type Located, type Span, textOf } from "../source.ts";
import type { Named } from "./charter-text.ts";
import { type ConditionText, conditionText } from "./condition-text.ts";
import type { YamlMap, YamlNode } from "./yaml-document.ts";

export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

export interface Shape<T> {
  readonly schema: JsonSchema;
  /** The value, or `undefined` after reporting why there is none. */
  readonly read: (node: YamlNode, reporter: Reporter) => T | undefined;
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/** A text that matches `pattern`; `what` completes "… is not". */
export function word(pattern: RegExp, what: string): Shape<Located<string>> {
  return {
    schema: { type: "string", pattern: pattern.source },
    read(node, reporter) {
      if (node.kind === "scalar" && typeof node.value === "string" && pattern.test(node.value))
        return { value: node.value, span: node.span };
      return wrong(node, what, reporter);
    },
  };
}

/** Any text of one line or many. */
export function prose(): Shape<Located<string>> {
  return {
    schema: { type: "string" },
    read: (node, reporter) =>
      node.kind === "scalar" && typeof node.value === "string" ? { value: node.value, span: node.span } : wrong(node, "a text", reporter),
  };
}

export function integer(minimum: number, maximum: number): Shape<Located<number>> {
  return {
    schema: { type: "integer", minimum, maximum },
    read(node, reporter) {
      const fits =
        node.kind === "scalar" &&
        typeof node.value === "number" &&
        Number.isInteger(node.value) &&
        node.value >= minimum &&
        node.value <= maximum;
      return fits ? { value: node.value, span: node.span } : wrong(node, `a whole number from ${minimum} to ${maximum}`, reporter);
    },
  };
}

/** A number that may have a fraction. */
export function number(minimum: number, maximum: number): Shape<Located<number>> {
  return {
    schema: { type: "number", minimum, maximum },
    read(node, reporter) {
      const fits = node.kind === "scalar" && typeof node.value === "number" && node.value >= minimum && node.value <= maximum;
      return fits ? { value: node.value, span: node.span } : wrong(node, `a number from ${minimum} to ${maximum}`, reporter);
    },
  };
}

/** A number above zero, with no more digits than a double keeps apart. */
export function amount(): Shape<Located<number>> {
  return {
    schema: { type: "number", exclusiveMinimum: 0 },
    read(node, reporter) {
      const fits = node.kind === "scalar" && typeof node.value === "number" && Number.isFinite(node.value) && node.value > 0;
      if (!fits) return wrong(node, "a number above 0", reporter);
      const digits = textOf(node.span).replace(/e.*/i, "").replace(/\D/g, "").replace(/^0+/, "");
      if (digits.length > DIGITS_MAX) return wrong(node, `a number of at most ${DIGITS_MAX} digits`, reporter);
      return { value: node.value, span: node.span };
    },
  };
}

export function boolean(): Shape<Located<boolean>> {
  return {
    schema: { type: "boolean" },
    read: (node, reporter) =>
      node.kind === "scalar" && typeof node.value === "boolean"
        ? { value: node.value, span: node.span }
        : wrong(node, "`true` or `false`", reporter),
  };
}

export function oneOfWords<W extends string>(...words: readonly W[]): Shape<Located<W>> {
  return {
    schema: { enum: words },
    read(node, reporter) {
      const found = node.kind === "scalar" ? words.find((word) => word === node.value) : undefined;
      return found === undefined
        ? wrong(node, `one of ${words.map((word) => `\`${word}\``).join(", ")}`, reporter)
        : { value: found, span: node.span };
    },
  };
}

/** Any scalar, as YAML's core schema reads it. */
export function scalar(): Shape<Located<boolean | number | string>> {
  return {
    schema: { type: ["boolean", "number", "string"] },
    read: (node, reporter) =>
      node.kind === "scalar" && node.value !== null
        ? { value: node.value, span: node.span }
        : wrong(node, "a text, a number, `true` or `false`", reporter),
  };
}

/** A condition, still to be parsed. */
export function condition(): Shape<ConditionText> {
  return {
    schema: { type: ["boolean", "string"], minLength: 1 },
    read(node, reporter) {
      if (node.kind === "scalar" && (node.value === null || node.value === "")) {
        reporter.error("charter/empty-condition", node.span, "the condition is empty", "write `true`, or leave the key out");
        return undefined;
      }
      if (node.kind === "scalar" && typeof node.value !== "number") return conditionText(String(node.value), node.span);
      return wrong(node, "a condition", reporter);
    },
  };
}

/** Elements that do not fit are reported and left out. */
export function listOf<T>(element: Shape<T>, minItems = 1): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: element.schema, minItems },
    read(node, reporter) {
      if (node.kind !== "list") return wrong(node, "a list, as in `[a, b]`", reporter);
      if (node.items.length < minItems) {
        reporter.error(
          "charter/wrong-shape",
          node.span,
          `the list has ${node.items.length} entries, and needs at least ${minItems}`,
          "add what is missing",
        );
        return undefined;
      }
      return node.items.map((item) => element.read(item, reporter)).filter((item) => item !== undefined);
    },
  };
}

/** A map with free names. Entries that do not fit are reported and left out. */
export function mapOf<T>(names: RegExp, what: string, value: Shape<T>): Shape<readonly Named<T>[]> {
  return {
    schema: { type: "object", propertyNames: { pattern: names.source }, additionalProperties: value.schema, minProperties: 1 },
    read(node, reporter) {
      if (node.kind !== "map") return wrong(node, "a map, as in `{ name: … }`", reporter);
      const entries: Named<T>[] = [];
      for (const { key, keySpan, value: inner } of node.entries) {
        if (!names.test(key)) {
          reporter.error("charter/bad-name", keySpan, `\`${key}\` is not ${what}`, "use letters, digits and `_`, a letter first");
          continue;
        }
        const read = value.read(inner, reporter);
        if (read !== undefined) entries.push({ name: key, nameSpan: keySpan, value: read });
      }
      return entries;
    },
  };
}

/** Reads by what the node is: `pay: COND` or `pay: [ … ]`. */
export function byKind<K extends { readonly scalar?: Shape<unknown>; readonly list?: Shape<unknown>; readonly map?: Shape<unknown> }>(
  kinds: K,
  what: string,
): Shape<Read<K[keyof K]>> {
  return {
    schema: { anyOf: [kinds.scalar, kinds.list, kinds.map].flatMap((shape) => (shape === undefined ? [] : [shape.schema])) },
    read(node, reporter) {
      const shape = kinds[node.kind];
      return shape === undefined ? wrong(node, what, reporter) : (shape.read(node, reporter) as Read<K[keyof K]> | undefined);
    },
  };
}

/** A shape whose value is looked at once more; `undefined` from `then` means that it has reported. */
export function also<T, U>(shape: Shape<T>, then: (value: T, reporter: Reporter) => U | undefined): Shape<U> {
  return {
    schema: shape.schema,
    read(node, reporter) {
      const value = shape.read(node, reporter);
      return value === undefined ? undefined : then(value, reporter);
    },
  };
}

/** What a node is, in words, for messages. */
function wrong(node: YamlNode, what: string, reporter: Reporter): undefined {
  const found =
    node.kind === "map" ? "a map" : node.kind === "list" ? "a list" : node.value === null ? "nothing" : `\`${textOf(node.span)}\``;
  reporter.error("charter/wrong-shape", node.span, `${found} is not ${what}`, `write ${what}`);
}

type Fields = { readonly [key: string]: readonly [shape: Shape<unknown>, describes: string] };

type Entry<F extends Fields> = { readonly [K in keyof F]: F[K] extends readonly [Shape<infer T>, string] ? T : never };

/** A record's value: the required fields, those others that are written, and where it stands. */
export type Entries<F extends Fields, R extends keyof F> = Pick<Entry<F>, R> & Partial<Omit<Entry<F>, R>> & { readonly span: Span };

/** A map with fixed keys. */
export function record<F extends Fields, R extends keyof F & string>(
  what: string,
  fields: F,
  required: readonly R[],
): Shape<Entries<F, R>> {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([key, [shape, description]]) => [key, described(shape.schema, description)]),
  );
  return {
    schema: { type: "object", properties, required, additionalProperties: false },
    read(node, reporter) {
      if (node.kind !== "map") return wrong(node, what, reporter);
      const values = readFields(node, what, fields, reporter);
      let complete = true;
      for (const key of required) {
        if (node.entries.some((entry) => entry.key === key)) complete &&= values.has(key);
        else {
          complete = false;
          reporter.error("charter/missing-key", node.span, `${what} needs \`${key}\``, `add \`${key}: …\``);
        }
      }
      return complete ? ({ ...Object.fromEntries(values), span: node.span } as Entries<F, R>) : undefined;
    },
  };
}

function readFields(node: YamlMap, what: string, fields: Fields, reporter: Reporter): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const { key, keySpan, value } of node.entries) {
    const shape = Object.hasOwn(fields, key) ? fields[key]?.[0] : undefined;
    if (shape !== undefined) {
      const read = shape.read(value, reporter);
      if (read !== undefined) values.set(key, read);
    } else {
      const guess = nearest(key, Object.keys(fields));
      const remedy =
        guess === undefined
          ? `it has ${Object.keys(fields)
              .map((name) => `\`${name}\``)
              .join(", ")}`
          : `did you mean \`${guess}\`?`;
      reporter.error("charter/unknown-key", keySpan, `${what} has no \`${key}\``, remedy);
    }
  }
  return values;
}

function described(schema: JsonSchema, description: string): JsonSchema {
  return typeof schema === "boolean" ? schema : { description, ...schema };
}

/** One of several records, told apart by a key that only it has; the last is read where none is found. */
export function variants<S extends readonly (readonly [key: string, shape: Shape<unknown>])[]>(...shapes: S): Shape<Read<S[number][1]>> {
  type Value = Read<S[number][1]>;
  return {
    schema: { oneOf: shapes.map(([, shape]) => shape.schema) },
    read(node, reporter) {
      const keys = node.kind === "map" ? node.entries.map(({ key }) => key) : [];
      const [, shape] = shapes.find(([key]) => keys.includes(key)) ?? shapes[0] ?? [];
      return shape?.read(node, reporter) as Value | undefined;
    },
  };
}
