/**
 * Whether arguments fit a pinned input schema, by `ajv`: exactly as they stand, and at the top level only with fields that the
 * schema names. Formats say nothing. A pattern that backtracking could read otherwise, or forever, is a doubt.
 */
import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Value } from "../canonical-text.ts";

type Schema = { readonly [keyword: string]: Value };

/** `doubt`: why it cannot be said. */
export type Fit = "fits" | "outside" | { readonly doubt: string };

const DIALECTS: readonly (readonly [id: string, validator: typeof Ajv | typeof Ajv2019 | typeof Ajv2020])[] = [
  ["2020-12/schema", Ajv2020],
  ["2019-09/schema", Ajv2019],
  ["draft-07/schema", Ajv],
];
const HOLDING_SCHEMAS = ["allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependencies"];
const PATTERN_TEXT_MAX = 10_000;

/** Compiling takes ten thousand times as long as checking, and a ledger pins the same schemas again and again. */
const COMPILED_MAX = 4_096;
const compiled = new Map<string, ArgumentSchema>();

export function argumentSchema(schema: Value): ArgumentSchema {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  const made = new ArgumentSchema(schema);
  compiled.set(text, made);
  return made;
}

export class ArgumentSchema {
  readonly #doubt: string | undefined;
  readonly #validate: ValidateFunction | undefined;
  readonly #names: readonly string[];
  readonly #patterns: readonly RegExp[];
  readonly #isOpen: boolean;
  readonly #hasPatterns: boolean;

  constructor(schema: Value) {
    const parts = isRecord(schema) ? partsOf(schema, schema) : [];
    const patterns = parts.flatMap(({ patternProperties }) => Object.keys(isRecord(patternProperties) ? patternProperties : {}));
    const patternsAnywhere = patternsIn(schema);
    const unusual = patternsAnywhere.find(isUnusual);
    this.#hasPatterns = patternsAnywhere.length > 0;
    this.#names = parts.flatMap(({ properties }) => Object.keys(isRecord(properties) ? properties : {}));
    this.#isOpen = parts.some(
      ({ additionalProperties, unevaluatedProperties }) => describes(additionalProperties) || describes(unevaluatedProperties),
    );
    this.#doubt = unusual === undefined ? undefined : `the schema has the pattern \`${unusual}\``;
    this.#patterns = unusual === undefined ? patterns.map((pattern) => new RegExp(pattern, "u")) : [];
    this.#validate = isRecord(schema) ? compile(schema) : undefined;
  }

  fits(args: Value): Fit {
    if (this.#doubt !== undefined) return { doubt: this.#doubt };
    if (this.#validate === undefined || !isRecord(args)) return "outside";
    if (this.#hasPatterns && JSON.stringify(args).length > PATTERN_TEXT_MAX)
      return { doubt: "the arguments are too long for the schema's patterns" };
    const known = (name: string): boolean =>
      this.#isOpen || this.#names.includes(name) || this.#patterns.some((pattern) => pattern.test(name));
    return Object.keys(args).every(known) && this.#validate(args) ? "fits" : "outside";
  }
}

function compile(schema: Schema): ValidateFunction | undefined {
  const { $schema: dialect = "https://json-schema.org/draft/2020-12/schema" } = schema;
  const found = DIALECTS.find(
    ([id]) => typeof dialect === "string" && new RegExp(`^https?://json-schema\\.org/(draft/)?${id}#?$`).test(dialect),
  );
  try {
    return found === undefined
      ? undefined
      : new found[1]({ strict: false, validateFormats: false, ownProperties: true, logger: false, addUsedSchema: false }).compile(schema);
  } catch {
    return undefined; // An unsound schema lets nothing through.
  }
}

/** The schema and all schemas that apply to the same object: composed ones, and those it refers to in itself. */
function partsOf(schema: Schema, root: Schema, seen: Set<Schema> = new Set()): readonly Schema[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inside = HOLDING_SCHEMAS.flatMap((keyword): readonly Value[] => {
    const held = schema[keyword];
    if (Array.isArray(held)) return held as readonly Value[];
    if (keyword.startsWith("depend")) return isRecord(held) ? Object.values(held) : [];
    return held === undefined ? [] : [held];
  });
  const referred = typeof schema["$ref"] === "string" ? pointedAt(schema["$ref"], root) : undefined;
  return [schema, ...[...inside, referred ?? null].filter(isRecord).flatMap((part) => partsOf(part, root, seen))];
}

/** RFC 6901, into the schema itself. */
function pointedAt(reference: string, root: Schema): Value | undefined {
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  const names = reference
    .slice(2)
    .split("/")
    .filter((name) => name !== "")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce<Value | undefined>(
    (at, name) => (typeof at === "object" && at !== null && Object.hasOwn(at, name) ? (at as Schema)[name] : undefined),
    root,
  );
}

function describes(schema: Value | undefined): boolean {
  return isRecord(schema) && Object.keys(schema).length > 0;
}

function patternsIn(schema: Value): readonly string[] {
  if (Array.isArray(schema)) return (schema as readonly Value[]).flatMap(patternsIn);
  if (!isRecord(schema)) return [];
  const { pattern, patternProperties } = schema;
  const own = [...(typeof pattern === "string" ? [pattern] : []), ...(isRecord(patternProperties) ? Object.keys(patternProperties) : [])];
  return [...own, ...Object.values(schema).flatMap(patternsIn)];
}

/** Lookaround, references back, edges of words, anchors in the middle: what has no small automaton, or no one reading. */
function isUnusual(pattern: string): boolean {
  let found = false;
  try {
    visitRegExpAST(new RegExpParser().parsePattern(pattern, 0, pattern.length, { unicode: true }), {
      onAssertionEnter: (node) => {
        const { parent } = node;
        const isWhole = parent?.type === "Alternative" && parent.parent.type === "Pattern";
        const edge = node.kind === "start" ? 0 : node.kind === "end" ? -1 : undefined;
        found ||= !isWhole || edge === undefined || parent.elements.at(edge) !== node;
      },
      onBackreferenceEnter: () => {
        found = true;
      },
    });
  } catch {
    return true;
  }
  return found;
}

function isRecord(value: Value | undefined): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
