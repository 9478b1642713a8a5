/**
 * A parked call as the message that it is, where it sends one: a mail, a payment. Nothing can try such a call, so the call itself is the
 * outbox. It is one by what interpreters understand of its arguments; every part is an argument as it stands, under its own name.
 */
import { canonicalize, isJsonObject, type Json } from "../crypto/index.ts";
import type { ApiMeaning, ApiMessage } from "./api.ts";

const ADDRESSES = { mail: ["email"], payment: ["iban", "money"] } as const;

/** `secrets`: paths that are not shown here. Undefined where nothing says that the call sends something. */
export function messageOf(args: Json, meanings: readonly ApiMeaning[], secrets: readonly string[]): ApiMessage | undefined {
  const readAs = (is: ApiMessage["is"]): readonly ApiMeaning[] =>
    meanings.filter(({ interpreter }) => (ADDRESSES[is] as readonly string[]).includes(interpreter));
  const is = readAs("mail").length > 0 ? "mail" : "payment";
  const addresses = readAs(is);
  if (addresses.length === 0 || !isJsonObject(args)) return undefined;
  const isAddress = (at: string): boolean => addresses.some((meaning) => meaning.at === at || meaning.at.startsWith(`${at}/`));
  const parts = Object.entries(args)
    .map(([name, value]) => ({ at: `/${name}`, name, text: typeof value === "string" ? value : canonicalize(value) }))
    .filter(({ at }) => !secrets.some((secret) => secret === at || secret.startsWith(`${at}/`)));
  return { is, parts: [...parts.filter(({ at }) => isAddress(at)), ...parts.filter(({ at }) => !isAddress(at))] };
}
