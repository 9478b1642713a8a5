/**
 * A parked call as the message that it is, where it sends one: a mail, a payment. Nothing can try such a call, so the call itself is the
 * outbox. It is one by what the charter reads in it, or by the names and values of its arguments, as mail and bank servers have them. Every
 * part is an argument as it stands, under its own name; whether a call waits, and what it does, follows from none of this.
 */
import { canonicalize, isJsonArray, isJsonObject, type Json, type JsonObject } from "../crypto/index.ts";
import { canonicalForm } from "../meaning/index.ts";
import type { ApiMeaning, ApiMessage } from "./api.ts";
import { interpretArguments } from "./argument-meanings.ts";
import type { CallRecord } from "./call-record.ts";
import { machineIn } from "./charter-record.ts";
import type { Chronicle } from "./chronicle.ts";
import { secretsIn } from "./secrets.ts";

type Kind = ApiMessage["is"];

const ADDRESSES: { readonly [is in Kind]: readonly string[] } = { mail: ["email"], payment: ["iban", "money"] };

/** What says whom it goes to, and what they get. */
const WORDS: { readonly [is in Kind]: { readonly to: RegExp; readonly what: RegExp } } = {
  mail: { to: /^(to|cc|bcc|recipients?|email|address(es)?)$/i, what: /^(subject|body|text|html|content|message)$/i },
  payment: { to: /^(to|recipient|payee|beneficiary|creditor|iban|account)$/i, what: /^(amount|sum)$/i },
};

/** What a reader reads last. */
const BODY = /^(body|text|html|content|message|attachments?)$/i;

/** What a call would send, without what looks like a secret; undefined where nothing says that it sends something. */
export function outboxOf(chronicle: Pick<Chronicle, "charterOf">, { tool, runs, parking }: CallRecord): ApiMessage | undefined {
  if (runs === undefined) return undefined;
  const machine = machineIn(chronicle.charterOf(parking?.entry.machine));
  const meanings = machine === undefined ? [] : interpretArguments(machine, tool, runs.args);
  return messageOf(runs.args, meanings, secretsIn(runs.args));
}

/** `secrets`: paths that are not shown here. */
export function messageOf(args: Json, meanings: readonly ApiMeaning[], secrets: readonly string[]): ApiMessage | undefined {
  if (!isJsonObject(args)) return undefined;
  const found = asRead(args, meanings) ?? asNamed(args);
  if (found === undefined) return undefined;
  const parts = Object.entries(args)
    .map(([name, value]) => ({ at: `/${name}`, name, texts: textsOf(value) }))
    .filter(({ at }) => !secrets.some((secret) => secret === at || secret.startsWith(`${at}/`)));
  const rank = ({ name }: { readonly name: string }): number => (found.addresses.includes(name) ? 0 : BODY.test(name) ? 2 : 1);
  return { is: found.is, parts: parts.toSorted((one, other) => rank(one) - rank(other)) };
}

function textsOf(value: Json): readonly string[] {
  const items = isJsonArray(value) ? value : [value];
  return items.map((item) => (typeof item === "string" ? item : canonicalize(item)));
}

interface Found {
  readonly is: Kind;
  /** Names of the arguments that say whom it goes to. */
  readonly addresses: readonly string[];
}

/** By what the charter reads in its arguments. */
function asRead(args: JsonObject, meanings: readonly ApiMeaning[]): Found | undefined {
  for (const is of ["mail", "payment"] as const) {
    const read = meanings.filter(({ interpreter }) => ADDRESSES[is].includes(interpreter));
    const addresses = Object.keys(args).filter((name) => read.some(({ at }) => at === `/${name}` || at.startsWith(`/${name}/`)));
    if (addresses.length > 0) return { is, addresses };
  }
  return undefined;
}

/** By the names of its arguments, where their values are what the names say. */
function asNamed(args: JsonObject): Found | undefined {
  for (const [is, isFor, isWhat] of [
    ["mail", areMailboxes, isText],
    ["payment", isText, isAmount],
  ] as const) {
    const { to, what } = WORDS[is];
    const addresses = Object.keys(args).filter((name) => to.test(name) && isFor(args[name] ?? null));
    const hasWhat = Object.entries(args).some(([name, value]) => what.test(name) && !addresses.includes(name) && isWhat(value));
    if (addresses.length > 0 && hasWhat) return { is, addresses };
  }
  return undefined;
}

function areMailboxes(value: Json): boolean {
  if (isJsonArray(value)) return value.length > 0 && value.every(areMailboxes);
  return canonicalForm("email", value, { roots: {} }) !== undefined;
}

function isText(value: Json): boolean {
  return typeof value === "string";
}

function isAmount(value: Json): boolean {
  return typeof value === "number" || (typeof value === "string" && /^[0-9]+([.,][0-9]+)?$/.test(value));
}
