/**
 * The door for arguments: a call's arguments satisfy the pinned input schema of its tool, exactly as they stand. No default
 * is filled in, nothing is coerced or removed, and a top-level field that the schema does not name is refused even where
 * the schema would let it pass. The schema is foreign: its patterns run on automata, and what it refers to is in itself.
 */
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Json } from "../../kernel/index.ts";
import type { MeaningCode } from "../faults.ts";
import { compileLinearPattern } from "./linear-pattern.ts";
import { type PatternEngine, type TopLevelFields, topLevelFields } from "./top-level-fields.ts";
import { hasUniqueItems } from "./unique-items.ts";

interface Compiled {
  readonly validate: ValidateFunction;
  readonly fields: TopLevelFields;
}

type SchemaCode = Extract<MeaningCode, `meaning/schema-${string}`>;

const DIALECTS: readonly { readonly id: RegExp; readonly Validator: new (options: Options) => Ajv }[] = [
  { id: /^$|^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, Validator: Ajv2020 },
  { id: /^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, Validator: Ajv2019 },
  { id: /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/, Validator: Ajv },
];

/** Compiled once for each pinned schema, for as long as the schema object lives. */
const compiled = new WeakMap<object, Result<Compiled, SchemaCode>>();

/**
 * The arguments unchanged, or a fault that says where (`at`, a JSON pointer) and what is expected there (`remedy`). Codes:
 * `meaning/schema-invalid`, `-dialect`, `-pattern`; `meaning/arguments-unknown-field`, `meaning/arguments-invalid`.
 */
export function validateArguments(schema: Json, args: Json): Result<Json, MeaningCode> {
  const result = compile(schema);
  if (!result.ok) return result;
  const { validate, fields } = result.value;
  if (args === null || typeof args !== "object" || Array.isArray(args)) return invalid("", "object", "arguments are not an object");
  for (const name of Object.keys(args)) {
    if (fields.admits(name)) continue;
    const remedy = fields.names.length === 0 ? "leave it out; this tool takes no arguments" : `use only ${fields.names.join(", ")}`;
    return fail("meaning/arguments-unknown-field", `\`${name}\` is not a field of this tool`, { at: `/${escapePointer(name)}`, remedy });
  }
  if (isValid(validate, args)) return ok(args);
  const [error] = validate.errors ?? [];
  return error === undefined ? invalid("", "other arguments", "the arguments cannot be checked") : describe(error);
}

/** A schema that refers to itself for the same value never ends: the stack does. */
function isValid(validate: ValidateFunction, args: Json): boolean {
  try {
    return validate(args);
  } catch {
    validate.errors = null; // What is in there is of an earlier call.
    return false;
  }
}

function compile(schema: Json): Result<Compiled, SchemaCode> {
  if (schema === null || typeof schema !== "object" || Array.isArray(schema)) {
    return fail("meaning/schema-invalid", "an input schema is an object", { remedy: "ask the server's author for a JSON Schema" });
  }
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const result = compileNew(schema as { readonly [name: string]: Json });
  compiled.set(schema, result);
  return result;
}

function compileNew(schema: { readonly [name: string]: Json }): Result<Compiled, SchemaCode> {
  const dialect = schema.$schema ?? "";
  const found = DIALECTS.find(({ id }) => typeof dialect === "string" && id.test(dialect));
  if (found === undefined) {
    return fail("meaning/schema-dialect", `schema dialect ${JSON.stringify(dialect)} is not understood`, {
      at: "/$schema",
      remedy: "use 2020-12",
    });
  }
  const refused: string[] = [];
  try {
    const validator = new found.Validator(options(refused));
    replaceUniqueItems(validator);
    return ok({ validate: validator.compile(schema), fields: topLevelFields(schema, patternEngine(refused)) });
  } catch (thrown) {
    const pattern = refused[0];
    if (pattern === undefined)
      return fail("meaning/schema-invalid", firstLine(thrown), { remedy: "ask the server's author for a valid schema" });
    const remedy = "write it without backreferences, and with assertions at its ends only";
    return fail("meaning/schema-pattern", `pattern ${JSON.stringify(pattern)} cannot be matched in linear time`, { remedy });
  }
}

/** Foreign keywords and formats are annotations; nothing is written into the arguments; the first error is enough. */
function options(refused: string[]): Options {
  return {
    strict: false,
    validateFormats: false,
    allErrors: false,
    useDefaults: false,
    coerceTypes: false,
    removeAdditional: false,
    ownProperties: true,
    logger: false,
    code: { regExp: patternEngine(refused) },
  };
}

/** A pattern engine for the validator: it remembers what it could not compile. */
function patternEngine(refused: string[]): PatternEngine & { readonly code: string } {
  const engine = (pattern: string): { test: (text: string) => boolean } => {
    const compiledPattern = compileLinearPattern(pattern);
    if (compiledPattern !== undefined) return compiledPattern;
    refused.push(pattern);
    throw new RangeError(`pattern ${pattern}`);
  };
  return Object.assign(engine, { code: "linearPattern" });
}

/** The validator's own `uniqueItems` compares every pair: quadratic in what the agent sends. */
function replaceUniqueItems(validator: Ajv): void {
  validator.removeKeyword("uniqueItems");
  validator.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (wanted: boolean, list: readonly Json[]) => !wanted || hasUniqueItems(list),
  });
}

function describe(error: ErrorObject): Result<never, "meaning/arguments-invalid"> {
  const { keyword, params, instancePath } = error;
  if (keyword === "required")
    return invalid(instancePath, `\`${params.missingProperty}\` present`, `\`${params.missingProperty}\` is missing`);
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") {
    const name = String(params.additionalProperty ?? params.unevaluatedProperty);
    return invalid(`${instancePath}/${escapePointer(name)}`, "no such field", `\`${name}\` is not a field here`);
  }
  const where = instancePath === "" ? "the arguments" : `\`${instancePath}\``;
  const said = keyword === "uniqueItems" ? "must not hold an item twice" : (error.message ?? `must satisfy ${keyword}`);
  return invalid(instancePath, expectation(keyword, params, said), `${where} ${said}`);
}

function expectation(keyword: string, params: ErrorObject["params"], said: string): string {
  if (keyword === "type") return String(params.type);
  if (keyword === "enum") return `one of ${JSON.stringify(params.allowedValues)}`;
  if (keyword === "uniqueItems") return "no item twice";
  if (keyword === "const") return JSON.stringify(params.allowedValue);
  return said.replace(/^must (be |NOT have (?=more|fewer))?/, (start) => (start.includes("NOT") ? "no " : ""));
}

function invalid(at: string, expected: string, message: string): Result<never, "meaning/arguments-invalid"> {
  return fail("meaning/arguments-invalid", message, { at, remedy: `expected: ${expected}` });
}

function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function firstLine(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split("\n")[0] ?? "";
}
