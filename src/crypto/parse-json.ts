/**
 * The strict front door: bytes to one JSON value (RFC 8259), or the code of the reason why not. What it accepts has one
 * meaning in every reader: no duplicate names, no lone surrogates, no number that a double would change. It runs in time
 * linear in the text, never throws, and never keeps the text alive through the strings it returns.
 */
import { isUtf8 } from "node:buffer";
import { fail, ok, type Result } from "../fault/index.ts";
import { asBuffer } from "./encoding.ts";
import type { CryptoCode } from "./faults.ts";
import type { Json } from "./json.ts";
import { JsonReader } from "./json-reader.ts";
import { JSON_LIMITS, type JsonLimits } from "./limits.ts";

/**
 * Parses one JSON text. Negative zero is read as zero, as RFC 8785 writes it. Faults: `crypto/json-…`, each refusal its
 * own; `at` is `line:column` of the text.
 */
export function parseJson(text: Uint8Array | string, limits?: Partial<JsonLimits>): Result<Json, CryptoCode> {
  const bounds = limits === undefined ? JSON_LIMITS : { ...JSON_LIMITS, ...limits };
  if (text.length > bounds.bytesMax) return tooLarge(bounds.bytesMax);
  if (typeof text === "string" && !text.isWellFormed()) return fail("crypto/json-not-unicode", "the text has a lone surrogate");
  const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : asBuffer(text);
  if (bytes.length > bounds.bytesMax) return tooLarge(bounds.bytesMax);
  if (!isUtf8(bytes)) return fail("crypto/json-not-unicode", "the text is not valid UTF-8");
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return fail("crypto/json-byte-order-mark", "the text starts with a byte order mark", {
      at: "1:1",
      remedy: "send UTF-8 without a mark",
    });
  }
  const reader = new JsonReader(bytes, bounds);
  const value = reader.read();
  return value === undefined ? { ok: false, fault: reader.fault() } : ok(value);
}

function tooLarge(bytesMax: number): Result<Json, CryptoCode> {
  return fail("crypto/json-too-large", `the text has more than ${bytesMax} bytes`);
}
