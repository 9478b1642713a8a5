/**
 * Understands an HTTP message to be sent, written as `{method, url, headers?, body?}`. Headers that change what the other
 * fields say (host, framing, method override, proxies) and members that are not in that list are opaque. The canonical
 * form has the serialised URL and header names in lower case.
 */
import type { Json } from "../../kernel/index.ts";
import type { Interpreter } from "../interpreter.ts";
import { HEADERS_MAX, TEXT_SIZE_MAX } from "../limits.ts";
import { interpretUrl } from "./url.ts";

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);
/** RFC 9110 section 9.2.1. */
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const CHANGES_MESSAGE =
  /^(host|connection|keep-alive|upgrade|te|trailer|transfer-encoding|content-length|expect|forwarded|via|proxy-.*|x-forwarded-.*|x-(http-)?method(-override)?|x-(original|rewrite)-url)$/;

/** Fields as in the vocabulary; `body_bytes` is the size of the body in UTF-8, 0 without one. */
export const interpretHttp: Interpreter = (value, context) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const { method, url, headers = {}, body = "", ...others } = value as { readonly [name: string]: Json };
  if (Object.keys(others).length > 0 || typeof method !== "string" || !METHODS.has(method)) return undefined;
  const target = url === undefined ? undefined : interpretUrl(url, context);
  const fields = headerFields(headers);
  if (target?.canonical === undefined || target.methods === undefined || fields === undefined) return undefined;
  if (!/^https?$/.test(String(target.record.scheme)) || typeof body !== "string" || body.length > TEXT_SIZE_MAX || !body.isWellFormed()) {
    return undefined;
  }
  const { scheme = "", host = "", domain = "", path = "" } = target.record;
  const names = Object.keys(fields).sort();
  const sent = {
    method,
    url: target.canonical,
    ...(names.length > 0 ? { headers: fields } : {}),
    ...(Object.hasOwn(value, "body") ? { body } : {}),
  };
  return {
    record: { method, safe: SAFE.has(method), scheme, host, domain, path, header_names: names, body_bytes: Buffer.byteLength(body) },
    canonical: sent,
    methods: target.methods,
  };
};

/** By lower-case name; undefined where a name is given twice, or a name or a value is not one line of visible ASCII. */
function headerFields(headers: Json): { readonly [name: string]: string } | undefined {
  if (headers === null || typeof headers !== "object" || Array.isArray(headers)) return undefined;
  const fields = Object.entries(headers).map(([name, value]): [string, Json] => [name.toLowerCase(), value]);
  const areSound = fields.every(([name, value]) => {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name) || CHANGES_MESSAGE.test(name)) return false;
    return typeof value === "string" && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value);
  });
  const isUnique = new Set(fields.map(([name]) => name)).size === fields.length;
  return areSound && isUnique && fields.length <= HEADERS_MAX ? (Object.fromEntries(fields) as { [name: string]: string }) : undefined;
}
