/**
 * What `url(…)` knows of a text: an absolute http or WebSocket URL, by WHATWG's parser, and only where the text already is
 * what the parser makes of it. Credentials, escapes that hide a character, addresses in odd spellings are opaque.
 */
import ipaddr from "ipaddr.js";
import { getDomain } from "tldts";
import type { Value } from "../canonical-text.ts";
import { OPAQUE } from "./path-record.ts";
import { isVisible } from "./visible-text.ts";

const URL_SIZE_MAX = 8_000;
const HOST_SIZE_MAX = 253;
const PORTS: { readonly [scheme: string]: number } = { http: 80, https: 443, ws: 80, wss: 443 };
const KINDS_OF_ADDRESS: { readonly [range: string]: string } = {
  unicast: "public",
  private: "private",
  uniqueLocal: "private",
  carrierGradeNat: "private",
  loopback: "loopback",
  linkLocal: "link-local",
  multicast: "multicast",
};

export function urlRecord(value: unknown): { readonly [field: string]: Value } {
  if (typeof value !== "string" || value.length > URL_SIZE_MAX || !isVisible(value) || /[\s\\<>"`{}|^]/.test(value)) return OPAQUE;
  const [, scheme = "", authority = ""] = /^([a-z]+):\/\/([^/?#]+)/i.exec(value) ?? [];
  const ownPort = PORTS[scheme.toLowerCase()];
  if (ownPort === undefined || !URL.canParse(value)) return OPAQUE;
  const url = new URL(value);
  const isAsWritten = [url.host, `${url.hostname}:${ownPort}`].includes(authority.toLowerCase());
  const address = kindOfHost(url.hostname);
  if (!isAsWritten || address === undefined || hidesCharacters(url.pathname)) return OPAQUE;
  return {
    opaque: false,
    text: url.href,
    scheme: scheme.toLowerCase(),
    host: url.hostname,
    domain: address === "name" || address === "loopback" ? (domainOf(url.hostname) ?? "") : "",
    port: url.port === "" ? ownPort : Number(url.port),
    address,
    path: url.pathname,
    segments: url.pathname.split("/").filter((segment) => segment !== ""),
    query_keys: [...new Set(url.searchParams.keys())].sort(),
  };
}

/** Whether `host` is `domain` or below it. */
export function hostIsWithin(host: string, domain: string): boolean {
  const suffix = domain.toLowerCase();
  return suffix !== "" && (host === suffix || host.endsWith(`.${suffix}`));
}

/** Escapes that are broken, or stand for a character that needs none, separates, or is a control; empty segments; `;`. */
function hidesCharacters(path: string): boolean {
  if (path.includes("//") || path.includes(";")) return true;
  return path
    .split("%")
    .slice(1)
    .some((rest) => {
      const code = /^[0-9a-f]{2}/i.exec(rest)?.[0];
      return code === undefined || /[\x00-\x1f\x7f0-9A-Za-z._~/;?\\%-]/.test(String.fromCharCode(Number.parseInt(code, 16)));
    });
}

/** `name`, or the kind of address; undefined for a host that is neither, or not in its one spelling. */
export function kindOfHost(host: string): string | undefined {
  if (host.startsWith("[")) return kindOfAddress(host.slice(1, -1), ipaddr.IPv6.isValid(host.slice(1, -1)));
  if (/^[0-9.]+$/.test(host)) return kindOfAddress(host, ipaddr.IPv4.isValidFourPartDecimal(host));
  const labels = host.split(".");
  const isName = host.length <= HOST_SIZE_MAX && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  if (!isName || /^(0x[0-9a-f]*|[0-9]+)$/.test(labels.at(-1) ?? "")) return undefined;
  return labels.at(-1) === "localhost" ? "loopback" : "name";
}

function kindOfAddress(text: string, isValid: boolean): string | undefined {
  if (!isValid) return undefined;
  const address = ipaddr.parse(text);
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress();
  if (isMapped) return undefined;
  const kind = KINDS_OF_ADDRESS[address.range()] ?? "reserved";
  // What is given out of IPv6 begins with the bits 001.
  const isOdd = address instanceof ipaddr.IPv6 && kind === "public" && (address.toByteArray()[0] ?? 0) >> 5 !== 1;
  return isOdd ? "reserved" : kind;
}

function domainOf(host: string): string | null {
  return /^[0-9.]+$|^\[/.test(host) ? null : getDomain(host, { allowPrivateDomains: true });
}
