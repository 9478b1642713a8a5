/**
 * Plain JSON values, as everything that is hashed, signed, compared or executed is one. A value from `parseJson` has
 * objects without a prototype, so that no name (`constructor`, `__proto__`) is found that was not written.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

/** Whether a value is an object: neither a scalar, nor null, nor an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is an array. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
