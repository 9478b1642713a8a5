/** Where notices may go, and where they may lead: this machine, or whoever proves their name with TLS. */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";

/** True for a host name, as URLs write it, that stays on this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/**
 * Where the console is, without anything that a link should not carry.
 * Codes: `cli/notice-settings-malformed`, `cli/notice-target-unsafe`.
 */
export function parseConsolePage(address: string): Result<string, CliCode> {
  const url = URL.parse(address);
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return fail("cli/notice-settings-malformed", "the console's address is no URL, or has more than a place in it", {
      remedy: "give it as `https://HOST`, without the one-time link",
    });
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    return fail("cli/notice-target-unsafe", `the console at \`${url.host}\` is not reached over https`);
  return ok(`${url.origin}${url.pathname.replace(/\/$/, "")}`);
}
