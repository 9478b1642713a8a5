/**
 * Understands one mail address, bare: no display name, comment, quoted local part, routing sign or address literal. The
 * canonical form is in lower case: mailboxes that differ in case only are one mailbox to every server in use.
 */

import type { Interpreter } from "../interpreter.ts";
import { EMAIL_LOCAL_SIZE_MAX, EMAIL_SIZE_MAX } from "../limits.ts";
import { isWithinDomain, parseHost } from "./host.ts";

/**
 * RFC 5321 section 4.1.2 `Dot-string`, less `!` and `%`, which route, the signs that shells and headers use, and a dash in front, with
 * which a mailer takes it for an option.
 */
const LOCAL = /^(?!-)[a-z0-9_+'=~-]+(\.[a-z0-9_+'=~-]+)*$/;

/** Fields as in the vocabulary: `domain` is all that follows the `@`, `registrable` the part of it that was bought. */
export const interpretEmail: Interpreter = (value) => {
  // Letters that are ASCII in lower case only (U+212A) are others to a mail server.
  if (typeof value !== "string" || value.length > EMAIL_SIZE_MAX || !/^[!-~]*$/.test(value)) return undefined;
  const address = value.toLowerCase();
  const [local = "", domain = "", ...others] = address.split("@");
  const host = parseHost(domain);
  if (others.length > 0 || !LOCAL.test(local) || local.length > EMAIL_LOCAL_SIZE_MAX) return undefined;
  if (host?.address !== "name" || !domain.includes(".") || domain.includes("_")) return undefined;
  return {
    record: { address, local, domain, registrable: host.domain },
    canonical: address,
    methods: { within: ([parent]) => (typeof parent === "string" ? isWithinDomain(domain, parent) : undefined) },
  };
};
