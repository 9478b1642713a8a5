/**
 * Understands a host as it stands in a URL, an address or a command: a DNS name in lower-case ASCII, or an address in its
 * one canonical spelling. It never resolves a name; what a name points to is the sandbox's and the proxy's business.
 */
import ipaddr from "ipaddr.js";
import { getDomain } from "tldts";
import { HOST_SIZE_MAX } from "../limits.ts";

export interface Host {
  /** As it is spelled canonically; IPv6 in brackets. */
  readonly name: string;
  /** The registrable domain (private suffixes such as `github.io` count as suffixes), or "" for addresses and single labels. */
  readonly domain: string;
  /** `name`, or for an address `public`, `private`, `loopback`, `link-local`, `multicast` or `reserved`. */
  readonly address: string;
}

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const RANGES: ReadonlyMap<string, string> = new Map([
  ["unicast", "public"],
  ["private", "private"],
  ["uniqueLocal", "private"],
  ["carrierGradeNat", "private"],
  ["loopback", "loopback"],
  ["linkLocal", "link-local"],
  ["multicast", "multicast"],
]);

/** Accepts one spelling only: no trailing dot, no octal, decimal or shortened address, no IPv4 inside IPv6, no zone. */
export function parseHost(text: string): Host | undefined {
  if (text.startsWith("[")) return text.endsWith("]") ? parseAddress(text.slice(1, -1), "ipv6") : undefined;
  if (/^[0-9.]+$/.test(text)) return parseAddress(text, "ipv4");
  const labels = text.split(".");
  const last = labels[labels.length - 1] ?? "";
  if (text.length > HOST_SIZE_MAX || !labels.every((label) => LABEL.test(label)) || /^(0x[0-9a-f]*|[0-9]+)$/.test(last)) return undefined;
  const address = last === "localhost" ? "loopback" : "name";
  return { name: text, domain: getDomain(text, { allowPrivateDomains: true }) ?? "", address };
}

function parseAddress(text: string, kind: "ipv4" | "ipv6"): Host | undefined {
  const parser = kind === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  if (!parser.isValid(text)) return undefined;
  const address = parser.parse(text);
  if (address instanceof ipaddr.IPv6 && (address.zoneId !== undefined || address.isIPv4MappedAddress())) return undefined;
  const canonical = kind === "ipv4" ? address.toString() : new URL(`http://[${text}]/`).hostname.slice(1, -1);
  if (canonical !== text) return undefined;
  return { name: kind === "ipv4" ? text : `[${text}]`, domain: "", address: kindOf(address) };
}

/** Of IPv6 only 2000::/3 is given out (RFC 4291 section 2.4): other addresses of no range of their own lead nowhere, or to an old IPv4. */
function kindOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  const range = address.range();
  const isGivenOut = range !== "unicast" || address instanceof ipaddr.IPv4 || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
  return (isGivenOut ? RANGES.get(range) : undefined) ?? "reserved";
}

/** Whether `host` is `domain` or one of its subdomains. */
export function isWithinDomain(host: string, domain: string): boolean {
  const name = domain.toLowerCase();
  return name !== "" && (host === name || host.endsWith(`.${name}`));
}
