/** Reads what a page sends, member by member, into the types of api.ts: anything else is no answer and no passkey. */
import { isJsonObject, type Json } from "../../crypto/index.ts";
import type { ApiAnswerDraft, ApiAnswerProof, ApiPasskeyProof, ApiScope } from "../api.ts";
import { REASON_LENGTH_MAX } from "../limits.ts";

type Members = { readonly [member: string]: Json };

const KINDS = ["approval", "rejection", "release", "discard"] as const;
/** base64url of what an authenticator makes: a few kilobytes. */
const BYTES_TEXT_MAX = 8_192;

/** A text of at most so many characters, or undefined. */
export function textIn(members: Members, name: string, lengthMax: number): string | undefined {
  const value = members[name];
  return typeof value === "string" && value.length <= lengthMax ? value : undefined;
}

export function readAnswerDraft(members: Members): ApiAnswerDraft | undefined {
  if (!hasOnly(members, ["ticket", "kind", "approver", "reason", "containment", "scope"])) return undefined;
  const ticket = textIn(members, "ticket", 32);
  const kind = KINDS.find((one) => one === members["kind"]);
  const [approver, reason] = [textIn(members, "approver", 16), textIn(members, "reason", REASON_LENGTH_MAX)];
  const containment = (["keep", "end"] as const).find((one) => one === members["containment"]);
  const isOdd = ["approver", "reason", "containment"].some(
    (name) => members[name] !== undefined && { approver, reason, containment }[name as "approver"] === undefined,
  );
  const scope = scopeIn(members["scope"]);
  if (ticket === undefined || kind === undefined || isOdd || scope === "odd") return undefined;
  return {
    ticket,
    kind,
    ...(approver === undefined ? {} : { approver }),
    ...(reason === undefined ? {} : { reason }),
    ...(containment === undefined ? {} : { containment }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function scopeIn(value: Json | undefined): ApiScope | "odd" | undefined {
  if (value === undefined) return undefined;
  const { times, until } = isJsonObject(value) && hasOnly(value, ["times", "until"]) ? value : {};
  return Number.isSafeInteger(times) && Number.isSafeInteger(until) ? { times: Number(times), until: Number(until) } : "odd";
}

export function readAnswerProof(members: Members): ApiAnswerProof | undefined {
  const names = ["draft", "credential", "authenticatorData", "clientDataJSON", "signature"] as const;
  const texts = textsOf(members, names);
  return texts === undefined || !hasOnly(members, names) ? undefined : texts;
}

export function readPasskeyProof(members: Members): ApiPasskeyProof | undefined {
  const names = ["draft", "credential", "publicKey", "authenticatorData", "clientDataJSON"] as const;
  const texts = textsOf(members, names);
  const algorithm = members["algorithm"];
  if (texts === undefined || typeof algorithm !== "number" || !hasOnly(members, [...names, "algorithm"])) return undefined;
  return { ...texts, algorithm };
}

function textsOf<Name extends string>(members: Members, names: readonly Name[]): { readonly [name in Name]: string } | undefined {
  const texts = names.map((name) => [name, textIn(members, name, BYTES_TEXT_MAX)] as const);
  if (texts.some(([, text]) => text === undefined || text === "")) return undefined;
  return Object.fromEntries(texts) as { readonly [name in Name]: string };
}

function hasOnly(members: Members, names: readonly string[]): boolean {
  return Object.keys(members).every((name) => names.includes(name));
}
