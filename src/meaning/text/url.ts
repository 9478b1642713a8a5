/**
 * Understands an absolute URL by the WHATWG rules, and only where they and every other common parser agree. The canonical
 * form is the serialised URL. Credentials, backslashes, white space, escapes of characters that need none or that hide a
 * delimiter, addresses in odd spellings and trailing dots are opaque.
 */

import type { Interpreter } from "../interpreter.ts";
import { URL_SIZE_MAX } from "../limits.ts";
import { isWithinDomain, parseHost } from "./host.ts";
import { isPlainText } from "./plain-text.ts";

const PORTS: ReadonlyMap<string, number> = new Map([
  ["http:", 80],
  ["https:", 443],
  ["ws:", 80],
  ["wss:", 443],
]);
const SHAPE = /^(https?|wss?):\/\/([^/?#]+)([/?#].*)?$/i;
/** Unreserved characters (RFC 3986 section 2.3), delimiters of a path, controls, and `%` itself. */
const HIDING_ESCAPE = /%(?![0-9a-f]{2})|%(2[dDeEfF5]|3[0-9bBfF]|4[1-9a-fA-F]|5[0-9aAcCfF]|6[1-9a-fA-F]|7[0-9aAeEfF]|[01][0-9a-f])/i;

/** Fields as in the vocabulary; `port` is the scheme's own where none is written. */
export const interpretUrl: Interpreter = (value) => {
  if (typeof value !== "string" || value.length > URL_SIZE_MAX || !isPlainText(value) || /[\s\\<>"`{}|^]/.test(value)) return undefined;
  const authority = SHAPE.exec(value)?.[2]?.toLowerCase();
  if (authority === undefined || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const host = parseHost(url.hostname);
  if (host === undefined || !isSpelledOut(authority, url) || url.username !== "" || url.password !== "") return undefined;
  if (HIDING_ESCAPE.test(url.pathname) || /\/\/|;/.test(url.pathname)) return undefined;
  return {
    record: {
      text: url.href,
      scheme: url.protocol.slice(0, -1),
      host: host.name,
      domain: host.domain,
      port: url.port === "" ? (PORTS.get(url.protocol) ?? 0) : Number(url.port),
      address: host.address,
      path: url.pathname,
      segments: url.pathname.split("/").filter((segment) => segment !== ""),
      query_keys: [...new Set(url.searchParams.keys())].sort(),
    },
    canonical: url.href,
    methods: { within: ([domain]) => (typeof domain === "string" ? isWithinDomain(host.name, domain) : undefined) },
  };
};

/** The authority as written is the authority as parsed: nothing in it was decoded, folded, mapped or cut off. */
function isSpelledOut(authority: string, url: URL): boolean {
  const port = PORTS.get(url.protocol);
  return authority === url.host || authority === `${url.hostname}:${port}`;
}
